using Dentropy.Peers.Tests.Emulators;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>A web service that tells the asker's address, as plain text or JSON.</summary>
internal sealed class AddressService(string says) : Emulator
{
    public string Says { get; set; } = says;

    protected override EmulatorAnswer Answer(EmulatorRequest request) => request.Path == "/json"
        ? EmulatorAnswer.Json($$"""{"address":"{{Says}}","country":"XX"}""")
        : EmulatorAnswer.Plain(Says + "\n");
}
