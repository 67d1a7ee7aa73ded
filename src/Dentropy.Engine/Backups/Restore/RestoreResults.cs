using Dentropy.Apps;
using Dentropy.Backups;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>How restores end, in records and errors.</summary>
internal static class RestoreResults
{
    public static DcRestoreResult Of(RestorePlan plan, DcApp? app, TimeSpan duration) => new()
    {
        App = plan.App,
        Node = plan.Node,
        Source = plan.Source,
        Volumes = [.. plan.Volumes.Where(volume => volume.Fill)
            .Select(volume => new DcRestoredVolume { Name = volume.Source.Name, Target = volume.Target, IsBind = volume.IsBind, Driver = volume.IsBind ? null : volume.Driver })],
        Containers = [.. plan.Containers.Select(container => container.Name)],
        Hostnames = plan.Hostnames,
        Health = app?.Health ?? DcAppHealth.None,
        Duration = duration,
        Warnings = plan.Warnings,
    };

    /// <summary>The error to throw when a run failed: what happened, and whether all is as it was.</summary>
    public static Exception Failure(Exception cause, DentropyException? left, RestoreRun run, DcNode node, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested && left is null)
            return new OperationCanceledException("The restore was stopped; what it had made is removed.", cause, cancellationToken);
        if (left is { ErrorId: "UndoIncomplete" })
        {
            return new DentropyException(
                "RestoreNotUndone",
                DentropyErrorCategory.InvalidResult,
                run.Plan.App,
                $"The restore of '{run.Plan.App}' on node '{node.Name}' failed: {Said(cause)} And not everything that it had made could be removed: {left.Message}",
                cause);
        }

        // The guard acts by itself when it does not hear from us.
        if (left is not null || run.GuardLost)
        {
            return new DentropyException(
                "RestoreCutOff",
                DentropyErrorCategory.ConnectionError,
                node.Name,
                $"The link to node '{node.Name}' was lost while '{run.Plan.App}' was restored ({Said(cause).TrimEnd('.')}). The node removes what was made by itself, within about a minute or when it is up again; look with Get-DcApp, then try again.",
                cause);
        }

        return cause is DentropyException known
            ? new DentropyException(known.ErrorId, known.Category, known.Target, $"{known.Message.TrimEnd('.')}. '{run.Plan.App}' was not restored on node '{node.Name}'; what was made is removed.", known)
            : cause is OperationCanceledException ? cause : LinkErrors.Broken(node.Name, cause);
    }

    private static string Said(Exception cause) => cause is OperationCanceledException ? "it was stopped." : cause.Message;
}
