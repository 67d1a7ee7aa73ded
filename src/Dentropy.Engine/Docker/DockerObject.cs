using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>An answer of the engine: typed properties for what Dentropy uses, and everything that was sent.</summary>
/// <param name="json">What the engine sent.</param>
public abstract class DockerObject(JsonObject json)
{
    /// <summary>Everything that the engine sent, unknown fields included. It may hold secrets in environments: never print it.</summary>
    public JsonObject Json { get; } = json;
}
