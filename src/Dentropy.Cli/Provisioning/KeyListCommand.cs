using System.CommandLine;
using Dentropy.Cli.Output;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

internal static class KeyListCommand
{
    private static readonly Column<DcNodeKey>[] s_columns =
    [
        new("NODE", key => key.Node),
        new("USER", key => key.User),
        new("IN USE", key => key.IsAuthority ? "authority" : key.InUse ? "yes" : ""),
        new("TYPE", key => key.Type),
        new("FINGERPRINT", key => key.Fingerprint),
        new("COMMENT", key => key.Comment),
    ];

    public static Command Create() => NodeListing.Create(
        "The keys of the nodes' accounts, and which of them you come with.",
        (context, pool, nodes) => new NodeKeys(context.Store, pool, pool).ListAsync(nodes, NodeListing.AtOnce, context.Stop),
        s_columns,
        NodeKeyView.Of,
        CliJsonContext.Default.NodeKeyView);
}
