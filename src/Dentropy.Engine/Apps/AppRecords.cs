using System.Globalization;
using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>Makes the record of an app from what Docker says of its containers.</summary>
internal static class AppRecords
{
    /// <param name="node">The node.</param>
    /// <param name="name">The app's name.</param>
    /// <param name="kind">What makes its containers one app.</param>
    /// <param name="containers">All of its containers.</param>
    /// <param name="sizes">Bytes of volumes by name; null where they were not asked for.</param>
    public static DcApp Of(DcNode node, string name, DcAppKind kind, IReadOnlyList<ContainerDetails> containers, IReadOnlyDictionary<string, long>? sizes)
    {
        var lasting = containers.Where(container => !AppGroups.IsOneOff(container.Labels)).ToList();
        var ordered = StartOrder.Levels(lasting).SelectMany(level => level).ToList();
        var volumes = Volumes(containers, sizes);
        return new DcApp
        {
            Name = name,
            Node = node.Name,
            Kind = kind,
            State = AppStates.State(lasting),
            Health = AppStates.Health(lasting),
            Services = Services(ordered),
            Volumes = volumes,
            Networks = [.. containers.SelectMany(container => container.Networks.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Ports = Ports(ordered),
            Hostnames = [.. ordered.SelectMany(container => RouteLabels.Hostnames(container.Labels)).Distinct(StringComparer.OrdinalIgnoreCase)],
            Size = sizes is null ? null : volumes.Sum(volume => volume.Size ?? 0),
            Cloud = node.Cloud,
        };
    }

    private static IReadOnlyList<DcAppService> Services(IReadOnlyList<ContainerDetails> ordered) => [.. ordered
        .GroupBy(container => AppGroups.Service(container.Labels, container.Name), StringComparer.Ordinal)
        .Select(group => new DcAppService
        {
            Name = group.Key,
            Image = group.First().Image,
            DependsOn = [.. group.SelectMany(container => StartOrder.Dependencies(container.Labels)).Select(one => one.Service).Distinct(StringComparer.Ordinal)],
            Containers = [.. group.OrderBy(Number).ThenBy(container => container.Name, StringComparer.Ordinal).Select(Container)],
        })];

    /// <summary>Number of a container within its service; 1 where it has none.</summary>
    public static int Number(ContainerDetails container) =>
        container.Labels.TryGetValue(AppLabels.Number, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;

    private static DcAppContainer Container(ContainerDetails container) => new()
    {
        Id = container.Id,
        Name = container.Name,
        State = container.State.Status,
        Health = AppStates.Health(container),
        ExitCode = container.State.IsRunning || container.State.Status is "created" ? null : container.State.ExitCode,
        Created = container.Created ?? default,
    };

    private static IReadOnlyList<DcAppVolume> Volumes(IReadOnlyList<ContainerDetails> containers, IReadOnlyDictionary<string, long>? sizes)
    {
        var mounts = containers
            .SelectMany(container => container.Mounts.Select(mount => (mount, Target: $"{AppGroups.Service(container.Labels, container.Name)}:{mount.Destination}")))
            .Where(one => one.mount is { Type: "volume", Name: not null } or { Type: "bind", Source: not null });
        return [.. mounts
            .GroupBy(one => one.mount.Type == "volume" ? (DcAppVolumeKind.Volume, one.mount.Name!) : (DcAppVolumeKind.Bind, one.mount.Source!))
            .Select(group => new DcAppVolume
            {
                Name = group.Key.Item2,
                Kind = group.Key.Item1,
                Driver = group.Key.Item1 == DcAppVolumeKind.Volume ? group.First().mount.Driver ?? "local" : null,
                Anonymous = group.Key.Item1 == DcAppVolumeKind.Volume && IsAnonymous(group.Key.Item2),
                Targets = [.. group.Select(one => one.Target).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                Size = group.Key.Item1 == DcAppVolumeKind.Volume && sizes is not null && sizes.TryGetValue(group.Key.Item2, out var size) ? size : null,
            })
            .OrderBy(volume => volume.Kind)
            .ThenBy(volume => volume.Name, StringComparer.Ordinal)];
    }

    /// <summary>Whether Docker made a volume's name up: 64 hexadecimal digits. Its label for that came only with 23.0.</summary>
    public static bool IsAnonymous(string volume) => volume.Length == 64 && volume.All(char.IsAsciiHexDigitLower);

    private static IReadOnlyList<DcAppPort> Ports(IReadOnlyList<ContainerDetails> ordered) => [.. ordered
        .SelectMany(container => (container.State.IsRunning ? container.BoundPorts : container.PublishedPorts)
            .Where(port => port.HostPort > 0)
            .Select(port => new DcAppPort
            {
                // Docker says all addresses twice, once for each version of IP.
                Address = port.HostAddress is null or "" or "0.0.0.0" or "::" ? null : port.HostAddress,
                Port = port.HostPort!.Value,
                ContainerPort = port.Port,
                Protocol = port.Protocol,
                Service = AppGroups.Service(container.Labels, container.Name),
            }))
        .Distinct()
        .OrderBy(port => port.Port)
        .ThenBy(port => port.Protocol, StringComparer.Ordinal)];
}
