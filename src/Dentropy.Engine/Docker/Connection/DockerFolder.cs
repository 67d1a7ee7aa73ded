namespace Dentropy.Engine.Docker;

/// <summary>Where docker keeps the user's settings on this machine.</summary>
internal static class DockerFolder
{
    /// <summary><c>DOCKER_CONFIG</c>, else <c>~/.docker</c>.</summary>
    public static string Path => In(Environment.GetEnvironmentVariable);

    /// <summary>The same with an environment of the caller's.</summary>
    /// <param name="environment">Reads a variable.</param>
    public static string In(Func<string, string?> environment) => environment("DOCKER_CONFIG") is { Length: > 0 } set
        ? set
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
}
