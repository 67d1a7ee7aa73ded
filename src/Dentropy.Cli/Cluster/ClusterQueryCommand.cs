using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster;

internal static class ClusterQueryCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the query." };
        var payload = ClusterOptions.Payload();
        var members = new Option<string[]>("--node", "-n") { HelpName = "MEMBER", Description = "Only these members; * and ? are wildcards. Repeat it or separate them by commas." };
        var tags = ClusterOptions.Tags();
        var timeout = new Option<string?>("--timeout") { HelpName = "TIME", Description = "How long members may take, e.g. 5s; Serf's own limit without it." };
        var acknowledge = new Option<bool>("--acknowledge") { Description = "Let members say that the query came, before they answer." };
        var via = ClusterOptions.Via();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("query", "Asks members of the Serf cluster; ends when all that are alive have answered. Ends with 3 where one has not.")
        {
            name, payload, members, tags, timeout, acknowledge, via, whatIf,
        };
        command.Work = async context =>
        {
            var settings = new ClusterQuerySettings
            {
                Name = context.Parsed.GetRequiredValue(name),
                Payload = ClusterOptions.Payload(context, payload),
                // A comma within brackets belongs to a range.
                Members = [.. (context.Get(members) ?? []).SelectMany(word => word.Contains('[', StringComparison.Ordinal) ? [word] : WordLists.Split([word]))],
                Tags = ClusterOptions.Tags(context, tags),
                Timeout = Duration.Read(context, timeout),
                Acknowledge = context.Get(acknowledge),
                Via = context.Get(via) ?? [],
            };
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([new PlanView("send query", settings.Name, [$"{settings.Payload.Length} bytes"])]);
                return ExitCode.Good;
            }

            await using var links = new SshLinkPool();
            context.StopWhenOutputBreaks();
            var answers = new List<DcClusterAnswer>();
            await foreach (var outcome in context.Cluster(links).QueryAsync(settings, context.Stop))
            {
                if (outcome.Failure is { } failure)
                    context.Errors.Write(failure);
                if (outcome.Answer is not { } answer)
                    continue;
                answers.Add(answer);
                if (context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(ClusterAnswerView.Of(answer), CliJsonContext.Default.ClusterAnswerView);
                else if (context.Renderer.ForPeople)
                    ClusterText.Say(context, ClusterText.Line(answer));
            }

            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. answers.Select(ClusterAnswerView.Of)], CliJsonContext.Default.ClusterAnswerView);
            return ExitCode.Good;
        };
        return command;
    }
}
