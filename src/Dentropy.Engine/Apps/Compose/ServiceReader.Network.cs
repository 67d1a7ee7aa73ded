using System.Globalization;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Apps.Compose;

/// <content>Ports, networks, and what starts before what.</content>
internal sealed partial class ServiceReader
{
    private void ReadExpose(ComposeValue value)
    {
        foreach (var item in value.Items())
        {
            var (ports, protocol) = SplitProtocol(item, item.Text());
            foreach (var port in Range(item, ports))
                Expose(port, protocol);
        }
    }

    private void ReadPorts(ComposeValue value)
    {
        foreach (var item in value.Items())
        {
            if (item.IsMap)
                LongPort(item);
            else
                ShortPort(item, item.Text());
        }
    }

    // [[ADDRESS:]PORT[-PORT]:]PORT[-PORT][/PROTOCOL]; an IPv6 address stands in brackets.
    private void ShortPort(ComposeValue item, string text)
    {
        var (ports, protocol) = SplitProtocol(item, text);
        var address = "";
        if (ports.StartsWith('['))
        {
            var close = ports.IndexOf("]:", StringComparison.Ordinal);
            if (close < 0)
                throw BadPort(item, text);
            (address, ports) = (ports[1..close], ports[(close + 2)..]);
        }

        var parts = ports.Split(':');
        if (address.Length == 0 && parts.Length > 2)
        {
            // Several colons in front are an IPv6 address without its brackets.
            (address, parts) = (string.Join(':', parts[..^2]), parts[^2..]);
        }

        if (parts.Length > 2 || (address.Length > 0 && !System.Net.IPAddress.TryParse(address, out _)))
            throw BadPort(item, text);
        Publish(item, address, parts.Length == 2 ? parts[0] : "", parts[^1], protocol);
    }

    private void LongPort(ComposeValue item)
    {
        var (target, published, address, protocol) = ("", "", "", "tcp");
        item.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["target"] = each => target = each.Text(),
            ["published"] = each => published = each.Text(),
            ["host_ip"] = each => address = each.Text(),
            ["protocol"] = each => protocol = each.Text(),
            ["mode"] = each =>
            {
                if (each.Text() is not ("host" or "ingress"))
                    throw each.Invalid("say host or ingress");
            },
            // Words for people.
            ["name"] = static _ => { },
            ["app_protocol"] = static _ => { },
        });
        if (target.Length == 0)
            throw item.Invalid("target, the port in the container, is missing");
        Publish(item, address, published, target, SplitProtocol(item, "1/" + protocol).Protocol);
    }

    private void Publish(ComposeValue item, string address, string published, string target, string protocol)
    {
        var inside = Range(item, target);
        var outside = published.Length == 0 ? [] : Range(item, published);
        // A range for one port: Docker takes the first that is free.
        var oneOfMany = inside.Count == 1 && outside.Count > 1;
        if (outside.Count > 0 && outside.Count != inside.Count && !oneOfMany)
            throw item.Invalid($"{outside.Count} ports on the node cannot lead to {inside.Count} in the container");
        for (var i = 0; i < inside.Count; i++)
        {
            var host = outside.Count == 0 ? "" : oneOfMany ? published : outside[i].ToString(CultureInfo.InvariantCulture);
            Expose(inside[i], protocol);
            if (HostConfig["PortBindings"] is not JsonObject bindings)
                HostConfig["PortBindings"] = bindings = [];
            var key = $"{inside[i]}/{protocol}";
            if (bindings[key] is not JsonArray list)
                bindings[key] = list = [];
            list.Add(new JsonObject { ["HostIp"] = address, ["HostPort"] = host });
            if (outside.Count > 0 && !oneOfMany)
                _service.HostPorts.Add((address, outside[i], protocol));
        }
    }

    private void Expose(int port, string protocol)
    {
        if (Config["ExposedPorts"] is not JsonObject exposed)
            Config["ExposedPorts"] = exposed = [];
        exposed[$"{port}/{protocol}"] = new JsonObject();
    }

    private static (string Ports, string Protocol) SplitProtocol(ComposeValue item, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..].ToLowerInvariant();
        return protocol is "tcp" or "udp" or "sctp"
            ? (slash < 0 ? text : text[..slash], protocol)
            : throw item.Invalid($"'{Inventory.Shown.Text(protocol)}' is no protocol; say tcp, udp or sctp");
    }

    private static List<int> Range(ComposeValue item, string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var from = Port(dash < 0 ? text : text[..dash]);
        var to = dash < 0 ? from : Port(text[(dash + 1)..]);
        return from > 0 && to >= from ? [.. Enumerable.Range(from, to - from + 1)] : throw BadPort(item, text);
    }

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port : 0;

    private static DentropyException BadPort(ComposeValue item, string text) =>
        item.Invalid($"'{Inventory.Shown.Text(text)}' is no port; write [ADDRESS:][PORT:]PORT[/udp], each from 1 to 65535");

    private void ReadNetworks(ComposeValue value)
    {
        if (value.IsList)
        {
            foreach (var item in value.Items())
                _service.Networks.Add(new ComposeAttachment(Known(item, item.Text()), 0, []));
            return;
        }

        foreach (var (key, each) in value.Entries())
        {
            var endpoint = new JsonObject();
            var ipam = new JsonObject();
            var priority = 0;
            if (!each.IsNull)
            {
                each.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                {
                    ["aliases"] = one => endpoint["Aliases"] = Texts(one),
                    ["ipv4_address"] = one => ipam["IPv4Address"] = one.Text(),
                    ["ipv6_address"] = one => ipam["IPv6Address"] = one.Text(),
                    ["link_local_ips"] = one => ipam["LinkLocalIPs"] = Texts(one),
                    ["mac_address"] = one => endpoint["MacAddress"] = one.Text(),
                    ["driver_opts"] = one => endpoint["DriverOpts"] = Map(one.Pairs()),
                    ["gw_priority"] = one => endpoint["GwPriority"] = one.Int(),
                    ["priority"] = one => priority = one.Int(),
                    ["interface_name"] = Refused("Docker chooses the names of interfaces"),
                });
            }

            if (ipam.Count > 0)
                endpoint["IPAMConfig"] = ipam;
            _service.Networks.Add(new ComposeAttachment(Known(each, key), priority, endpoint));
        }
    }

    private string Known(ComposeValue item, string key) => _file.Networks.ContainsKey(key) || key == "default"
        ? key
        : throw item.Invalid($"there is no network '{Inventory.Shown.Text(key)}' below the file's networks");

    private void ReadLinks(ComposeValue value)
    {
        // On networks of one's own every service is known by its name; a link adds another name for it, and an order.
        foreach (var item in value.Items())
        {
            var parts = item.Text().Split(':');
            Depend(parts[0], ComposeCondition.Started);
            if (parts.Length > 1 && parts[1] != parts[0])
                item.Refuse("a link with another name is not supported; give the service that name with networks.NAME.aliases");
        }
    }

    private void ReadDependsOn(ComposeValue value)
    {
        if (!value.IsMap)
        {
            foreach (var service in value.Strings())
                Depend(service, ComposeCondition.Started);
            return;
        }

        foreach (var (service, each) in value.Entries())
        {
            var (condition, restart, required) = (ComposeCondition.Started, false, true);
            if (!each.IsNull)
            {
                each.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                {
                    ["condition"] = one => condition = one.Text() switch
                    {
                        "service_started" => ComposeCondition.Started,
                        "service_healthy" => ComposeCondition.Healthy,
                        "service_completed_successfully" => ComposeCondition.Completed,
                        _ => throw one.Invalid("say service_started, service_healthy or service_completed_successfully"),
                    },
                    ["restart"] = one => restart = one.Bool(),
                    ["required"] = one => required = one.Bool(),
                });
            }

            _service.DependsOn.RemoveAll(one => one.Service == service);
            _service.DependsOn.Add(new ComposeDependency(service, condition, restart, required));
        }
    }
}
