using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Reads JSON objects that follow one another, as they come.</summary>
internal static class JsonMessages
{
    public static async IAsyncEnumerable<JsonObject> ReadAsync(DockerStream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The engine ends each with a line end; JSON itself has none outside of its texts, where it is escaped.
        using var reader = new StreamReader(body, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.Length > 0 && Parse(line, body) is { } message)
            {
                yield return message;
            }
        }
    }

    private static JsonObject? Parse(string line, DockerStream body)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException e)
        {
            throw body.Malformed(e);
        }
    }
}
