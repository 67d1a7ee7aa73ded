using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Gathers the facts that a plan needs of a node. It only asks: nothing is made, not even a helper.</summary>
internal static class TargetProbe
{
    public static async Task<TargetFacts> ReadAsync(DockerClient client, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var info = await client.System.InfoAsync(cancellationToken).ConfigureAwait(false);
        var root = info.RootFolder.Length > 0 ? info.RootFolder : "/var/lib/docker";
        IReadOnlyList<string> asked = [root, .. paths.Distinct(StringComparer.Ordinal).Where(path => path != root)];
        var host = HostAsync(client, asked, cancellationToken);
        var containers = await client.Containers.ListAsync(all: true, [], cancellationToken).ConfigureAwait(false);
        var networks = await client.Networks.ListAsync(cancellationToken).ConfigureAwait(false);
        var volumes = await client.Volumes.ListAsync(cancellationToken).ConfigureAwait(false);
        var images = await client.Images.ListAsync(cancellationToken).ConfigureAwait(false);
        var report = await host.ConfigureAwait(false);
        return new TargetFacts
        {
            Node = client.Node.Name,
            EngineVersion = client.EngineVersion,
            ApiVersion = client.ApiVersion,
            Os = client.Os,
            Architecture = client.Architecture,
            Emulated = report?.Emulated ?? [],
            CgroupVersion = info.Json.Text("CgroupVersion") is "1" ? 1 : 2,
            Cpus = info.Processors,
            InSwarm = info.IsInSwarm,
            Runtimes = [.. (info.Json.Object("Runtimes") ?? []).Select(runtime => runtime.Key)],
            LogDrivers = info.LogDrivers,
            VolumeDrivers = info.VolumeDrivers,
            NetworkDrivers = info.NetworkDrivers,
            DataRoot = root,
            Apps = [.. containers.Select(AppOf).OfType<string>().Distinct(StringComparer.Ordinal)],
            Containers = containers.GroupBy(container => container.Name, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => AppOf(group.First()) is { } app ? $"app '{app}'" : "a container", StringComparer.Ordinal),
            Volumes = [.. volumes.Select(volume => volume.Name)],
            Networks = [.. networks.Select(network => new TargetNetwork(network.Name, network.Id, network.Driver, network.Subnets))],
            Images = Images(images),
            Ports = [.. containers.SelectMany(Ports), .. report?.Ports ?? []],
            Routes = report?.Routes,
            Paths = report?.Paths,
            MissingTools = report is null ? null : Missing(report),
        };
    }

    private static string? AppOf(ContainerSummary container) =>
        container.Labels.GetValueOrDefault("com.docker.compose.project") ?? container.Labels.GetValueOrDefault("dentropy.app");

    private static IEnumerable<TakenPort> Ports(ContainerSummary container) => container.Ports.Where(port => port.HostPort is > 0)
        .Select(port => new TakenPort(port.HostAddress ?? "", port.HostPort!.Value, port.Protocol, $"container '{container.Name}'"));

    private static Dictionary<string, string> Images(IReadOnlyList<ImageSummary> images)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            names[image.Id] = image.Id;
            foreach (var name in image.Tags.Concat(image.Digests))
            {
                names[name] = image.Id;
                // Definitions say nginx where Docker says nginx:latest.
                if (name.EndsWith(":latest", StringComparison.Ordinal))
                    names.TryAdd(name[..^":latest".Length], image.Id);
            }
        }

        return names;
    }

    // A part is packed with zstd or gzip; which is known where the plan is made.
    private static IReadOnlyList<string> Missing(HostReport report) =>
        report.HasGnuTar || report.MissingTools.Contains("tar", StringComparer.Ordinal) ? report.MissingTools : [.. report.MissingTools, "tar"];

    // A node that Docker can be reached on and a shell cannot (TCP) is looked at less well; what matters is looked at again by the helper.
    private static async Task<HostReport?> HostAsync(DockerClient client, IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        if (client.Links is null)
            return null;
        var link = await client.Links.GetAsync(client.Node, cancellationToken).ConfigureAwait(false);
        var process = await link.StartAsync("exec /bin/sh -c " + ShellQuote.Word(HostScript.Text), cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            var error = process.StandardError.CopyToAsync(Stream.Null, cancellationToken);
            using var reader = new StreamReader(process.StandardOutput, Encoding.UTF8);
            var output = reader.ReadToEndAsync(cancellationToken);
            try
            {
                await process.StandardInput.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(paths.Select(path => path + "\n"))), cancellationToken).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The account has no shell for this; what it printed says no more than that.
            }

            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
            var text = await output.ConfigureAwait(false);
            await error.ConfigureAwait(false);
            return HostReport.Read(text, paths);
        }
    }
}
