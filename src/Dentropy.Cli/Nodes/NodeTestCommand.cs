using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Nodes;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

internal static class NodeTestCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var throttle = Number.Option("--throttle-limit", "N", "How many nodes are looked at at the same time; 64 without it.");
        var timeout = new Option<string?>("--timeout") { HelpName = "TIME", Description = "Time for each node; 15s without it." };
        var command = new Verb("test", "Looks whether nodes can be reached and are well: keys, sudo, disks, memory, temperature, clock, Docker, Serf.");
        choice.AddTo(command);
        command.AddAll(throttle, timeout);
        command.Work = async context =>
        {
            var defaults = new NodeProbeSettings();
            var settings = defaults with
            {
                ThrottleLimit = Number.Read(context, throttle) ?? defaults.ThrottleLimit,
                Timeout = Duration.Read(context, timeout) ?? defaults.Timeout,
            };
            var nodes = (await context.SelectAsync(choice.Query(context))).Nodes;
            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await ShowAsync(context, nodes, status, new NodeProbe(pool).TestAsync(nodes, settings, status, context.Stop));
        };
        return command;
    }

    private static async Task<int> ShowAsync(CommandContext context, IReadOnlyList<DcNode> nodes, StatusLine status, IAsyncEnumerable<DcNodeTest> results)
    {
        var tests = new List<DcNodeTest>();
        var code = ExitCode.Good;
        await LiveResults.ShowAsync(context, status, results, test => test.Node, Show, End);
        return code;

        void Show(DcNodeTest test)
        {
            tests.Add(test);
            if (!test.Healthy)
                code = ExitCode.Worse(code, test.Failure is null ? ExitCode.Failed : ExitCode.Unreachable);
            if (context.Renderer.Format == OutputFormat.Jsonl)
                context.Renderer.Line(NodeTestView.Of(test), CliJsonContext.Default.NodeTestView);
            else if (context.Renderer.ForPeople && test.Failure is { } failure)
                context.Errors.Write(failure);
        }

        void End()
        {
            var order = nodes.Select((node, i) => (node.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.OrdinalIgnoreCase);
            tests.Sort((left, right) => order[left.Node].CompareTo(order[right.Node]));
            if (context.Renderer.ForPeople)
                context.Renderer.Table(tests, NodeTestText.Columns);
            else if (context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. tests.Select(NodeTestView.Of)], CliJsonContext.Default.NodeTestView);
        }
    }
}
