using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Turns what an inspect says of a network into what makes the same one again.</summary>
internal static class NetworkSpec
{
    /// <summary>The ranges that it has.</summary>
    public static IReadOnlyList<string> Subnets(JsonObject inspect) =>
        [.. (inspect["IPAM"]?["Config"] as JsonArray ?? []).OfType<JsonObject>().Select(config => config.Text("Subnet")).OfType<string>()];

    /// <summary>Whether the ranges were chosen by somebody: an inspect shows those that Docker chose in the same way.</summary>
    public static bool IsChosen(JsonObject inspect) => (inspect["IPAM"]?["Config"] as JsonArray ?? []).OfType<JsonObject>().Any(config =>
        config.Text("IPRange") is { Length: > 0 } || config["AuxiliaryAddresses"] is JsonObject { Count: > 0 }
        || config.Text("Subnet") is { } subnet && !Subnet.IsFromPool(subnet));

    /// <summary>The body of the Engine API's NetworkCreate.</summary>
    /// <param name="inspect">The network as it was.</param>
    /// <param name="name">Its new name.</param>
    /// <param name="labels">Its new labels.</param>
    /// <param name="keepSubnets">Whether it gets the same ranges; otherwise the node chooses.</param>
    public static JsonObject Body(JsonObject inspect, string name, IReadOnlyDictionary<string, string> labels, bool keepSubnets)
    {
        var body = new JsonObject
        {
            ["Name"] = name,
            // Engines before API 1.44 make two networks of one name otherwise.
            ["CheckDuplicate"] = true,
            ["Driver"] = inspect.Text("Driver") ?? "bridge",
            ["Labels"] = new JsonObject(labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value))),
        };
        foreach (var key in new[] { "Internal", "Attachable", "EnableIPv6", "EnableIPv4", "ConfigOnly" })
        {
            if (inspect[key] is { } value)
                body[key] = value.DeepClone();
        }

        if (inspect["Options"] is JsonObject { Count: > 0 } options)
        {
            body["Options"] = options.DeepClone();
            // The bridge of a renamed network must not carry the old one's name into the kernel twice.
            if (!string.Equals(inspect.Text("Name"), name, StringComparison.Ordinal))
                (body["Options"] as JsonObject)?.Remove("com.docker.network.bridge.name");
        }

        if (inspect["IPAM"] is JsonObject ipam)
        {
            var copy = new JsonObject { ["Driver"] = ipam.Text("Driver") ?? "default" };
            if (ipam["Options"] is JsonObject { Count: > 0 } ipamOptions)
                copy["Options"] = ipamOptions.DeepClone();
            if (keepSubnets && ipam["Config"] is JsonArray { Count: > 0 } config)
                copy["Config"] = config.DeepClone();
            body["IPAM"] = copy;
        }

        return body;
    }
}
