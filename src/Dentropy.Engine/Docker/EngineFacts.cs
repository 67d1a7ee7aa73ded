using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What an engine says of itself, and the API version that follows from it.</summary>
/// <param name="Engine">Its version.</param>
/// <param name="Spoken">The API version to speak.</param>
/// <param name="Os">Its operating system.</param>
/// <param name="Architecture">Its architecture.</param>
internal sealed record EngineFacts(string Engine, Version Spoken, string Os, string Architecture)
{
    /// <summary>Docker 20.10.</summary>
    public static readonly Version Lowest = new(1, 41);

    /// <summary>Docker 28.5.</summary>
    public static readonly Version Highest = new(1, 51);

    /// <summary>Reads the answer to <c>GET /version</c>, which every engine gives without an API version in the path.</summary>
    /// <param name="node">The node, for errors.</param>
    /// <param name="json">The answer.</param>
    /// <exception cref="DentropyException"><c>DockerApiTooOld</c>, <c>DockerApiTooNew</c>, <c>DockerAnswerInvalid</c>.</exception>
    public static EngineFacts Of(string node, JsonObject json)
    {
        var engine = json.Text("Version") ?? "";
        if (!Version.TryParse(json.Text("ApiVersion"), out var highest))
        {
            throw DockerErrors.Malformed(node, DockerSubject.Engine("tell its version"));
        }

        var lowest = Version.TryParse(json.Text("MinAPIVersion"), out var told) ? told : new Version(1, 12);
        if (highest < Lowest)
        {
            throw DockerErrors.TooOld(node, engine, highest.ToString(), Lowest.ToString());
        }

        if (lowest > Highest)
        {
            throw DockerErrors.TooNew(node, engine, lowest.ToString(), Highest.ToString());
        }

        return new EngineFacts(engine, highest < Highest ? highest : Highest, json.Text("Os") ?? "linux", json.Text("Arch") ?? "");
    }
}
