using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

// A line for each node, or a document.
internal static class HostKeyReport
{
    public static async Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcHostKeyChange> changes)
    {
        var all = new List<HostKeyChangeView>();
        var code = ExitCode.Good;
        await LiveResults.ShowAsync(context, status, changes, change => change.Node, Show, End);
        return code;

        void Show(DcHostKeyChange change)
        {
            if (change.Failure is { } failure)
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            var view = HostKeyChangeView.Of(change);
            if (context.Renderer.ForPeople)
                Say(context, change);
            else if (context.Renderer.Format == OutputFormat.Jsonl)
                context.Renderer.Line(view, CliJsonContext.Default.HostKeyChangeView);
            else
                all.Add(view);
        }

        void End()
        {
            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document(all, CliJsonContext.Default.HostKeyChangeView);
        }
    }

    private static void Say(CommandContext context, DcHostKeyChange change)
    {
        if (change.Failure is { } failure)
            context.Errors.Write(failure);
        if (change.Failure is null || change.Changed)
            context.Said($"{change.Node}: {(change.Changed ? "changed: " + string.Join("; ", change.Steps) : "unchanged")}");
        context.Terminal.OutBytes.Flush();
    }
}
