using System.Globalization;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Ports of the node: which the app gets, and whether they are free.</summary>
internal sealed class PortPlanner
{
    private static readonly string[] s_any = ["", "0.0.0.0", "::"];

    private readonly TargetFacts _facts;
    private readonly ICollection<RestoreProblem> _problems;
    private readonly Dictionary<(int Port, string Protocol), int> _map = [];

    public PortPlanner(RestoreSource source, RestoreSettings settings, TargetFacts facts, ICollection<RestoreProblem> problems)
    {
        _facts = facts;
        _problems = problems;
        var known = source.Containers.SelectMany(container => Bindings(container.Inspect)).Select(binding => (binding.Port, binding.Protocol)).Distinct().ToList();
        foreach (var (word, port) in settings.PortMap)
        {
            var parts = word.Split('/', 2);
            var right = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var old) && port is >= 1 and <= 65535;
            var meant = known.Where(one => one.Port == old && (parts.Length == 1 || string.Equals(parts[1], one.Protocol, StringComparison.OrdinalIgnoreCase))).ToList();
            if (!right)
                problems.Add(new RestoreProblem("InvalidPort", word, $"-PortMap: '{word}' to {port.ToString(CultureInfo.InvariantCulture)} is no pair of ports. Write the app's port of the node and the new one, e.g. 8080 = 9090."));
            else if (meant.Count == 0)
                problems.Add(new RestoreProblem("PortNotInBackup", word, $"-PortMap: the app opens no port {word} on its node. It opens {(known.Count > 0 ? string.Join(", ", known.Select(one => $"{one.Port}/{one.Protocol}")) : "none")}."));
            foreach (var one in meant)
                _map[one] = port;
        }
    }

    public int Map(int port, string protocol) => _map.GetValueOrDefault((port, protocol), port);

    public void Check(IEnumerable<PlannedContainer> containers)
    {
        var asked = containers.SelectMany(container => Bindings(container.Blueprint.Body).Select(binding => (binding.Address, binding.Port, binding.Protocol, container.Name))).ToList();
        foreach (var (address, port, protocol, name) in asked)
        {
            var taken = _facts.Ports.FirstOrDefault(one => one.Port == port && string.Equals(one.Protocol, protocol, StringComparison.Ordinal) && Meet(one.Address, address));
            if (taken is not null)
                _problems.Add(new RestoreProblem("PortTaken", $"{port}/{protocol}", $"Port {port}/{protocol} of node '{_facts.Node}', which container '{name}' opens, is taken by {taken.By}. Free it, or give another: -PortMap @{{ {port} = ... }}."));
            if (asked.Exists(other => !string.Equals(other.Name, name, StringComparison.Ordinal) && other.Port == port && string.Equals(other.Protocol, protocol, StringComparison.Ordinal) && Meet(other.Address, address)))
                _problems.Add(new RestoreProblem("PortTaken", $"{port}/{protocol}", $"Several containers of the app would open port {port}/{protocol}. Give each its own with -PortMap."));
        }
    }

    private static bool Meet(string left, string right) => s_any.Contains(left) || s_any.Contains(right) || string.Equals(left, right, StringComparison.Ordinal);

    private static IEnumerable<(string Address, int Port, string Protocol)> Bindings(JsonObject json)
    {
        foreach (var (key, value) in json["HostConfig"]?["PortBindings"] as JsonObject ?? [])
        {
            foreach (var binding in (value as JsonArray ?? []).OfType<JsonObject>())
            {
                // An empty or missing port lets the node choose; 0 does, too.
                if (int.TryParse(binding.Text("HostPort"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
                    yield return (binding.Text("HostIp") ?? "", port, key.Split('/') is [_, var word] ? word : "tcp");
            }
        }
    }
}
