using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster.Serf;

// A line for each node, or a document.
internal static class SerfInstallReport
{
    public static async Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcSerfInstallation> results)
    {
        var all = new List<SerfInstallationView>();
        var code = ExitCode.Good;
        await LiveResults.ShowAsync(context, status, results, result => result.Node, Show, End);
        return code;

        void Show(DcSerfInstallation result)
        {
            if (result.Failure is { } failure)
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            var view = SerfInstallationView.Of(result);
            if (context.Renderer.ForPeople)
                Say(context, result);
            else if (context.Renderer.Format == OutputFormat.Jsonl)
                context.Renderer.Line(view, CliJsonContext.Default.SerfInstallationView);
            else
                all.Add(view);
        }

        void End()
        {
            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document(all, CliJsonContext.Default.SerfInstallationView);
        }
    }

    private static void Say(CommandContext context, DcSerfInstallation result)
    {
        if (result.Failure is { } failure)
        {
            context.Errors.Write(failure);
            return;
        }

        var members = result.Members > 0 ? $"; {result.Members} members" : "";
        context.Said($"{result.Node}: {(result.Changed ? "changed" : "unchanged")}{members}{(result.Steps.Count > 0 ? ": " + string.Join("; ", result.Steps) : "")}");
        context.Terminal.OutBytes.Flush();
        foreach (var note in result.Notes)
        {
            if (result.Changed)
                context.Terminal.ErrorLine($"warning: {result.Node}: {note}");
            else
                context.Remark($"{result.Node}: {note}");
        }
    }
}
