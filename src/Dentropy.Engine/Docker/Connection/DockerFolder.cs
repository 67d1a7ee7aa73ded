namespace Dentropy.Engine.Docker;

/// <summary>Where docker keeps the user's settings on this machine.</summary>
internal static class DockerFolder
{
    /// <summary><c>DOCKER_CONFIG</c>, else <c>~/.docker</c>.</summary>
    public static string Path => Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } set
        ? set
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
}
