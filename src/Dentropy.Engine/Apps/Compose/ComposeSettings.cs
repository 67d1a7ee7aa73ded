namespace Dentropy.Engine.Apps.Compose;

/// <summary>What a compose file is read with.</summary>
internal sealed record ComposeSettings
{
    private static readonly string[] s_names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
    private static readonly string[] s_overrides = ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"];

    /// <summary>Full path of the file, or of the folder that holds it.</summary>
    public required string Path { get; init; }

    public string? Name { get; init; }

    /// <summary>Folder on the node that relative bind mounts start from.</summary>
    public string? ProjectFolder { get; init; }

    /// <summary>Whether the node is this machine, so that the file's own folder is there too.</summary>
    public bool IsLocal { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Full path of the file of variables in place of the <c>.env</c> beside the compose file.</summary>
    public string? EnvironmentFile { get; init; }

    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The file that a path means.</summary>
    public static string Find(string path)
    {
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path) || Array.Find(s_names, name => File.Exists(System.IO.Path.Combine(path, name))) is not { } name)
            throw ComposeErrors.NotFound(path);
        // Compose would lay this file over the other; doing half of it would start something else than what runs today.
        if (Array.Find(s_overrides, other => File.Exists(System.IO.Path.Combine(path, other))) is { } over)
        {
            throw ComposeErrors.Unsupported(
                System.IO.Path.Combine(path, over), [new ComposeRefusal(1, "file", "laying a second file over the first is not supported; write both into one, or name the one file that is meant")]);
        }

        return System.IO.Path.Combine(path, name);
    }
}
