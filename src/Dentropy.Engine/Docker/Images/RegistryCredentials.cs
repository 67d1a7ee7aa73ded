using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>
/// Credentials for registries as <c>docker login</c> left them on this machine: in <c>config.json</c>, or with a credential helper
/// (docker/docker-credential-helpers). They go to the engine in a header and are never printed.
/// </summary>
/// <param name="folder">Docker's own folder on this machine; null for <c>DOCKER_CONFIG</c>, else <c>~/.docker</c>.</param>
/// <param name="program">Finds a helper by its program's name; null for the search path.</param>
internal sealed class RegistryCredentials(string? folder = null, Func<string, string>? program = null)
{
    // The key under which docker login keeps Docker Hub.
    private const string HubServer = "https://index.docker.io/v1/";

    /// <summary>The value of <c>X-Registry-Auth</c> for a registry; null where there are no credentials.</summary>
    /// <param name="registry">The registry's host, e.g. <c>docker.io</c>.</param>
    /// <param name="cancellationToken">Ends the waiting for a helper.</param>
    /// <exception cref="DentropyException"><c>RegistryCredentialsFailed</c>.</exception>
    public async Task<string?> HeaderAsync(string registry, CancellationToken cancellationToken)
    {
        if (await ConfigAsync(cancellationToken).ConfigureAwait(false) is not { } config)
        {
            return null;
        }

        var server = registry == ImageReference.Hub ? HubServer : registry;
        var helper = config.Object("credHelpers").Text(server) ?? config.Object("credHelpers").Text(registry) ?? config.Text("credsStore");
        var found = helper is null ? null : await AskAsync(helper, server, registry, cancellationToken).ConfigureAwait(false);
        found ??= Stored(config.Object("auths"), server, registry);
        // RFC 4648 base64url with padding, as Go's base64.URLEncoding writes it.
        return found is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(found.ToJsonString())).Replace('+', '-').Replace('/', '_');
    }

    private static JsonObject? Stored(JsonObject? servers, string server, string registry)
    {
        foreach (var (key, value) in servers ?? [])
        {
            if (!string.Equals(key, server, StringComparison.Ordinal) && !string.Equals(Host(key), Host(server), StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var entry = value as JsonObject;
            if (entry.Text("identitytoken") is { } token)
            {
                return new JsonObject { ["identitytoken"] = token, ["serveraddress"] = server };
            }

            if (entry.Text("auth") is { } auth)
            {
                return Decode(auth, server, registry);
            }

            if (entry.Text("username") is { } name && entry.Text("password") is { } password)
            {
                return new JsonObject { ["username"] = name, ["password"] = password, ["serveraddress"] = server };
            }
        }

        return null;
    }

    private static JsonObject Decode(string auth, string server, string registry)
    {
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth));
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            return colon > 0
                ? new JsonObject { ["username"] = pair[..colon], ["password"] = pair[(colon + 1)..].Trim('\0'), ["serveraddress"] = server }
                : throw Failed(registry, "the entry in config.json holds no name and password");
        }
        catch (FormatException)
        {
            throw Failed(registry, "the entry in config.json is not base64");
        }
    }

    private static string Host(string server)
    {
        var scheme = server.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? server : server[(scheme + 3)..]).Split('/', 2)[0];
    }

    private async Task<JsonObject?> AskAsync(string helper, string server, string registry, CancellationToken cancellationToken)
    {
        var name = "docker-credential-" + helper;
        var start = new ProcessStartInfo(program?.Invoke(name) ?? name, "get") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            try
            {
                var complaints = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.StandardInput.WriteAsync(server.AsMemory(), cancellationToken).ConfigureAwait(false);
                process.StandardInput.Close();
                var said = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                await complaints.ConfigureAwait(false);
                // Helpers print their errors on standard output; this one means that there is nothing.
                return process.ExitCode == 0 ? Answer(said, server, registry)
                    : said.Contains("credentials not found", StringComparison.OrdinalIgnoreCase) ? null
                    : throw Failed(registry, $"{name} ended with {process.ExitCode}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw Failed(registry, $"{name} could not be run: {e.Message}");
        }
    }

    private static JsonObject? Answer(string said, string server, string registry)
    {
        JsonObject? json;
        try
        {
            json = JsonNode.Parse(said) as JsonObject;
        }
        catch (JsonException)
        {
            throw Failed(registry, "the credential helper's answer is not JSON");
        }

        if (json.Text("Secret") is not { } secret)
        {
            return null;
        }

        return json.Text("Username") is { } name and not "<token>"
            ? new JsonObject { ["username"] = name, ["password"] = secret, ["serveraddress"] = server }
            : new JsonObject { ["identitytoken"] = secret, ["serveraddress"] = server };
    }

    private static DentropyException Failed(string registry, string reason) => new(
        "RegistryCredentialsFailed",
        DentropyErrorCategory.AuthenticationError,
        registry,
        $"The credentials for registry {registry} could not be read on this machine: {reason}. Log in again with docker login {registry}, or correct ~/.docker/config.json.");

    private async Task<JsonObject?> ConfigAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder ?? DockerFolder.Path, "config.json");
        try
        {
            return File.Exists(path) ? JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)) as JsonObject : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DentropyException(
                "RegistryCredentialsFailed",
                DentropyErrorCategory.InvalidData,
                path,
                $"Docker's configuration {path} could not be read ({e.GetType().Name}). Correct it, or remove it.");
        }
    }
}
