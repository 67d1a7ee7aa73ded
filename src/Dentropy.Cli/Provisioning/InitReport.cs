using System.Globalization;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

// A line for each step that is not as it should be, and one for each node; or a document of all steps.
internal static class InitReport
{
    private static readonly LiveReport<DcProvisionStep, ProvisionStepView> s_report = new(_ => null, one => one.Failure, ProvisionStepView.Of, CliJsonContext.Default.ProvisionStepView, Say, Sum);

    public static Task<int> ShowAsync(CommandContext context, StatusLine status, IAsyncEnumerable<DcProvisionStep> steps) => LiveResults.ReportAsync(context, status, steps, s_report);

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
    }

    private static void Sum(CommandContext context, IReadOnlyList<DcProvisionStep> all)
    {
        foreach (var node in all.GroupBy(step => step.Node, StringComparer.Ordinal).OrderBy(node => node.Key, StringComparer.Ordinal))
        {
            var counts = node.GroupBy(step => step.Status).OrderBy(group => group.Key).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {ProvisionStepView.Word(group.Key)}"));
            context.Said($"{node.Key}: {string.Join(", ", counts)}");
        }
    }
}
