using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>What is to be known before a container is made anew.</summary>
internal static class SwitchCheck
{
    /// <summary>Refuses what could not be made again as it was.</summary>
    /// <exception cref="DentropyException"><c>RouteContainerFixed</c>.</exception>
    public static void Check(RouteApp app, IReadOnlyList<ContainerSummary> all, ContainerDetails old)
    {
        if (old.State.IsPaused)
            throw RouteErrors.NotReplaceable(old.Name, app.Node.Name, "it is paused. Let it go on first, or stop it");
        if (old.State.IsRestarting)
            throw RouteErrors.NotReplaceable(old.Name, app.Node.Name, "it is started again and again, so whether the new one is well could not be seen. Mend or stop it first");
        if (old.IsRemovedAtEnd)
            throw RouteErrors.NotReplaceable(old.Name, app.Node.Name, "Docker removes it when it stops (--rm), so there would be no way back. Start it without that");
        // Such a container belongs to one process and network namespace, which go with the old one.
        var shared = $"container:{old.Id}";
        var sharing = app.Details.Containers.Where(other => new[] { "NetworkMode", "IpcMode", "PidMode" }.Any(key => other.Json.Object("HostConfig").Text(key) == shared)).Select(other => other.Name)
            .Concat(all.Where(other => other.Json.Object("HostConfig").Text("NetworkMode") == shared).Select(other => other.Name))
            .Distinct(StringComparer.Ordinal).ToList();
        if (sharing.Count > 0)
            throw RouteErrors.NotReplaceable(old.Name, app.Node.Name, $"{string.Join(", ", sharing)} uses its network or processes. Set the labels in the compose file, and deploy it with Deploy-DcApp");
    }

    /// <summary>What is lost or differs, in words.</summary>
    public static async Task<IReadOnlyList<string>> WarningsAsync(DockerClient client, ContainerDetails old, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var sized = await client.Containers.InspectAsync(old.Id, size: true, cancellationToken).ConfigureAwait(false);
        if (sized.WritableBytes is > 0 and var bytes && AppFiles.Of(old).Count == 0)
            warnings.Add($"What container {old.Name} wrote outside of its volumes ({ByteCount.Text(bytes)}) goes with the old container.");
        if (old.PublishedPorts.Any(port => port.HostPort == 0))
            warnings.Add($"Container {old.Name} publishes a port that Docker chooses, and it will be another one.");
        if (old.Labels.ContainsKey(AppLabels.ComposeHash))
            warnings.Add($"The compose file of container {old.Name} does not have these labels: put them there too, or the next deploy that makes the container anew drops the route.");
        return warnings;
    }
}
