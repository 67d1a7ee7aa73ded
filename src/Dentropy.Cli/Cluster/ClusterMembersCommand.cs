using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster;

internal static class ClusterMembersCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Arity = ArgumentArity.ZeroOrMore, Description = "Names; * and ? are wildcards. All without them." };
        var status = new Option<string[]>("--status") { HelpName = "STATUS", Description = "Only members that are alive, leaving, left or failed; repeat it or separate them by commas." };
        var tags = ClusterOptions.Tags();
        var coordinate = new Option<bool>("--coordinate") { Description = "Estimate the time to each member from Serf's coordinates." };
        var via = ClusterOptions.Via();
        var command = new Verb("members", "Lists the members of the Serf cluster as one agent sees them.") { names, status, tags, coordinate, via };
        command.Work = async context =>
        {
            var query = new ClusterMemberQuery
            {
                Names = context.Parsed.GetValue(names) ?? [],
                Status = [.. WordLists.Split(context.Get(status)).Select(word => Status(status.Name, word))],
                Tags = ClusterOptions.Tags(context, tags),
                Coordinates = context.Get(coordinate),
                Via = context.Get(via) ?? [],
            };
            await using var links = new SshLinkPool();
            var members = await context.Cluster(links).MembersAsync(query, context.Stop);
            if (context.Renderer.ForPeople)
                context.Renderer.Table(members, query.Coordinates ? ClusterText.ColumnsWithTime : ClusterText.Columns);
            else
                context.Renderer.Document([.. members.Select(ClusterMemberView.Of)], CliJsonContext.Default.ClusterMemberView);
            foreach (var error in SerfCluster.Missing(query, members))
                context.Errors.Write(error);
            return ExitCode.Good;
        };
        return command;
    }

    private static DcMemberStatus Status(string option, string word) => Enum.TryParse<DcMemberStatus>(word, ignoreCase: true, out var status) && !char.IsDigit(word[0])
        ? status
        : throw CliError.Option(option, word, "is no status. There are alive, leaving, left and failed.");
}
