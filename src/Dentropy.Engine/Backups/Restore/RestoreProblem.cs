namespace Dentropy.Engine.Backups.Restore;

/// <summary>Something that keeps an app from being restored.</summary>
/// <param name="ErrorId">Stable name, PascalCase; scripts compare it.</param>
/// <param name="Target">What is in the way, or missing.</param>
/// <param name="Message">What it is, and the way out.</param>
public sealed record RestoreProblem(string ErrorId, string Target, string Message)
{
    /// <summary>The problem as an error of its own.</summary>
    public DentropyException ToError() => new(
        ErrorId,
        ErrorId switch
        {
            "AppExists" or "ContainerExists" or "VolumeExists" or "NetworkExists" or "PathNotEmpty" => DentropyErrorCategory.ResourceExists,
            "PortTaken" or "SubnetTaken" => DentropyErrorCategory.ResourceBusy,
            "VolumeNotInBackup" or "NetworkMissing" or "ImageUnavailable" or "BindMissing" or "DeviceMissing" => DentropyErrorCategory.ObjectNotFound,
            "ArchitectureMismatch" or "EngineTooOld" or "DriverMissing" or "RuntimeMissing" or "ToolsMissing" => DentropyErrorCategory.NotImplemented,
            "SpaceMissing" => DentropyErrorCategory.WriteError,
            _ => DentropyErrorCategory.InvalidArgument,
        },
        Target,
        Message);
}

/// <summary>A restore that was refused before anything was changed; every problem that was found is in it.</summary>
/// <param name="target">The app.</param>
/// <param name="node">The node.</param>
/// <param name="problems">The problems, at least one.</param>
public sealed class RestoreRefusedException(string target, string node, IReadOnlyList<RestoreProblem> problems) : DentropyException(
    problems.Count == 1 ? problems[0].ErrorId : "RestoreRefused",
    problems[0].ToError().Category,
    problems.Count == 1 ? problems[0].Target : target,
    problems.Count == 1
        ? problems[0].Message
        : $"'{target}' cannot be restored on node '{node}' for {problems.Count} reasons, and nothing was changed:{string.Concat(problems.Select(problem => "\n  " + problem.Message))}")
{
    /// <summary>Everything that is in the way.</summary>
    public IReadOnlyList<RestoreProblem> Problems { get; } = problems;
}
