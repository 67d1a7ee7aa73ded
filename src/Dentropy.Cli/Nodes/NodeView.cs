using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// A node in JSON and YAML. Every property is always there; lists and metadata may be empty, the others null.
internal sealed record NodeView(
    string Name,
    string? Address,
    int? Port,
    string? User,
    string? IdentityFile,
    string? ProxyJump,
    string? DockerHost,
    string? DockerCertPath,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> Tags,
    string? Hardware,
    string? Architecture,
    string? Switch,
    string? Power,
    string? Site,
    IReadOnlyDictionary<string, string> Metadata,
    long Revision,
    string? Cloud)
{
    public static NodeView Of(DcNode node) => new(
        node.Name,
        node.Address,
        node.Port,
        node.User,
        node.IdentityFile,
        node.ProxyJump,
        node.DockerHost,
        node.DockerCertPath,
        node.Roles,
        node.Tags,
        node.Hardware,
        node.Architecture,
        node.Switch,
        node.Power,
        node.Site,
        node.Metadata,
        node.Revision,
        node.Cloud);
}
