using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Whether the node's engine can do what the definition asks for.</summary>
internal static class EngineChecks
{
    public static void Check(
        IReadOnlyList<PlannedContainer> containers, IReadOnlyList<PlannedImage> images, TargetFacts facts, IReadOnlyList<string> needed, ICollection<RestoreProblem> problems, ICollection<string> warnings)
    {
        foreach (var container in containers)
        {
            var host = container.Blueprint.Body["HostConfig"] as JsonObject ?? [];
            Plugins(container.Name, host, facts, problems);
            Devices(container.Name, host, facts, problems);
            Api(container, host, facts, problems, warnings);
            if (facts.Cpus > 0 && host.Number("NanoCpus") is { } nano && nano > facts.Cpus * 1_000_000_000L)
                problems.Add(new RestoreProblem("LimitTooHigh", container.Name, $"Container '{container.Name}' is limited to {nano / 1e9:0.##} processors, and node '{facts.Node}' has {facts.Cpus}; Docker refuses that. Choose another node."));
        }

        if (needed.Where(tool => facts.MissingTools?.Contains(tool, StringComparer.Ordinal) == true).ToList() is { Count: > 0 } missing)
            problems.Add(new RestoreProblem("ToolsMissing", facts.Node, $"Node '{facts.Node}' lacks {string.Join(", ", missing)}, which unpacking needs. Install {string.Join(' ', missing)} there, or name an image that has them with -HelperImage."));
    }

    private static void Plugins(string name, JsonObject host, TargetFacts facts, ICollection<RestoreProblem> problems)
    {
        if (host.Text("Runtime") is { Length: > 0 } runtime && facts.Runtimes.Count > 0 && !facts.Runtimes.Contains(runtime, StringComparer.Ordinal))
            problems.Add(new RestoreProblem("RuntimeMissing", runtime, $"Container '{name}' needs the runtime '{runtime}', which node '{facts.Node}' has not. Install it, or choose another node."));
        if ((host["LogConfig"] as JsonObject)?.Text("Type") is { Length: > 0 } log && log is not "none" && facts.LogDrivers.Count > 0 && !facts.LogDrivers.Contains(log, StringComparer.Ordinal))
            problems.Add(new RestoreProblem("DriverMissing", log, $"Container '{name}' logs through '{log}', which node '{facts.Node}' has not. Install it, or choose another node."));
    }

    private static void Devices(string name, JsonObject host, TargetFacts facts, ICollection<RestoreProblem> problems)
    {
        if (facts.Paths is null)
            return;
        foreach (var path in DevicePaths(host))
        {
            if (facts.Paths.TryGetValue(path, out var there) && !there.Exists)
                problems.Add(new RestoreProblem("DeviceMissing", path, $"Container '{name}' needs the device {path}, which node '{facts.Node}' has not. Choose another node."));
        }
    }

    public static IEnumerable<string> DevicePaths(JsonObject host) =>
        (host["Devices"] as JsonArray ?? []).OfType<JsonObject>().Select(device => device.Text("PathOnHost")).OfType<string>();

    // Fields that an older engine does not know are dropped by it without a word, so they are looked at here (Engine API's version history).
    private static void Api(PlannedContainer container, JsonObject host, TargetFacts facts, ICollection<RestoreProblem> problems, ICollection<string> warnings)
    {
        if (!Version.TryParse(facts.ApiVersion, out var api))
            return;
        foreach (var mount in (host["Mounts"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if ((mount["VolumeOptions"] as JsonObject)?.Text("Subpath") is { Length: > 0 } && api < new Version(1, 45))
                problems.Add(TooOld(container, facts, "mounts a folder of a volume", "1.45"));
            if (mount.Text("Type") is "image" && api < new Version(1, 48))
                problems.Add(TooOld(container, facts, "mounts an image", "1.48"));
            if (mount.Text("Type") is "cluster")
                problems.Add(TooOld(container, facts, "mounts a volume of a swarm", "a swarm"));
        }

        if ((container.Blueprint.Body["Healthcheck"] as JsonObject)?.Number("StartInterval") is > 0 && api < new Version(1, 44))
            warnings.Add($"Container '{container.Name}': the health check's start interval is not known to the engine of node '{facts.Node}' and is dropped.");
        if (host["Annotations"] is JsonObject { Count: > 0 } && api < new Version(1, 43))
            warnings.Add($"Container '{container.Name}': annotations are not known to the engine of node '{facts.Node}' and are dropped.");
        if (host.Number("KernelMemory") is > 0 && api >= new Version(1, 42))
            warnings.Add($"Container '{container.Name}': the limit of kernel memory is not known to the engine of node '{facts.Node}' any more and is dropped.");
    }

    private static RestoreProblem TooOld(PlannedContainer container, TargetFacts facts, string what, string needed) => new(
        "EngineTooOld",
        container.Name,
        $"Container '{container.Name}' {what}, which needs API {needed}; the engine of node '{facts.Node}' speaks {facts.ApiVersion}. Choose another node, or update it.");
}
