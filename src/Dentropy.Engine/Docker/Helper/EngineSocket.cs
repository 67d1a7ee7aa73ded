namespace Dentropy.Engine.Docker.Helper;

/// <summary>Where Docker's socket is on the node, for containers on it that speak to their own engine.</summary>
internal static class EngineSocket
{
    public static string Path(DockerClient client)
    {
        var host = client.Node.DockerHost ?? (client.Node.Name == "localhost" ? Environment.GetEnvironmentVariable("DOCKER_HOST") : null);
        return host is not null && host.StartsWith("unix://", StringComparison.Ordinal) ? host["unix://".Length..] : "/var/run/docker.sock";
    }

    /// <summary>The mount of its folder, and where it is then.</summary>
    public static (HelperMount Mount, string Path) Inside(DockerClient client)
    {
        var path = Path(client);
        var slash = path.LastIndexOf('/');
        var folder = slash > 0 ? path[..slash] : "/";
        return (new HelperMount { Source = folder, Target = HelperBody.SocketFolder, IsBind = true }, $"{HelperBody.SocketFolder}/{path[(slash + 1)..]}");
    }
}
