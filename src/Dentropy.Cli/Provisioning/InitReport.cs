using System.Globalization;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

// A line for each step that is not as it should be, and one for each node; or a document of all steps.
internal static class InitReport
{
    public static async Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcProvisionStep> steps)
    {
        var all = new List<DcProvisionStep>();
        var code = ExitCode.Good;
        await LiveResults.ShowAsync(context, status, steps, _ => null, Show, End);
        return code;

        void Show(DcProvisionStep step)
        {
            all.Add(step);
            if (step.Failure is { } failure)
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            if (context.Renderer.ForPeople)
                Say(context, step);
            else if (context.Renderer.Format == OutputFormat.Jsonl)
                context.Renderer.Line(ProvisionStepView.Of(step), CliJsonContext.Default.ProvisionStepView);
        }

        void End()
        {
            if (context.Renderer.ForPeople)
                Sum(context, all);
            else if (context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. all.Select(ProvisionStepView.Of)], CliJsonContext.Default.ProvisionStepView);
        }
    }

    private static void Say(CommandContext context, DcProvisionStep step)
    {
        var line = $"{step.Node}: {ProvisionStepView.Word(step.Status)} {step.Step} {step.Name}{(step.Detail.Length > 0 ? ": " + step.Detail : "")}";
        if (step.Failure is { } failure)
            context.Errors.Write(failure);
        else if (step.Status is DcProvisionStatus.Unchanged or DcProvisionStatus.Skipped)
            context.Remark(line);
        else
            context.Said(line);
        if (step.Status == DcProvisionStatus.WouldChange && step.Diff is { Length: > 0 } diff)
            context.Said("    " + diff.Replace("\n", "\n    ", StringComparison.Ordinal));
        context.Terminal.OutBytes.Flush();
    }

    private static void Sum(CommandContext context, List<DcProvisionStep> all)
    {
        foreach (var node in all.GroupBy(step => step.Node, StringComparer.Ordinal).OrderBy(node => node.Key, StringComparer.Ordinal))
        {
            var counts = node.GroupBy(step => step.Status).OrderBy(group => group.Key).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {ProvisionStepView.Word(group.Key)}"));
            context.Said($"{node.Key}: {string.Join(", ", counts)}");
        }
    }
}
