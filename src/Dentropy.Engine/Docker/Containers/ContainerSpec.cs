using System.Globalization;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>What differs between a container as it was and as it is to be made.</summary>
internal sealed record SpecChanges
{
    /// <summary>API version of the engine that makes it, e.g. <c>1.41</c>.</summary>
    public required string ApiVersion { get; init; }

    public required string Image { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>New names of containers by their old names and ids.</summary>
    public IReadOnlyDictionary<string, string> Containers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>New names of networks by their old names and ids.</summary>
    public IReadOnlyDictionary<string, string> Networks { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Networks (old names) whose addresses the node chooses anew.</summary>
    public IReadOnlySet<string> FreeAddresses { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Where storage went, by the old volume's name or the old path.</summary>
    public IReadOnlyDictionary<string, MountPoint> Mounts { get; init; } = new Dictionary<string, MountPoint>(StringComparer.Ordinal);

    /// <summary>The new port of the node for an old one with its protocol.</summary>
    public Func<int, string, int> Port { get; init; } = static (port, _) => port;

    public bool KeepMacAddress { get; init; }

    public int CgroupVersion { get; init; } = 2;
}

/// <param name="Source">Name of the volume, or path on the node.</param>
/// <param name="IsBind">Whether it is a path.</param>
internal sealed record MountPoint(string Source, bool IsBind);

/// <param name="Body">What the Engine API's create takes.</param>
/// <param name="Connect">Networks to connect to after that, with their settings: engines before API 1.44 take one network at creation.</param>
internal sealed record ContainerBlueprint(JsonObject Body, IReadOnlyList<KeyValuePair<string, JsonObject>> Connect);

/// <summary>
/// Turns what an inspect says into what makes the same container again. The two shapes are described by the Engine API's reference
/// (ContainerInspect, ContainerCreate); where an engine fills in what nobody asked for, that is left out here, so that the new one fills it in.
/// </summary>
internal static class ContainerSpec
{
    private static readonly Version s_severalNetworks = new(1, 44);

    // Made by the engine, told by older clients only, or gone from newer APIs.
    private static readonly string[] s_notOfTheHost = ["ContainerIDFile", "ConsoleSize", "MaskedPaths", "ReadonlyPaths", "KernelMemoryTCP", "VolumeDriver"];

    public static ContainerBlueprint Make(JsonObject inspect, SpecChanges changes)
    {
        var id = inspect.Text("Id") ?? "";
        var config = inspect["Config"]?.DeepClone() as JsonObject ?? [];
        var host = inspect["HostConfig"]?.DeepClone() as JsonObject ?? [];
        var mode = host.Text("NetworkMode") ?? "default";

        config["Image"] = changes.Image;
        config["Labels"] = new JsonObject(changes.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value)));
        Names(config, host, id, mode, changes);
        Host(host, inspect, changes);
        Storage(host, inspect, changes);
        Ports(host, changes);

        var endpoints = Endpoints(inspect, id, mode, changes);
        if (Reference(mode, "container:") is not null)
            config.Remove("ExposedPorts");
        var first = host.Text("NetworkMode") ?? "default";
        var several = Version.TryParse(changes.ApiVersion, out var api) && api >= s_severalNetworks;
        var now = several ? endpoints : [.. endpoints.Where(endpoint => string.Equals(endpoint.Key, first, StringComparison.Ordinal)).Take(1)];
        // An engine whose mode names none of the networks (the default bridge left later on) takes the first one.
        if (now.Count == 0 && endpoints.Count > 0 && IsNamed(first))
            now = [endpoints[0]];

        if (Mac(config, inspect, changes) is { } mac)
        {
            if (several && now.Count > 0)
                (now.FirstOrDefault(endpoint => string.Equals(endpoint.Key, first, StringComparison.Ordinal)).Value ?? now[0].Value)["MacAddress"] = mac;
            else if (!several)
                config["MacAddress"] = mac;
        }

        config["HostConfig"] = host;
        if (now.Count > 0)
            config["NetworkingConfig"] = new JsonObject { ["EndpointsConfig"] = new JsonObject(now.Select(endpoint => KeyValuePair.Create<string, JsonNode?>(endpoint.Key, endpoint.Value))) };
        return new ContainerBlueprint(config, [.. endpoints.Where(endpoint => !now.Exists(one => string.Equals(one.Key, endpoint.Key, StringComparison.Ordinal)))]);
    }

    /// <summary>The containers that one refers to for a namespace or its volumes, by name or id: they have to be there before it.</summary>
    public static IReadOnlyList<string> Needs(JsonObject inspect)
    {
        var host = inspect["HostConfig"] as JsonObject ?? [];
        var needs = new List<string>();
        foreach (var key in new[] { "NetworkMode", "IpcMode", "PidMode" })
        {
            if (Reference(host.Text(key), "container:") is { } other)
                needs.Add(other);
        }

        needs.AddRange(host.Texts("VolumesFrom").Select(from => from.Split(':')[0]));
        needs.AddRange(host.Texts("Links").Select(link => link.Split(':')[0].TrimStart('/')));
        return needs;
    }

    private static void Names(JsonObject config, JsonObject host, string id, string mode, SpecChanges changes)
    {
        // Docker names a host after the container's id unless it is told another name; a copy gets one after its own.
        var given = config.Text("Hostname") is { Length: > 0 } name && !(id.Length >= 12 && string.Equals(name, id[..12], StringComparison.Ordinal));
        if (!given || mode is "host" || Reference(mode, "container:") is not null || host.Text("UTSMode") is "host")
        {
            config.Remove("Hostname");
            if (mode is "host" || Reference(mode, "container:") is not null)
                config.Remove("Domainname");
        }
    }

    private static void Host(JsonObject host, JsonObject inspect, SpecChanges changes)
    {
        foreach (var key in s_notOfTheHost)
        {
            // An empty list is somebody's will (systempaths=unconfined); a full one is the engine's default, and differs between engines.
            if (host[key] is not JsonArray { Count: 0 } || key is not ("MaskedPaths" or "ReadonlyPaths"))
                host.Remove(key);
        }

        if (host.Number("KernelMemory") is 0)
            host.Remove("KernelMemory");
        if (host["OomKillDisable"]?.GetValueKind() is System.Text.Json.JsonValueKind.False)
            host.Remove("OomKillDisable");
        if (changes.CgroupVersion == 1 && host.Text("CgroupnsMode") is "private")
            host.Remove("CgroupnsMode");
        if (host.Text("Runtime") is "runc")
            host.Remove("Runtime");

        foreach (var key in new[] { "IpcMode", "PidMode" })
        {
            if (Reference(host.Text(key), "container:") is { } other)
                host[key] = "container:" + changes.Containers.GetValueOrDefault(other, other);
        }

        if (host.Text("NetworkMode") is { } mode)
        {
            host["NetworkMode"] = Reference(mode, "container:") is { } other
                ? "container:" + changes.Containers.GetValueOrDefault(other, other)
                : changes.Networks.GetValueOrDefault(mode, mode);
        }

        if (host["VolumesFrom"] is JsonArray)
        {
            host["VolumesFrom"] = new JsonArray([.. host.Texts("VolumesFrom").Select(from =>
            {
                var parts = from.Split(':', 2);
                return (JsonNode)string.Join(':', [changes.Containers.GetValueOrDefault(parts[0], parts[0]), .. parts[1..]]);
            })]);
        }

        // An inspect shows /db:/web/alias; a create takes db:alias.
        if (host["Links"] is JsonArray)
        {
            host["Links"] = new JsonArray([.. host.Texts("Links").Select(link =>
            {
                var parts = link.Split(':', 2);
                var other = parts[0].TrimStart('/');
                var alias = parts.Length > 1 ? parts[1][(parts[1].LastIndexOf('/') + 1)..] : other;
                return (JsonNode)$"{changes.Containers.GetValueOrDefault(other, other)}:{alias}";
            })]);
        }
    }

    private static void Storage(JsonObject host, JsonObject inspect, SpecChanges changes)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        var binds = new List<string>();
        foreach (var bind in host.Texts("Binds"))
        {
            var parts = bind.Split(':', 3);
            if (parts.Length < 2)
            {
                binds.Add(bind);
                continue;
            }

            named.Add(parts[1]);
            binds.Add(changes.Mounts.TryGetValue(parts[0], out var to) ? string.Join(':', [to.Source, parts[1], .. Modes(parts, to)]) : bind);
        }

        foreach (var mount in (host["Mounts"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (mount.Text("Target") is { } target)
                named.Add(target);
            Remount(mount, inspect, changes);
        }

        // Volumes that nobody named: a declaration in the image, or a bare path. Without their names the engine would make new ones.
        var lent = host["VolumesFrom"] is JsonArray { Count: > 0 };
        foreach (var mount in (inspect["Mounts"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (mount.Text("Type") is "volume" && !lent && mount.Text("Destination") is { } path && mount.Text("Name") is { } volume
                && !named.Contains(path) && changes.Mounts.TryGetValue(volume, out var to))
                binds.Add($"{to.Source}:{path}{(mount["RW"]?.GetValueKind() is System.Text.Json.JsonValueKind.False ? ":ro" : "")}");
        }

        host["Binds"] = binds.Count > 0 ? new JsonArray([.. binds.Select(bind => (JsonNode)bind)]) : null;
    }

    // What a mode says of volumes means nothing to a path: Docker refuses nocopy there, and propagation elsewhere.
    private static IEnumerable<string> Modes(string[] parts, MountPoint to)
    {
        var words = parts.Length < 3 ? [] : parts[2].Split(',').Where(word => to.IsBind
            ? word is not "nocopy"
            : word is not ("rshared" or "rslave" or "rprivate" or "shared" or "slave" or "private" or "z" or "Z")).ToArray();
        return words.Length > 0 ? [string.Join(',', words)] : [];
    }

    private static void Remount(JsonObject mount, JsonObject inspect, SpecChanges changes)
    {
        if (mount.Text("Type") is not ("volume" or "bind"))
            return;
        // A volume without a source is anonymous; its name is among the container's mounts.
        var source = mount.Text("Source") is { Length: > 0 } given
            ? given
            : (inspect["Mounts"] as JsonArray ?? []).OfType<JsonObject>()
                .FirstOrDefault(one => string.Equals(one.Text("Destination"), mount.Text("Target"), StringComparison.Ordinal))?.Text("Name");
        if (source is null || !changes.Mounts.TryGetValue(source, out var to))
            return;
        var wasBind = mount.Text("Type") is "bind";
        mount["Type"] = to.IsBind ? "bind" : "volume";
        mount["Source"] = to.Source;
        if (to.IsBind)
            mount.Remove("VolumeOptions");
        else
            (mount["VolumeOptions"] as JsonObject)?.Remove("DriverConfig");
        if (wasBind != to.IsBind)
            mount.Remove("BindOptions");
    }

    private static void Ports(JsonObject host, SpecChanges changes)
    {
        foreach (var (key, value) in host["PortBindings"] as JsonObject ?? [])
        {
            var protocol = key.Split('/') is [_, var word] ? word : "tcp";
            foreach (var binding in (value as JsonArray ?? []).OfType<JsonObject>())
            {
                if (int.TryParse(binding.Text("HostPort"), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                    binding["HostPort"] = changes.Port(port, protocol).ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    private static List<KeyValuePair<string, JsonObject>> Endpoints(JsonObject inspect, string id, string mode, SpecChanges changes)
    {
        var endpoints = new List<KeyValuePair<string, JsonObject>>();
        if (Reference(mode, "container:") is not null)
            return endpoints;
        foreach (var (name, value) in inspect["NetworkSettings"]?["Networks"] as JsonObject ?? [])
        {
            if (name is "host" or "none" or "ingress" || value is not JsonObject was)
                continue;
            var endpoint = new JsonObject();
            // The default bridge knows neither aliases nor fixed addresses.
            if (name is not "bridge")
            {
                var aliases = was.Texts("Aliases").Concat(was.Texts("DNSNames"))
                    .Where(alias => id.Length < 12 || !string.Equals(alias, id[..12], StringComparison.Ordinal))
                    .Select(alias => changes.Containers.GetValueOrDefault(alias, alias))
                    .Distinct(StringComparer.Ordinal).ToList();
                if (aliases.Count > 0)
                    endpoint["Aliases"] = new JsonArray([.. aliases.Select(alias => (JsonNode)alias)]);
                if (was["IPAMConfig"] is JsonObject { Count: > 0 } ipam && !changes.FreeAddresses.Contains(name))
                    endpoint["IPAMConfig"] = ipam.DeepClone();
            }

            if (was["Links"] is JsonArray)
            {
                endpoint["Links"] = new JsonArray([.. was.Texts("Links").Select(link =>
                {
                    var parts = link.Split(':', 2);
                    return (JsonNode)string.Join(':', [changes.Containers.GetValueOrDefault(parts[0], parts[0]), .. parts[1..]]);
                })]);
            }

            foreach (var key in new[] { "DriverOpts", "GwPriority" })
            {
                if (was[key] is { } kept && kept is not JsonObject { Count: 0 })
                    endpoint[key] = kept.DeepClone();
            }

            endpoints.Add(KeyValuePair.Create(changes.Networks.GetValueOrDefault(name, name), endpoint));
        }

        return endpoints;
    }

    // Only one that was set by hand: Config has it then. What an endpoint has was made up by the engine.
    private static string? Mac(JsonObject config, JsonObject inspect, SpecChanges changes)
    {
        var mac = inspect["Config"]?["MacAddress"] is JsonValue value ? value.GetValue<string>() : null;
        config.Remove("MacAddress");
        return changes.KeepMacAddress && mac is { Length: > 0 } ? mac : null;
    }

    private static bool IsNamed(string mode) => mode is not ("default" or "bridge" or "host" or "none");

    private static string? Reference(string? mode, string prefix) =>
        mode is not null && mode.StartsWith(prefix, StringComparison.Ordinal) ? mode[prefix.Length..] : null;
}
