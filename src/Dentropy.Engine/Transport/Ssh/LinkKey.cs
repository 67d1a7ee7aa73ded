using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>All that decides where a link goes and how it authenticates.</summary>
internal sealed record LinkKey(string Destination, int? Port, string? User, string? IdentityFile, string? ProxyJump, string? Cloud)
{
    public static LinkKey Of(DcNode node) => new(SshArguments.Destination(node), node.Port, node.User, node.IdentityFile, node.ProxyJump, node.Cloud);
}
