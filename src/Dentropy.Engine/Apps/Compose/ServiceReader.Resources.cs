using System.Text.Json.Nodes;

namespace Dentropy.Engine.Apps.Compose;

/// <content>Devices, and what stands below <c>deploy</c>.</content>
internal sealed partial class ServiceReader
{
    private void ReadDevices(ComposeValue value)
    {
        var devices = new JsonArray();
        foreach (var item in value.Items())
        {
            var (source, target, permissions) = ("", "", "rwm");
            if (item.IsMap)
            {
                item.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                {
                    ["source"] = each => source = each.Text(),
                    ["target"] = each => target = each.Text(),
                    ["permissions"] = each => permissions = each.Text(),
                });
            }
            else
            {
                var parts = item.Text().Split(':');
                source = parts[0];
                target = parts.Length > 1 ? parts[1] : "";
                permissions = parts.Length > 2 ? parts[2] : permissions;
                if (parts.Length == 2 && parts[1].Length > 0 && parts[1].All(c => c is 'r' or 'w' or 'm'))
                    (target, permissions) = ("", parts[1]);
            }

            if (source.Contains('=', StringComparison.Ordinal) && !source.StartsWith('/'))
                Request(new JsonObject { ["Driver"] = "cdi", ["DeviceIDs"] = Array([source]) });
            else if (source.StartsWith('/'))
                devices.Add(new JsonObject { ["PathOnHost"] = source, ["PathInContainer"] = target.Length > 0 ? target : source, ["CgroupPermissions"] = permissions });
            else
                throw item.Invalid("a device is /dev/NAME[:/dev/NAME[:rwm]]");
        }

        HostConfig["Devices"] = devices;
    }

    private void Request(JsonObject request)
    {
        if (HostConfig["DeviceRequests"] is not JsonArray requests)
            HostConfig["DeviceRequests"] = requests = [];
        requests.Add(request);
    }

    private void ReadGpus(ComposeValue value, bool capabilitiesGiven = false)
    {
        if (value.IsText)
        {
            if (value.Text() != "all")
                throw value.Invalid("say all, or list the devices");
            Request(new JsonObject { ["Count"] = -1, ["Capabilities"] = new JsonArray(Array(["gpu"])) });
            return;
        }

        foreach (var item in value.Items())
        {
            var request = new JsonObject();
            item.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
            {
                ["driver"] = each => request["Driver"] = each.Text(),
                ["count"] = each => request["Count"] = each.Text() == "all" ? -1 : each.Int(),
                ["device_ids"] = each => request["DeviceIDs"] = Texts(each),
                ["capabilities"] = each => request["Capabilities"] = new JsonArray(Texts(each)),
                ["options"] = each => request["Options"] = Map(each.Pairs()),
            });
            if (!request.ContainsKey("Capabilities"))
                request["Capabilities"] = capabilitiesGiven ? throw item.Invalid("capabilities are missing") : new JsonArray(Array(["gpu"]));
            if (!request.ContainsKey("Count") && !request.ContainsKey("DeviceIDs"))
                request["Count"] = -1;
            Request(request);
        }
    }

    private void ReadDeploy(ComposeValue value)
    {
        var swarm = Refused("this is for swarms");
        value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["replicas"] = Scale,
            ["resources"] = ReadResources,
            ["restart_policy"] = ReadRestartPolicy,
            ["mode"] = each =>
            {
                if (each.Text() != "replicated")
                    each.Refuse($"'{each.Text()}' is not supported; this is for swarms");
            },
            ["labels"] = swarm,
            ["placement"] = swarm,
            ["endpoint_mode"] = swarm,
            ["update_config"] = swarm,
            ["rollback_config"] = swarm,
        });
    }

    private void ReadResources(ComposeValue value) => value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
    {
        ["limits"] = limits => limits.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["cpus"] = each => HostConfig["NanoCpus"] = Cpus(each),
            ["memory"] = each => HostConfig["Memory"] = each.Bytes(),
            ["pids"] = each => HostConfig["PidsLimit"] = each.Long(),
        }),
        ["reservations"] = reservations => reservations.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["memory"] = each => HostConfig["MemoryReservation"] = each.Bytes(),
            ["cpus"] = Refused("one Docker host cannot set CPUs aside"),
            ["generic_resources"] = Refused("this is for swarms"),
            ["devices"] = each => ReadGpus(each, capabilitiesGiven: true),
        }),
    });

    private void ReadRestartPolicy(ComposeValue value)
    {
        var (condition, times) = ("any", 0);
        value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["condition"] = each => condition = each.Text() is "none" or "on-failure" or "any" ? each.Text() : throw each.Invalid("say none, on-failure or any"),
            ["max_attempts"] = each => times = each.Int(),
            ["delay"] = Refused("Docker chooses the pauses itself"),
            ["window"] = Refused("Docker chooses it itself"),
        });
        var policy = new JsonObject { ["Name"] = condition switch { "none" => "no", "on-failure" => "on-failure", _ => "unless-stopped" } };
        if (condition == "on-failure" && times > 0)
            policy["MaximumRetryCount"] = times;
        else if (times > 0)
            value.Refuse("max_attempts is supported only with condition on-failure");
        // `restart` is the plainer word, and wins.
        if (!HostConfig.ContainsKey("RestartPolicy"))
            HostConfig["RestartPolicy"] = policy;
    }
}
