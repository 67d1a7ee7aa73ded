using Dentropy.Dns;

namespace Dentropy.Cli.Dns;

// A public address in JSON and YAML.
internal sealed record PublicAddressView(string Address, string Family, IReadOnlyList<AddressAnswerView> Sources, IReadOnlyList<AddressAnswerView> Disagreed, DateTimeOffset Time)
{
    public static PublicAddressView Of(DcPublicAddress address) => new(
        address.Address,
        address.Family.ToString(),
        [.. address.Sources.Select(AddressAnswerView.Of)],
        [.. address.Disagreed.Select(AddressAnswerView.Of)],
        address.Time);
}

// What one source said.
internal sealed record AddressAnswerView(string Source, string Kind, IReadOnlyList<string> Addresses, string? Problem)
{
    public static AddressAnswerView Of(DcAddressAnswer answer) => new(answer.Source, answer.Kind.ToString(), answer.Addresses, answer.Problem);
}
