using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster;

internal static class ClusterWatchCommand
{
    public static Command Create()
    {
        var types = new Option<string[]>("--type") { HelpName = "TYPE", Description = "Only events of this type: " + string.Join(", ", ClusterWatchSettings.AllTypes) + ". Repeat it or separate them by commas." };
        types.CompletionSources.Add(_ => ClusterWatchSettings.AllTypes.Select(type => new System.CommandLine.Completions.CompletionItem(type)));
        var names = new Option<string[]>("--name") { HelpName = "NAME", Description = "Only this member, event or query; * and ? are wildcards. Can be repeated." };
        var via = ClusterOptions.Via();
        var command = new Verb("watch", "Shows what happens in the Serf cluster, a line an event, until Ctrl+C. In every format for machines, a JSON object a line.") { types, names, via };
        command.Work = async context =>
        {
            var settings = new ClusterWatchSettings { Types = WordLists.Split(context.Get(types)), Names = context.Get(names) ?? [], Via = context.Get(via) ?? [] };
            await using var links = new SshLinkPool();
            context.StopWhenOutputBreaks();
            await foreach (var news in context.Cluster(links).WatchAsync(settings, context.Stop))
            {
                if (news.Interruption is { } interruption)
                    context.Terminal.ErrorLine(Wording.Adapt(interruption.Message));
                if (news.Event is not { } happened)
                    continue;
                if (context.Renderer.ForPeople)
                    ClusterText.Say(context, ClusterText.Line(happened));
                else
                    context.Renderer.Line(ClusterEventView.Of(happened), CliJsonContext.Default.ClusterEventView);
            }

            return ExitCode.Good;
        };
        return command;
    }
}
