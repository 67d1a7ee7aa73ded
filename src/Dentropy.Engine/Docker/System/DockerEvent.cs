using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Something that happened on an engine.</summary>
/// <param name="json">The engine's message.</param>
public sealed class DockerEvent(JsonObject json) : DockerObject(json)
{
    /// <summary>Kind of thing: <c>container</c>, <c>volume</c>, <c>network</c>, <c>image</c>, ...</summary>
    public string Type => Json.Text("Type") ?? "";

    /// <summary>What happened: <c>start</c>, <c>die</c>, <c>health_status: healthy</c>, ...</summary>
    public string Action => Json.Text("Action") ?? "";

    /// <summary>Id of the thing, or its name where it has no id.</summary>
    public string ActorId => Json.Object("Actor").Text("ID") ?? "";

    /// <summary>Labels of the thing, and facts of the event, e.g. <c>exitCode</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes => Json.Object("Actor").Map("Attributes");

    /// <summary>When, by the engine's clock.</summary>
    public DateTimeOffset Time => Json.Number("timeNano") is { } nanoseconds
        ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100)
        : Json.UnixTime("time") ?? DateTimeOffset.UnixEpoch;
}
