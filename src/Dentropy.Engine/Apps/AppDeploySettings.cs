using System.Collections.ObjectModel;

namespace Dentropy.Engine.Apps;

/// <summary>When a deploy fetches images.</summary>
public enum AppPullPolicy
{
    /// <summary>As the compose file says: for each service <c>pull_policy</c>, else where the node does not have the image.</summary>
    AsWritten,

    /// <summary>Where the node does not have the image.</summary>
    Missing,

    /// <summary>Always, so that a tag that moved is noticed.</summary>
    Always,

    /// <summary>Never; an image that is not there is an error.</summary>
    Never,
}

/// <summary>What is deployed, and how.</summary>
public sealed record AppDeploySettings
{
    /// <summary>Full path, on this machine, of the compose file or of the folder that holds it.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the app; null for COMPOSE_PROJECT_NAME, else the file's <c>name</c>, else its folder's name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Folder on the node that relative bind mounts start from. Null: on this machine the compose file's own folder; for another node relative bind
    /// mounts are refused, since what they mean is not there.
    /// </summary>
    public string? ProjectFolder { get; init; }

    /// <summary>Variables for the compose file; they win over the environment of this process, which wins over the <c>.env</c> file.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Full path of a file of variables, in place of the <c>.env</c> beside the compose file.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Profiles that are on; <c>*</c> is all of them.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Whether containers of services that the file no longer has are removed.</summary>
    public bool RemoveOrphans { get; init; }

    /// <summary>Whether containers are made anew even where nothing changed.</summary>
    public bool ForceRecreate { get; init; }

    /// <summary>When images are fetched.</summary>
    public AppPullPolicy Pull { get; init; }

    /// <summary>Whether to wait until everything is up and healthy. A changed container that does not get healthy is then given up for the one before it.</summary>
    public bool Wait { get; init; }

    /// <summary>The longest time to wait for dependencies and health, in all; pulling does not count.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Time that a container that is replaced has to end by itself; null for its own.</summary>
    public TimeSpan? Grace { get; init; }
}
