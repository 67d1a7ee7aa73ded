using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>State of a container.</summary>
public sealed record ContainerState
{
    /// <summary>The engine's word: <c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c>, <c>dead</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Whether its process runs; true while it is paused, too.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Whether it is paused.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether the engine is about to start it again.</summary>
    public bool IsRestarting { get; init; }

    /// <summary>Whether the kernel ended it for want of memory.</summary>
    public bool IsOutOfMemory { get; init; }

    /// <summary>Exit code of its last run; 0 while it runs.</summary>
    public int ExitCode { get; init; }

    /// <summary>Process id on the node; 0 where it does not run.</summary>
    public int Pid { get; init; }

    /// <summary>Why it could not be started, in the engine's words; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>When it started last.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended last.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Health: <c>starting</c>, <c>healthy</c>, <c>unhealthy</c>; null without a health check.</summary>
    public string? Health { get; init; }

    /// <summary>Failed health checks in a row.</summary>
    public int FailingStreak { get; init; }

    /// <summary>Output of the last health check; null where there was none.</summary>
    public string? HealthOutput { get; init; }

    internal static ContainerState Of(JsonObject? json)
    {
        var health = json.Object("Health");
        return new ContainerState
        {
            Status = json.Text("Status") ?? "",
            IsRunning = json.Flag("Running"),
            IsPaused = json.Flag("Paused"),
            IsRestarting = json.Flag("Restarting"),
            IsOutOfMemory = json.Flag("OOMKilled"),
            ExitCode = json.Whole("ExitCode") ?? 0,
            Pid = json.Whole("Pid") ?? 0,
            Error = json.Text("Error"),
            Started = json.Time("StartedAt"),
            Finished = json.Time("FinishedAt"),
            Health = health.Text("Status") is { } status and not "none" ? status : null,
            FailingStreak = health.Whole("FailingStreak") ?? 0,
            HealthOutput = health.Objects("Log").LastOrDefault().Text("Output"),
        };
    }
}
