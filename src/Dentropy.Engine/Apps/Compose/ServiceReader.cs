using System.Globalization;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>Reads one service: each key by its reader, into the body of Docker's create request.</summary>
internal sealed partial class ServiceReader
{
    private readonly ComposeFileReader _file;
    private readonly ComposeService _service;
    private readonly Dictionary<string, Action<ComposeValue>> _readers;
    private readonly SortedDictionary<string, string?> _environment = new(StringComparer.Ordinal);
    private bool _scaled;

    private ServiceReader(ComposeFileReader file, ComposeService service)
    {
        _file = file;
        _service = service;
        _readers = new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["image"] = value => service.Image = value.Text(),
            ["container_name"] = value => service.ContainerName = value.Text(),
            ["platform"] = value => service.Platform = value.Text(),
            ["pull_policy"] = value => service.Pull = PullPolicy(value),
            ["command"] = value => Config["Cmd"] = Words(value),
            ["entrypoint"] = value => Config["Entrypoint"] = Words(value),
            ["environment"] = ReadEnvironment,
            ["env_file"] = static _ => { },
            ["labels"] = value => ReadLabels(value, service.Labels),
            ["user"] = value => Config["User"] = value.Text(),
            ["working_dir"] = value => Config["WorkingDir"] = value.Text(),
            ["hostname"] = value => Config["Hostname"] = value.Text(),
            ["domainname"] = value => Config["Domainname"] = value.Text(),
            ["tty"] = value => Config["Tty"] = value.Bool(),
            ["stdin_open"] = value => Config["OpenStdin"] = value.Bool(),
            ["stop_signal"] = value => Config["StopSignal"] = value.Text(),
            ["stop_grace_period"] = value => Config["StopTimeout"] = (int)Math.Ceiling(value.Duration() / 1e9),
            ["healthcheck"] = value => Config["Healthcheck"] = Healthcheck(value),
            ["expose"] = ReadExpose,
            ["ports"] = ReadPorts,
            ["volumes"] = ReadVolumes,
            ["volumes_from"] = ReadVolumesFrom,
            ["tmpfs"] = ReadTmpfs,
            ["networks"] = ReadNetworks,
            ["network_mode"] = value => service.NetworkMode = value.Text(),
            ["mac_address"] = value => Config["MacAddress"] = value.Text(),
            ["links"] = ReadLinks,
            ["depends_on"] = ReadDependsOn,
            ["secrets"] = value => ReadFiles(value, "secrets", file.Secrets, static name => "/run/secrets/" + name),
            ["configs"] = value => ReadFiles(value, "configs", file.Configs, static name => "/" + name),
            ["profiles"] = value => service.Profiles.AddRange(value.Strings()),
            ["scale"] = value => Scale(value),
            ["deploy"] = ReadDeploy,
            ["restart"] = value => HostConfig["RestartPolicy"] = Restart(value),
            ["extra_hosts"] = ReadExtraHosts,
            ["dns"] = value => HostConfig["Dns"] = Texts(value),
            ["dns_search"] = value => HostConfig["DnsSearch"] = Texts(value),
            ["dns_opt"] = value => HostConfig["DnsOptions"] = Texts(value),
            ["cap_add"] = value => HostConfig["CapAdd"] = Texts(value),
            ["cap_drop"] = value => HostConfig["CapDrop"] = Texts(value),
            ["security_opt"] = value => HostConfig["SecurityOpt"] = Texts(value),
            ["group_add"] = value => HostConfig["GroupAdd"] = Texts(value),
            ["privileged"] = value => HostConfig["Privileged"] = value.Bool(),
            ["read_only"] = value => HostConfig["ReadonlyRootfs"] = value.Bool(),
            ["init"] = value => HostConfig["Init"] = value.Bool(),
            ["shm_size"] = value => HostConfig["ShmSize"] = value.Bytes(),
            ["sysctls"] = value => HostConfig["Sysctls"] = Map(value.Pairs()),
            ["ulimits"] = ReadUlimits,
            ["devices"] = ReadDevices,
            ["device_cgroup_rules"] = value => HostConfig["DeviceCgroupRules"] = Texts(value),
            ["gpus"] = value => ReadGpus(value),
            ["logging"] = ReadLogging,
            ["ipc"] = value => HostConfig["IpcMode"] = value.Text(),
            ["pid"] = value => HostConfig["PidMode"] = value.Text(),
            ["uts"] = value => HostConfig["UTSMode"] = value.Text(),
            ["userns_mode"] = value => HostConfig["UsernsMode"] = value.Text(),
            ["cgroup"] = value => HostConfig["CgroupnsMode"] = value.Text(),
            ["cgroup_parent"] = value => HostConfig["CgroupParent"] = value.Text(),
            ["runtime"] = value => HostConfig["Runtime"] = value.Text(),
            ["storage_opt"] = value => HostConfig["StorageOpt"] = Map(value.Pairs()),
            ["annotations"] = value => HostConfig["Annotations"] = Map(value.Pairs()),
            ["mem_limit"] = value => HostConfig["Memory"] = value.Bytes(),
            ["mem_reservation"] = value => HostConfig["MemoryReservation"] = value.Bytes(),
            ["memswap_limit"] = value => HostConfig["MemorySwap"] = value.Text().Trim() == "-1" ? -1 : value.Bytes(),
            ["mem_swappiness"] = value => HostConfig["MemorySwappiness"] = value.Long(),
            ["cpus"] = value => HostConfig["NanoCpus"] = Cpus(value),
            ["cpu_shares"] = value => HostConfig["CpuShares"] = value.Long(),
            ["cpu_quota"] = value => HostConfig["CpuQuota"] = value.IsText && ComposeUnits.Duration(value.Text()) is { } time && !char.IsAsciiDigit(value.Text()[^1]) ? time / 1000 : value.Long(),
            ["cpu_period"] = value => HostConfig["CpuPeriod"] = value.IsText && ComposeUnits.Duration(value.Text()) is { } time && !char.IsAsciiDigit(value.Text()[^1]) ? time / 1000 : value.Long(),
            ["cpuset"] = value => HostConfig["CpusetCpus"] = value.Text(),
            ["pids_limit"] = value => HostConfig["PidsLimit"] = value.Long(),
            ["oom_kill_disable"] = value => HostConfig["OomKillDisable"] = value.Bool(),
            ["oom_score_adj"] = value => HostConfig["OomScoreAdj"] = value.Int(),
            // These change only what `docker compose up` and `watch` do at a developer's terminal.
            ["attach"] = static _ => { },
            ["develop"] = static _ => { },
            ["build"] = Refused("images are not built here; build it, and name it with image"),
            ["extends"] = Refused("write the service out, or use a YAML anchor and <<"),
            ["external_links"] = Refused("use a network that both apps are on"),
            ["label_file"] = Refused("write the labels below labels"),
            ["blkio_config"] = Refused("limits of block devices are not set"),
            ["cpu_count"] = Refused("this is for Windows; use cpus"),
            ["cpu_percent"] = Refused("this is for Windows; use cpus"),
            ["cpu_rt_period"] = Refused("real-time scheduling is not set"),
            ["cpu_rt_runtime"] = Refused("real-time scheduling is not set"),
            ["credential_spec"] = Refused("this is for Windows"),
            ["isolation"] = Refused("this is for Windows"),
            ["post_start"] = Refused("hooks are not run; let the container's own start script do it"),
            ["pre_stop"] = Refused("hooks are not run; let the container act on its stop signal"),
            ["provider"] = Refused("only containers are run"),
            ["models"] = Refused("only containers are run"),
            ["use_api_socket"] = Refused("mount /var/run/docker.sock below volumes"),
        };
    }

    private JsonObject Config => _service.Config;

    private JsonObject HostConfig => _service.HostConfig;

    public static ComposeService Read(ComposeFileReader file, string name, ComposeValue value)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw value.Invalid("a service's name has letters, digits, dots, hyphens and underscores");
        var service = new ComposeService(name, value.Line);
        var reader = new ServiceReader(file, service);
        // What stands below environment wins over the files.
        foreach (var (_, envFile) in value.Entries().Where(one => one.Key == "env_file" && !one.Value.IsNull))
            reader.ReadEnvFiles(envFile);
        // A null entry point or command is an explicit "as the image has it", and null networks are the default ones.
        value.Take(reader._readers);
        reader.Finish(value);
        return service;
    }

    private static Action<ComposeValue> Refused(string why) => value => value.Refuse("is not supported; " + why);

    private void Finish(ComposeValue value)
    {
        var service = _service;
        if (service.Image.Length == 0 && !value.Entries().Any(one => one.Key is "build" or "extends" or "provider"))
            throw value.Invalid("the image is missing; write image: NAME:TAG");
        if (service.ContainerName is not null && service.Replicas > 1)
            throw value.Invalid("several containers cannot share one container_name; take it out");
        if (service.NetworkMode is not null && service.Networks.Count > 0)
            throw value.Invalid("networks and network_mode exclude each other; keep one");
        if (service.NetworkMode is null && service.Networks.Count == 0)
            service.Networks.Add(new ComposeAttachment("default", 0, []));
        service.Networks = [.. service.Networks.OrderByDescending(one => one.Priority)];
        foreach (var mode in new[] { service.NetworkMode, HostConfig["IpcMode"]?.GetValue<string>(), HostConfig["PidMode"]?.GetValue<string>() })
        {
            if (mode?.StartsWith("service:", StringComparison.Ordinal) == true)
                Depend(mode["service:".Length..], ComposeCondition.Started);
        }

        if (_environment.Count > 0)
            Config["Env"] = new JsonArray([.. _environment.Where(one => one.Value is not null).Select(one => (JsonNode)$"{one.Key}={one.Value}")]);
        CheckFiles(value);
    }

    // Files are put into the container's own file system before it starts: what a mount hides or a read-only root keeps out would be lost.
    private void CheckFiles(ComposeValue value)
    {
        if (_service.Files.Count > 0 && HostConfig["ReadonlyRootfs"]?.GetValue<bool>() == true)
            value.Refuse("secrets and configs are put into the container's file system, which read_only forbids; mount them as volumes");
        foreach (var file in _service.Files)
        {
            if (_service.MountTargets.Find(target => Below(file.Target, target)) is { } mount)
                value.Refuse($"the secret or config {file.Target} would lie below the mount {mount}; give it another target");
        }
    }

    private static bool Below(string path, string folder) =>
        string.Equals(path, folder, StringComparison.Ordinal) || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    private void Depend(string service, ComposeCondition condition)
    {
        if (!_service.DependsOn.Exists(one => one.Service == service))
            _service.DependsOn.Add(new ComposeDependency(service, condition, Restart: false, Required: true));
    }

    private void ReadEnvFiles(ComposeValue value)
    {
        foreach (var item in value.OneOrMore())
        {
            var (path, required, raw) = ("", true, false);
            if (item.IsMap)
            {
                item.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                {
                    ["path"] = each => path = each.Text(),
                    ["required"] = each => required = each.Bool(),
                    ["format"] = each => raw = each.Text() == "raw" ? true : throw each.Invalid("the only other format is raw"),
                });
            }
            else
            {
                path = item.Text();
            }

            foreach (var (name, given) in _file.ReadEnvFile(item, path, required, raw))
                _environment[name] = given ?? _file.Source.Variables.Lookup(name);
        }
    }

    private void ReadEnvironment(ComposeValue value)
    {
        foreach (var (name, given) in value.Pairs())
            _environment[name] = given ?? _file.Source.Variables.Lookup(name);
    }

    public static void ReadLabels(ComposeValue value, IDictionary<string, string> labels)
    {
        foreach (var (name, given) in value.Pairs())
            labels[name] = given ?? "";
    }

    private static JsonArray Words(ComposeValue value)
    {
        if (value.IsList)
            return Array(value.Items().Select(item => item.Text()));
        try
        {
            return Array(ShellWords.Split(value.Text()));
        }
        catch (FormatException e)
        {
            throw value.Invalid(e.Message);
        }
    }

    private static JsonArray Texts(ComposeValue value) => Array(value.Strings());

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonObject Map(IEnumerable<KeyValuePair<string, string?>> pairs)
    {
        var map = new JsonObject();
        foreach (var (key, value) in pairs)
            map[key] = value ?? "";
        return map;
    }

    private static ComposePull PullPolicy(ComposeValue value)
    {
        switch (value.Text())
        {
            case "missing" or "if_not_present":
                return ComposePull.Missing;
            case "always":
                return ComposePull.Always;
            case "never":
                return ComposePull.Never;
            default:
                value.Refuse($"'{value.Text()}' is not supported; say missing, always or never");
                return ComposePull.Missing;
        }
    }

    private static JsonObject Restart(ComposeValue value)
    {
        var text = value.Text();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text : text[..colon];
        if (name is not ("no" or "always" or "on-failure" or "unless-stopped" or "false"))
            throw value.Invalid($"'{name}' is no restart policy; say \"no\", always, on-failure[:times] or unless-stopped");
        var policy = new JsonObject { ["Name"] = name is "false" ? "no" : name };
        if (colon >= 0)
        {
            policy["MaximumRetryCount"] = name == "on-failure" && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var times)
                ? times
                : throw value.Invalid("only on-failure takes a number of times, as on-failure:5");
        }

        return policy;
    }

    private static long Cpus(ComposeValue value) => value.Number() is > 0 and < 1e6 and var cpus ? (long)(cpus * 1e9) : throw value.Invalid("more than 0 CPUs are needed");

    private static JsonObject Healthcheck(ComposeValue value)
    {
        var check = new JsonObject();
        var disabled = false;
        value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["test"] = test => check["Test"] = HealthTest(test),
            ["interval"] = each => check["Interval"] = each.Duration(),
            ["timeout"] = each => check["Timeout"] = each.Duration(),
            ["start_period"] = each => check["StartPeriod"] = each.Duration(),
            ["start_interval"] = each => check["StartInterval"] = each.Duration(),
            ["retries"] = each => check["Retries"] = each.Int(),
            ["disable"] = each => disabled = each.Bool(),
        });
        return disabled ? new JsonObject { ["Test"] = Array(["NONE"]) } : check;
    }

    private static JsonArray HealthTest(ComposeValue value)
    {
        if (!value.IsList)
            return Array(["CMD-SHELL", value.Text()]);
        var words = value.Strings();
        return words is ["NONE"] or ["CMD" or "CMD-SHELL", _, ..] ? Array(words) : throw value.Invalid("a list starts with NONE, CMD or CMD-SHELL");
    }

    private void ReadUlimits(ComposeValue value)
    {
        var limits = new JsonArray();
        foreach (var (name, each) in value.Entries())
        {
            long soft = 0, hard = 0;
            if (each.IsMap)
            {
                each.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                {
                    ["soft"] = one => soft = one.Long(),
                    ["hard"] = one => hard = one.Long(),
                });
            }
            else
            {
                soft = hard = each.Long();
            }

            limits.Add(new JsonObject { ["Name"] = name, ["Soft"] = soft, ["Hard"] = hard });
        }

        HostConfig["Ulimits"] = limits;
    }

    private void ReadExtraHosts(ComposeValue value)
    {
        var hosts = new JsonArray();
        if (value.IsMap)
        {
            foreach (var (host, each) in value.Entries())
            {
                foreach (var address in each.Strings())
                    hosts.Add($"{host}:{address.Trim('[', ']')}");
            }
        }
        else
        {
            foreach (var item in value.Items())
            {
                var text = item.Text();
                var at = text.IndexOfAny(['=', ':']);
                if (at < 1)
                    throw item.Invalid("write it as host=address");
                hosts.Add($"{text[..at]}:{text[(at + 1)..].Trim('[', ']')}");
            }
        }

        HostConfig["ExtraHosts"] = hosts;
    }

    private void ReadLogging(ComposeValue value)
    {
        var log = new JsonObject { ["Type"] = "" };
        value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["driver"] = each => log["Type"] = each.Text(),
            ["options"] = each => log["Config"] = Map(each.Pairs()),
        });
        HostConfig["LogConfig"] = log;
    }

    private void Scale(ComposeValue value)
    {
        if (value.Int() is not (>= 0 and <= 1000 and var replicas))
            throw value.Invalid("a number from 0 to 1000 belongs here");
        if (_scaled && replicas != _service.Replicas)
            throw value.Invalid("scale and deploy.replicas say different numbers; keep one");
        (_service.Replicas, _scaled) = (replicas, true);
    }
}
