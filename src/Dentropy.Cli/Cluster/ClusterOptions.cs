using System.CommandLine;
using System.Text;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster;

// What the verbs for a Serf cluster share.
internal static class ClusterOptions
{
    public static Option<string[]> Via() => new("--via") { HelpName = "NODE", Description = "Ask the agent of this node; repeat it, and the next is asked where one does not answer." };

    public static Option<string[]> Tags() => new("--tag") { HelpName = "KEY=VALUE", Description = "Members with this tag; repeated ones must all hold. * and ? are wildcards." };

    public static Argument<string?> Payload() => new("PAYLOAD") { Arity = ArgumentArity.ZeroOrOne, Description = "Text that goes with it." };

    public static IReadOnlyDictionary<string, string> Tags(CommandContext context, Option<string[]> option) => Pairs.Read("--tag", context.Get(option), StringComparer.Ordinal);

    public static ReadOnlyMemory<byte> Payload(CommandContext context, Argument<string?> payload) => Encoding.UTF8.GetBytes(context.Parsed.GetValue(payload) ?? "");

    public static SerfCluster Cluster(this CommandContext context, ILinkPool links) => new(new SerfAgents(links), context.Store);
}
