using Dentropy.Backups;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Backups.Restore;

namespace Dentropy.Cli.Backups;

// Shows a plan, asks, and says what came of it.
internal sealed class RestoreReport(CommandContext context, RestoreOptions options)
{
    public int Code { get; private set; }

    // True where the plan is to be carried out.
    public async Task<bool> ApproveAsync(RestorePlan plan, string action)
    {
        if (plan.Problems.Count > 0)
        {
            foreach (var problem in plan.Problems)
                context.Errors.Write(problem.ToError());
            Code = ExitCode.BadInput;
            return false;
        }

        foreach (var warning in plan.Warnings)
            context.Terminal.ErrorLine($"warning: {warning}");
        if (context.Get(options.WhatIf))
        {
            context.Renderer.Plan([.. plan.Steps.Select(View)]);
            return false;
        }

        foreach (var step in plan.Steps)
            context.Remark($"will {Words(step.Action)} {step.Target}{(step.Detail.Length > 0 ? ": " + step.Detail : "")}");
        return await context.ConfirmAsync(action, $"{plan.App} on node {plan.Node} ({plan.Steps.Count} steps)", context.Get(options.Yes));
    }

    public void Done(DcRestoreResult result, RestoreStatus status)
    {
        status.Dispose();
        if (!context.Renderer.ForPeople)
        {
            context.Renderer.Document([RestoreView.Of(result)], CliJsonContext.Default.RestoreView);
            return;
        }

        var health = result.Health == Dentropy.Apps.DcAppHealth.Healthy ? ", healthy" : "";
        var down = result.Downtime is { } time ? $", down for {Duration.Text(time)}" : "";
        context.Said($"{result.Node}: {result.App} restored from {result.Source} in {Duration.Text(result.Duration)}{down}{health}");
        foreach (var volume in result.Volumes)
            context.Said($"  {volume.Name} -> {volume.Target}");
        if (result.Hostnames.Count > 0)
            context.Said($"  reached as {string.Join(", ", result.Hostnames)}");
    }

    private static PlanView View(DcRestoreStep step) => new(Words(step.Action), step.Target, step.Detail.Length > 0 ? [step.Detail] : []);

    // CreateVolume -> create volume.
    private static string Words(string action) => string.Concat(action.Select((c, i) => i > 0 && char.IsAsciiLetterUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
