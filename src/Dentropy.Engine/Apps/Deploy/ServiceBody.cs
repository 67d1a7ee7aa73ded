using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Apps.Compose;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Deploy;

/// <summary>Makes the body of Docker's create request for a container of a service.</summary>
internal static class ServiceBody
{
    public static string Name(ComposeProject project, ComposeService service, int number) =>
        service.ContainerName ?? string.Create(CultureInfo.InvariantCulture, $"{project.Name}-{service.Name}-{number}");

    /// <summary>Checksum of all that a container is made from, the same for the same file on every machine. It has no part that a secret could be told from.</summary>
    public static string Hash(ComposeProject project, ComposeService service)
    {
        var all = new JsonObject
        {
            ["config"] = service.Config.DeepClone(),
            ["host"] = service.HostConfig.DeepClone(),
            ["image"] = service.Image,
            ["platform"] = service.Platform,
            ["mode"] = service.NetworkMode,
            ["networks"] = new JsonArray([.. service.Networks.Select(one => (JsonNode)new JsonObject { ["name"] = project.Networks[one.Network].Name, ["endpoint"] = one.Endpoint.DeepClone() })]),
            ["labels"] = JsonFields.OfMap(Labels(project, service)),
            ["files"] = new JsonArray([.. service.Files.Select(file => (JsonNode)$"{file.Target} {file.Mode} {file.User} {file.Group} {Convert.ToHexStringLower(SHA256.HashData(file.Content.Span))}")]),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sorted(all)!.ToJsonString())));
    }

    /// <summary>The body.</summary>
    /// <param name="project">The project.</param>
    /// <param name="service">The service.</param>
    /// <param name="number">Number of the container within the service.</param>
    /// <param name="image">The image; null where it is not known.</param>
    /// <param name="containers">Ids of the containers of the services before this one.</param>
    public static JsonObject Make(ComposeProject project, ComposeService service, int number, ImageDetails? image, IReadOnlyDictionary<string, List<string>> containers)
    {
        var body = (JsonObject)service.Config.DeepClone();
        var host = (JsonObject)service.HostConfig.DeepClone();
        var labels = Labels(project, service);
        var hash = Hash(project, service);
        labels[AppLabels.Number] = number.ToString(CultureInfo.InvariantCulture);
        labels[AppLabels.ConfigHash] = hash;
        labels[AppLabels.ComposeHash] = hash;
        labels[AppLabels.ConfigFiles] = project.File;
        labels[AppLabels.WorkingFolder] = project.WorkingFolder;
        if (image is not null)
            labels[AppLabels.Image] = image.Id;
        body["Image"] = service.Image;
        body["Labels"] = JsonFields.OfMap(labels);
        body["HostConfig"] = host;
        foreach (var mode in new[] { "IpcMode", "PidMode" })
        {
            if (host.Text(mode) is { } text)
                host[mode] = Resolve(text, containers);
        }

        if (host["VolumesFrom"] is JsonArray from)
            host["VolumesFrom"] = JsonFields.OfTexts(from.Select(one => VolumesFrom(one!.GetValue<string>(), containers)));
        if (service.NetworkMode is { } network)
        {
            host["NetworkMode"] = Resolve(network, containers);
            return body;
        }

        var first = service.Networks[0];
        var name = project.Networks[first.Network].Name;
        host["NetworkMode"] = name;
        body["NetworkingConfig"] = new JsonObject { ["EndpointsConfig"] = new JsonObject { [name] = Endpoint(service, first) } };
        return body;
    }

    /// <summary>Settings of a container's place in a network: it is known there by the service's name.</summary>
    public static JsonObject Endpoint(ComposeService service, ComposeAttachment attachment)
    {
        var endpoint = (JsonObject)attachment.Endpoint.DeepClone();
        endpoint["Aliases"] = JsonFields.OfTexts([service.Name, .. endpoint.Texts("Aliases").Where(alias => alias != service.Name)]);
        return endpoint;
    }

    private static SortedDictionary<string, string> Labels(ComposeProject project, ComposeService service)
    {
        var labels = new SortedDictionary<string, string>(service.Labels, StringComparer.Ordinal)
        {
            [AppLabels.Project] = project.Name,
            [AppLabels.Service] = service.Name,
            [AppLabels.OneOff] = "False",
            [AppLabels.DependsOn] = string.Join(',', service.DependsOn.Select(one => $"{one.Service}:{Condition(one.Condition)}:{(one.Restart ? "true" : "false")}")),
        };
        if (service.Files.Count > 0)
            labels[AppLabels.Files] = JsonFields.OfTexts(service.Files.Select(file => file.Target)).ToJsonString();
        return labels;
    }

    private static string Condition(ComposeCondition condition) => condition switch
    {
        ComposeCondition.Healthy => "service_healthy",
        ComposeCondition.Completed => "service_completed_successfully",
        _ => "service_started",
    };

    private static string Resolve(string mode, IReadOnlyDictionary<string, List<string>> containers) =>
        mode.StartsWith("service:", StringComparison.Ordinal) && containers.TryGetValue(mode["service:".Length..], out var ids) && ids.Count > 0 ? "container:" + ids[0] : mode;

    private static string VolumesFrom(string from, IReadOnlyDictionary<string, List<string>> containers)
    {
        if (from.StartsWith("container:", StringComparison.Ordinal))
            return from["container:".Length..];
        var parts = from.Split(':', 2);
        return containers.TryGetValue(parts[0], out var ids) && ids.Count > 0 ? string.Join(':', [ids[0], .. parts[1..]]) : from;
    }

    // The order of keys in a file means nothing.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, Sorted(one.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
