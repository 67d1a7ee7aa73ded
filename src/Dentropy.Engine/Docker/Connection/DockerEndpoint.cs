using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Where an engine listens.</summary>
/// <param name="Url">As it was written, for messages.</param>
/// <param name="SocketPath">Path of its socket on the node; null for TCP.</param>
/// <param name="Host">Its host, for TCP.</param>
/// <param name="Port">Its port, for TCP.</param>
/// <param name="CertPath">Folder with ca.pem, cert.pem and key.pem; null for TCP without TLS, and for sockets.</param>
internal sealed record DockerEndpoint(string Url, string? SocketPath, string? Host, int Port, string? CertPath)
{
    private const string DefaultSocket = "/var/run/docker.sock";
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;

    /// <summary>The node's own setting; for this machine also what docker itself would take: environment, then context.</summary>
    /// <param name="node">The node.</param>
    /// <exception cref="DentropyException"><c>InvalidDockerHost</c>.</exception>
    public static DockerEndpoint Of(DcNode node) => Of(node, Environment.GetEnvironmentVariable);

    /// <summary>The same with an environment of the caller's.</summary>
    /// <param name="node">The node, for errors.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <exception cref="DentropyException"><c>InvalidDockerHost</c>.</exception>
    public static DockerEndpoint Of(DcNode node, Func<string, string?> environment)
    {
        if (node.DockerHost is { Length: > 0 } || !node.IsLocal)
        {
            return Parse(node.Name, node.DockerHost, Home(node.DockerCertPath));
        }

        if (Variable("DOCKER_HOST") is { } host)
        {
            var certificates = Variable("DOCKER_CERT_PATH") ?? (Variable("DOCKER_TLS_VERIFY") is null ? null : DockerFolder.In(environment));
            return Parse(node.Name, host, certificates);
        }

        return OfContext(node.Name, Variable("DOCKER_CONTEXT"), DockerFolder.In(environment)) ?? Parse(node.Name, null, null);

        string? Variable(string name) => environment(name) is { Length: > 0 } set ? set : null;
    }

    /// <summary>Reads an endpoint.</summary>
    /// <param name="node">The node, for errors.</param>
    /// <param name="url"><c>unix:///path</c> or <c>tcp://host[:port]</c>; null for the usual socket.</param>
    /// <param name="certPath">Folder with the certificates; null for none.</param>
    /// <exception cref="DentropyException"><c>InvalidDockerHost</c>.</exception>
    public static DockerEndpoint Parse(string node, string? url, string? certPath)
    {
        url ??= "unix://" + DefaultSocket;
        return DockerHostRules.Check(url) is { } problem ? throw DockerErrors.InvalidHost(node, url, problem)
            : url.StartsWith(DockerHostRules.Unix, StringComparison.Ordinal) ? new DockerEndpoint(url, url[DockerHostRules.Unix.Length..], null, 0, null)
            : new Uri(url) is var uri && uri.Port > 0 ? new DockerEndpoint(url, null, uri.DnsSafeHost, uri.Port, certPath)
            : new DockerEndpoint(url, null, uri.DnsSafeHost, certPath is null ? PlainPort : TlsPort, certPath);
    }

    // docker/cli, cli/context/store: the current context is named in config.json, its facts are under the SHA-256 of its name.
    private static DockerEndpoint? OfContext(string node, string? named, string folder)
    {
        var name = named ?? Read(Path.Combine(folder, "config.json")).Text("currentContext");
        if (name is null or "default")
        {
            return null;
        }

        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var contexts = Path.Combine(folder, "contexts");
        if (Read(Path.Combine(contexts, "meta", id, "meta.json")).Object("Endpoints").Object("docker").Text("Host") is not { } host)
        {
            return null;
        }

        var certificates = Path.Combine(contexts, "tls", id, "docker");
        return Parse(node, host, Directory.Exists(certificates) ? certificates : null);
    }

    private static JsonObject? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Home(string? path) => path is null ? null
        : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : path;
}
