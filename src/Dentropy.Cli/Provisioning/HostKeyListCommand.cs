using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Output;
using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

internal static class HostKeyListCommand
{
    private static readonly Column<DcHostKey>[] s_columns =
    [
        new("NODE", key => key.Node),
        new("TYPE", key => key.Type),
        new("BITS", key => key.Bits > 0 ? key.Bits.ToString(CultureInfo.InvariantCulture) : ""),
        new("ON NODE", key => key.OnNode ? "yes" : "no"),
        new("KNOWN", key => key.Known ? "yes" : "no"),
        new("CERTIFIED UNTIL", key => key.CertifiedUntil is { } until ? HostKeyView.Time(until) : ""),
        new("FINGERPRINT", key => key.Fingerprint),
    ];

    public static Command Create() => NodeListing.Create(
        "The host keys that nodes have, and those that known_hosts trusts for them.",
        (context, pool, nodes) => new NodeHostKeys(pool, pool).ListAsync(nodes, NodeListing.AtOnce, context.Stop),
        s_columns,
        HostKeyView.Of,
        CliJsonContext.Default.HostKeyView);
}
