using System.CommandLine;
using System.Runtime.CompilerServices;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Cli.Cluster;

internal static class CopyCommand
{
    private static readonly VerbSource[] s_verbs = [new("send", () => Create(fetch: false)), new("fetch", () => Create(fetch: true))];

    public static Command Create(string? only) => new Command("copy", "Copies files and folders to and from nodes.").With(s_verbs, only);

    private static Command Create(bool fetch)
    {
        var choice = new NodeChoice(withNames: false);
        var options = new CopyOptions(fetch);
        var whatIf = WhatIfOption.Create();
        var command = new Verb(
            fetch ? "fetch" : "send",
            fetch ? "Fetches files or folders from nodes; from several into one folder for each." : "Sends files or folders to nodes, checked by SHA-256.");
        choice.AddTo(command);
        options.AddTo(command);
        command.Options.Add(whatIf);
        command.Work = async context =>
        {
            var (sources, destination) = options.Paths(context);
            var settings = options.Settings(context);
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            if (!fetch)
                ThrowIfMissing(sources);
            if (context.Get(whatIf))
            {
                var way = $"{string.Join(", ", sources)} -> {destination}{(settings.Sudo ? " (as root)" : "")}";
                context.Renderer.Plan([.. nodes.Select(node => new PlanView(fetch ? "fetch from" : "send to", node.Name, [way]))]);
                return ExitCode.Good;
            }

            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            var copy = new ItemCopy(pool);
            var results = EachAsync(sources, source => fetch
                ? copy.FetchAsync(nodes, source, destination, settings, status, context.Stop)
                : copy.SendAsync(nodes, source, destination, settings, status, context.Stop));
            return await ShowAsync(context, status, results, nodes, sources.Count);
        };
        return command;
    }

    // Before anything is sent, and for --what-if too: one name mistyped among several must not leave the work half done.
    private static void ThrowIfMissing(IReadOnlyList<string> sources)
    {
        if (sources.FirstOrDefault(path => !Path.Exists(path)) is { } missing)
        {
            throw new DentropyException(
                "ItemNotFound",
                DentropyErrorCategory.ObjectNotFound,
                missing,
                $"There is no file or folder '{missing}' on this machine. Nothing was sent.");
        }
    }

    private static async IAsyncEnumerable<DcCopyResult> EachAsync(
        IReadOnlyList<string> sources, Func<string, IAsyncEnumerable<DcCopyResult>> copy, [EnumeratorCancellation] CancellationToken stop = default)
    {
        foreach (var source in sources)
        {
            await foreach (var result in copy(source).WithCancellation(stop))
                yield return result;
        }
    }

    private static async Task<int> ShowAsync(
        CommandContext context, StatusLine status, IAsyncEnumerable<DcCopyResult> results, IReadOnlyList<DcNode> nodes, int sources)
    {
        var report = new CopyReport(context);
        await LiveResults.ShowAsync(context, status, results, result => sources == 1 ? result.Node : null, report.Add, () => report.End(nodes.Count, sources));
        return report.Code;
    }
}
