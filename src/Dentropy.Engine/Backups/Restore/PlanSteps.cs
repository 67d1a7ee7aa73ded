using System.Text.Json.Nodes;
using Dentropy.Backups;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>A plan in words. No value of an environment is in it.</summary>
internal static class PlanSteps
{
    public static IReadOnlyList<DcRestoreStep> Of(
        IReadOnlyList<PlannedImage> images,
        IReadOnlyList<PlannedNetwork> networks,
        IReadOnlyList<PlannedVolume> volumes,
        IReadOnlyList<PlannedContainer> containers,
        RestoreSource source)
    {
        var steps = new List<DcRestoreStep>();
        foreach (var image in images.Where(image => image.Way != ImageWay.Present))
        {
            steps.Add(image.Way == ImageWay.Load
                ? Step("LoadImage", image.Source.Reference, "from the backup" + (image.Tag is null ? ", without its tag, which the node has for another image" : ""))
                : Step("PullImage", image.Pull, image.Tag is null ? "the tag means another image on the node and stays" : $"as {image.Tag}"));
        }

        foreach (var network in networks.Where(network => network.Body is not null))
            steps.Add(Step("CreateNetwork", network.Name, string.Join(", ", new[] { network.Body!.Text("Driver") ?? "bridge" }.Concat(NetworkSpec.Subnets(network.Body!)))));

        foreach (var volume in volumes)
        {
            if (volume is { MakeFolder: true, Folder: { } folder })
                steps.Add(Step("CreateFolder", folder, ""));
            if (volume is { IsBind: false, Create: true })
                steps.Add(Step("CreateVolume", volume.Target, Driver(volume)));
            if (volume.Fill)
                steps.Add(Step("FillVolume", volume.Target, $"from {(string.Equals(volume.Source.Name, volume.Target, StringComparison.Ordinal) ? source.Description : $"'{volume.Source.Name}' of {source.Description}")}"));
        }

        foreach (var container in containers)
            steps.Add(Step("CreateContainer", container.Name, Container(container)));
        foreach (var container in containers.Where(container => container.Start))
            steps.Add(Step("StartContainer", container.Name, container.Blueprint.Body["Healthcheck"] is null ? "" : "and wait until it is healthy"));
        return steps;
    }

    private static string Driver(PlannedVolume volume) => volume.Options.Count == 0
        ? volume.Driver ?? "local"
        : $"{volume.Driver} ({string.Join(", ", volume.Options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key}={VolumeTarget.Secretless(option.Key, option.Value)}"))})";

    private static string Container(PlannedContainer container)
    {
        var words = new List<string> { $"image {container.Blueprint.Body.Text("Image")}" };
        var host = container.Blueprint.Body["HostConfig"] as JsonObject ?? [];
        foreach (var (port, value) in host["PortBindings"] as JsonObject ?? [])
            words.AddRange((value as JsonArray ?? []).OfType<JsonObject>().Select(binding => $"port {binding.Text("HostPort")}->{port}"));
        if (container.Name != container.Source.Name)
            words.Add($"was {container.Source.Name}");
        return string.Join(", ", words);
    }

    private static DcRestoreStep Step(string action, string target, string detail) => new() { Action = action, Target = target, Detail = detail };
}
