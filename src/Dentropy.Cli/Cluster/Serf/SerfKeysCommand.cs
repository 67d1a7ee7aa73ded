using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster.Serf;

internal static class SerfKeysCommand
{
    private static readonly Column<DcSerfKey>[] s_columns =
    [
        new("KEY", key => key.Fingerprint),
        new("MEMBERS", key => key.Count.ToString(CultureInfo.InvariantCulture)),
        new("EVERYWHERE", key => key.Everywhere ? "yes" : "no"),
        new("USED BY", key => NodeSet.Fold(key.UsedBy)),
        new("MISSING", key => NodeSet.Fold(key.Missing)),
    ];

    public static Command Create()
    {
        var via = ViaOption();
        var command = new Verb("keys", "The keys of gossip as fingerprints, and who has which.") { via };
        command.Work = async context =>
        {
            await using var pool = new SshLinkPool();
            await using var agents = new SerfAgents(pool);
            var keys = await new SerfKeys(context.Store, pool, agents).ListAsync(context.Get(via) ?? [], context.Stop);
            if (context.Renderer.ForPeople)
                context.Renderer.Table(keys, s_columns);
            else
                context.Renderer.Document([.. keys.Select(SerfKeyView.Of)], CliJsonContext.Default.SerfKeyView);
            return ExitCode.Good;
        };
        return command;
    }

    public static Option<string[]> ViaOption() => new("--via") { HelpName = "EXPR", Description = "Nodes whose agent may be asked; those of cloud.yaml, else any, without it." };
}
