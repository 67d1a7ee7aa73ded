using System.Globalization;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>
/// A thousand rules in a node's firewall: as one change that is tested, confirmed by a new connection and kept over restarts; and as a loop of
/// <c>iptables -A</c> on the node, which is none of these.
/// </summary>
internal static class FirewallBench
{
    private const int Rules = 1000;

    // Without what the tool of today does not do: the second family, the file for the boot, the test, the confirmation.
    private const string Loop =
        "iptables -N BENCH; i=0; while [ $i -lt 1000 ]; do iptables -w -A BENCH -p tcp -s 10.$((i / 250)).$((i % 250)).0/24 --dport $((1024 + i)) -m comment --comment rule-$i -j ACCEPT; i=$((i + 1)); done";

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine($"firewall: {Rules} rules on one node, applied atomically and confirmed over a new connection");
        var node = (await bench.HostsAsync(1))[0];
        await using var links = new SshLinkPool();
        var firewall = new NodeFirewall(new FileNodeStore(Bench.Cloud), links);
        var edits = Enumerable.Range(0, Rules).Select(i => (FirewallEdit)new FirewallEdit.AddRule(
            new DcFirewallRule
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"rule-{i}"),
                Protocol = ["tcp"],
                Port = [(1024 + i).ToString(CultureInfo.InvariantCulture)],
                Source = [string.Create(CultureInfo.InvariantCulture, $"10.{i / 250}.{i % 250}.0/24")],
            },
            Replace: false)).ToList();
        await firewall.ReadAsync(node, bench.Cancellation);
        var medians = await bench.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["dentropy, from plan to confirmed"] = async () =>
            {
                var time = await Bench.TimeAsync(async () =>
                {
                    var view = await firewall.ApplyAsync(await firewall.PlanAsync(node, edits, bench.Cancellation), TimeSpan.FromMinutes(2), bench.Cancellation);
                    if (view.Rules.Count(rule => rule.Status == DcFirewallState.Active) != Rules)
                        throw new InvalidOperationException("Not every rule is in force.");
                });
                await firewall.ApplyAsync(
                    await firewall.PlanAsync(node, [.. Enumerable.Range(0, Rules).Select(i => new FirewallEdit.RemoveRule($"rule-{i}"))], bench.Cancellation), TimeSpan.FromMinutes(2), bench.Cancellation);
                return time;
            },
            ["a loop of iptables -A on the node"] = async () =>
            {
                var time = await Shell.TimeAsync($"{Bench.LabCommand("exec")} {node.Name} sh -c '{Loop}'", bench.Cancellation);
                await Shell.CheckAsync($"{Bench.LabCommand("exec")} {node.Name} sh -c 'iptables -F BENCH; iptables -X BENCH'", bench.Cancellation);
                return time;
            },
        });
        var (ours, theirs) = (medians["dentropy, from plan to confirmed"], medians["a loop of iptables -A on the node"]);
        bench.Target($"{Rules} firewall rules applied atomically in under 2 s", string.Create(CultureInfo.InvariantCulture, $"{ours:0.00} s"), ours < 2);
        bench.Ratio("faster than a loop of iptables -A, which is neither atomic nor confirmed", theirs, ours, 1);
    }
}
