using System.Text.Json.Nodes;

namespace Dentropy.Engine.Apps.Compose;

/// <content>Volumes, bind mounts, tmpfs, secrets and configs.</content>
internal sealed partial class ServiceReader
{
    private static readonly string[] s_propagations = ["shared", "slave", "private", "rshared", "rslave", "rprivate"];

    private void ReadVolumes(ComposeValue value)
    {
        foreach (var item in value.Items())
        {
            if (item.IsMap)
                LongVolume(item);
            else
                ShortVolume(item);
        }
    }

    private void ShortVolume(ComposeValue item)
    {
        var text = item.Text();
        var parts = text.Split(':');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0))
            throw item.Invalid($"'{Inventory.Shown.Text(text)}' is no volume; write SOURCE:TARGET[:ro]");
        if (parts.Length == 1)
        {
            AddMount(item, parts[0], new JsonObject { ["Type"] = "volume" });
            return;
        }

        var modes = parts.Length == 3 ? parts[2].Split(',') : [];
        foreach (var mode in modes)
        {
            if (mode is not ("ro" or "rw" or "z" or "Z" or "nocopy" or "cached" or "delegated" or "consistent") && !s_propagations.Contains(mode, StringComparer.Ordinal))
                throw item.Invalid($"'{Inventory.Shown.Text(mode)}' is no mode of a volume; there are ro, rw, z, Z, nocopy, and propagations such as rslave");
        }

        if (IsPath(parts[0]))
        {
            // The old form makes the folder where it is not there, on every version of Docker.
            Bind(item, parts[0], parts[1], [.. modes.Where(mode => mode is not ("rw" or "cached" or "delegated" or "consistent"))]);
            return;
        }

        var mount = new JsonObject { ["Type"] = "volume", ["Source"] = VolumeName(item, parts[0]) };
        if (modes.Contains("ro", StringComparer.Ordinal))
            mount["ReadOnly"] = true;
        if (modes.Contains("nocopy", StringComparer.Ordinal))
            mount["VolumeOptions"] = new JsonObject { ["NoCopy"] = true };
        AddMount(item, parts[1], mount);
    }

    private void LongVolume(ComposeValue item)
    {
        var (type, source, target, readOnly) = ("", "", "", false);
        ComposeValue? bind = null, volume = null, tmpfs = null;
        item.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["type"] = each => type = each.Text(),
            ["source"] = each => source = each.Text(),
            ["target"] = each => target = each.Text(),
            ["read_only"] = each => readOnly = each.Bool(),
            ["bind"] = each => bind = each,
            ["volume"] = each => volume = each,
            ["tmpfs"] = each => tmpfs = each,
            // Only Docker Desktop on a Mac ever looked at it.
            ["consistency"] = static _ => { },
            ["image"] = Refused("an image cannot be mounted"),
        });
        switch (type)
        {
            case "bind":
                LongBind(item, source, target, readOnly, bind);
                break;
            case "volume":
                LongNamed(item, source, target, readOnly, volume);
                break;
            case "tmpfs":
                var options = new JsonObject();
                tmpfs?.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                {
                    ["size"] = each => options["SizeBytes"] = each.Bytes(),
                    ["mode"] = each => options["Mode"] = each.Mode(),
                });
                AddMount(item, target, new JsonObject { ["Type"] = "tmpfs", ["TmpfsOptions"] = options });
                break;
            case "":
                throw item.Invalid("type is missing; say volume, bind or tmpfs");
            default:
                item.Refuse($"a mount of type '{type}' is not supported; there are volume, bind and tmpfs");
                break;
        }
    }

    private void LongBind(ComposeValue item, string source, string target, bool readOnly, ComposeValue? options)
    {
        var create = true;
        var modes = new List<string>();
        string? recursive = null;
        if (readOnly)
            modes.Add("ro");
        options?.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["create_host_path"] = each => create = each.Bool(),
            ["propagation"] = each => modes.Add(s_propagations.Contains(each.Text(), StringComparer.Ordinal) ? each.Text() : throw each.Invalid($"there are {string.Join(", ", s_propagations)}")),
            ["selinux"] = each => modes.Add(each.Text() is "z" or "Z" ? each.Text() : throw each.Invalid("say z or Z")),
            ["recursive"] = each => recursive = each.Text(),
        });
        if (recursive is not (null or "enabled"))
            item.Refuse("bind.recursive is not supported; mount the folders that are wanted");
        if (source.Length == 0)
            throw item.Invalid("source is missing");
        if (create)
        {
            Bind(item, source, target, modes);
            return;
        }

        if (modes.Exists(mode => mode is "z" or "Z"))
            item.Refuse("bind.selinux goes only with create_host_path");
        var mount = new JsonObject { ["Type"] = "bind", ["Source"] = _file.NodePath(item, source), ["ReadOnly"] = readOnly };
        if (modes.Find(mode => s_propagations.Contains(mode, StringComparer.Ordinal)) is { } propagation)
            mount["BindOptions"] = new JsonObject { ["Propagation"] = propagation };
        AddMount(item, target, mount);
    }

    private void LongNamed(ComposeValue item, string source, string target, bool readOnly, ComposeValue? options)
    {
        var mount = new JsonObject { ["Type"] = "volume", ["ReadOnly"] = readOnly };
        if (source.Length > 0)
            mount["Source"] = VolumeName(item, source);
        var more = new JsonObject();
        options?.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["nocopy"] = each => more["NoCopy"] = each.Bool(),
            ["subpath"] = each => more["Subpath"] = each.Text(),
            ["labels"] = each => more["Labels"] = Map(each.Pairs()),
        });
        if (more.Count > 0)
            mount["VolumeOptions"] = more;
        AddMount(item, target, mount);
    }

    private void Bind(ComposeValue item, string source, string target, List<string> modes)
    {
        var path = _file.NodePath(item, source);
        if (path.Contains(':', StringComparison.Ordinal))
            throw item.Invalid("a path with a colon needs the long form with create_host_path: false");
        CheckTarget(item, target);
        if (HostConfig["Binds"] is not JsonArray binds)
            HostConfig["Binds"] = binds = [];
        binds.Add($"{path}:{target}{(modes.Count > 0 ? ":" + string.Join(',', modes) : "")}");
    }

    private void AddMount(ComposeValue item, string target, JsonObject mount)
    {
        CheckTarget(item, target);
        mount["Target"] = target;
        if (HostConfig["Mounts"] is not JsonArray mounts)
            HostConfig["Mounts"] = mounts = [];
        mounts.Add(mount);
    }

    private void CheckTarget(ComposeValue item, string target)
    {
        if (!target.StartsWith('/'))
            throw item.Invalid(target.Length == 0 ? "target is missing" : $"'{Inventory.Shown.Text(target)}' is no absolute path in the container");
        var clean = target.Length > 1 ? target.TrimEnd('/') : target;
        if (_service.MountTargets.Contains(clean, StringComparer.Ordinal))
            throw item.Invalid($"{target} is mounted twice");
        _service.MountTargets.Add(clean);
    }

    private string VolumeName(ComposeValue item, string key)
    {
        if (!_file.Volumes.TryGetValue(key, out var volume))
            throw item.Invalid($"there is no volume '{Inventory.Shown.Text(key)}' below the file's volumes; add it there, or start a path with ./ or /");
        _service.Volumes.Add(key);
        return volume.Name;
    }

    private static bool IsPath(string source) => source[0] is '/' or '.' or '~' or '\\';

    private void ReadVolumesFrom(ComposeValue value)
    {
        var from = new JsonArray();
        foreach (var item in value.Items())
        {
            var text = item.Text();
            if (!text.StartsWith("container:", StringComparison.Ordinal))
                Depend(text.Split(':')[0], ComposeCondition.Started);
            from.Add(text);
        }

        // Names of services become containers when it is known which.
        HostConfig["VolumesFrom"] = from;
    }

    private void ReadTmpfs(ComposeValue value)
    {
        var mounts = new JsonObject();
        foreach (var item in value.OneOrMore())
        {
            var text = item.Text();
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var target = colon < 0 ? text : text[..colon];
            CheckTarget(item, target);
            mounts[target] = colon < 0 ? "" : text[(colon + 1)..];
        }

        HostConfig["Tmpfs"] = mounts;
    }

    private void ReadFiles(ComposeValue value, string section, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> known, Func<string, string> place)
    {
        foreach (var item in value.Items())
        {
            var (source, target, mode, user, group) = ("", "", 0x124, 0, 0);
            if (item.IsMap)
            {
                item.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                {
                    ["source"] = each => source = each.Text(),
                    ["target"] = each => target = each.Text(),
                    ["mode"] = each => mode = each.Mode(),
                    ["uid"] = each => user = each.Int(),
                    ["gid"] = each => group = each.Int(),
                });
            }
            else
            {
                source = item.Text();
            }

            if (!known.TryGetValue(source, out var content))
                throw item.Invalid($"there is no '{Inventory.Shown.Text(source)}' below the file's {section}");
            target = target.Length == 0 ? place(source) : target.StartsWith('/') ? target : place(target);
            if (target.Split('/').Contains("..", StringComparer.Ordinal))
                throw item.Invalid("the target leads upwards with ..");
            _service.Files.Add(new ComposeFileCopy(target, content, mode, user, group));
        }
    }
}
