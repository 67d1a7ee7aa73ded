using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Cluster;

// What is shown of a copy: a line a node as it is done, and a sum; or the results for machines.
internal sealed class CopyReport(CommandContext context)
{
    private readonly List<DcCopyResult> _results = [];

    public int Code { get; private set; }

    public void Add(DcCopyResult result)
    {
        _results.Add(result);
        Code = ExitCode.Worse(Code, result.Failure is not { } failure
            ? ExitCode.Good
            : ExitCode.Of(failure) == ExitCode.Unreachable ? ExitCode.Unreachable : ExitCode.Failed);
        if (context.Renderer.Format == OutputFormat.Jsonl)
            context.Renderer.Line(CopyResultView.Of(result), CliJsonContext.Default.CopyResultView);
        else if (context.Renderer.ForPeople)
            Say(result);
    }

    public void End(int nodes, int items)
    {
        var complete = _results.Count == nodes * items;
        if (!context.Renderer.ForPeople)
        {
            if (context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. _results.Select(CopyResultView.Of)], CliJsonContext.Default.CopyResultView);
            return;
        }

        if (context.Terminal.ErrorIsTerminal || context.Verbose || !complete || Code != ExitCode.Good)
            context.Terminal.ErrorLine($"{nodes} {(nodes == 1 ? "node" : "nodes")}{(items == 1 ? "" : $", {items} items")}: {Sum()}{(complete ? "" : ", stopped")}");
    }

    private void Say(DcCopyResult result)
    {
        if (result.Failure is { } failure)
        {
            context.Errors.Write(failure);
            return;
        }

        context.Said(result.Status == DcCopyStatus.Unchanged
            ? $"{result.Node}: {result.Destination} is the same already"
            : $"{result.Node}: {result.Source} -> {result.Destination} ({Count(result.Files)}, {Size.Text(result.Bytes)}, {Duration.Text(result.Duration)})");
        foreach (var skipped in result.Skipped)
            context.Remark($"{result.Node}: left out {skipped}, which is no file, folder or link");
        context.Terminal.OutBytes.Flush();
    }

    private string Sum()
    {
        var parts = new List<string>();
        foreach (var (status, word) in new[] { (DcCopyStatus.Copied, "copied"), (DcCopyStatus.Unchanged, "unchanged"), (DcCopyStatus.Failed, "failed") })
        {
            var names = _results.Where(result => result.Status == status).Select(result => result.Node).ToList();
            if (names.Count > 0 || status == DcCopyStatus.Copied)
                parts.Add($"{names.Count} {word}" + (status == DcCopyStatus.Failed ? $" ({NodeSet.Fold(names)})" : ""));
        }

        return string.Join(", ", parts);
    }

    private static string Count(long files) => files == 1 ? "1 file" : $"{files} files";
}
