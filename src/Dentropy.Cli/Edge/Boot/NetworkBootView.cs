using Dentropy.Edge;

namespace Dentropy.Cli.Edge.Boot;

internal sealed record NetworkBootView(string Name, string Node, string Image, string Kind, IReadOnlyList<string> MacAddress, string? Serial, IReadOnlyList<string> Folder)
{
    public static NetworkBootView Of(DcNetworkBoot boot) => new(boot.Name, boot.Node, boot.Image, boot.Kind.ToString(), boot.MacAddress, boot.Serial, boot.Folder);
}
