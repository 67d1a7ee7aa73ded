using System.Collections.Concurrent;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Drill;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Peers.Tests.Resilience;

/// <summary>Drills on the hosts of the lab: pi1 and pi2 hang on sw1, pi3 to pi5 on sw2, pi6 on sw3; each runs a small server on port 7000.</summary>
public abstract class DrillTest : IAsyncLifetime
{
    private const string Server =
        "use IO::Socket::INET; $s = IO::Socket::INET->new(LocalPort => 7000, Listen => 64, ReuseAddr => 1) or exit; while ($c = $s->accept) { print $c \"HTTP/1.0 200 OK\\r\\nContent-Length: 3\\r\\n\\r\\nok\\n\"; close $c }";

    protected static readonly string[] Names = ["pi1", "pi2", "pi3", "pi4", "pi5", "pi6"];

    protected SshLinkPool Pool { get; } = new(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 3, ConnectTimeout = TimeSpan.FromSeconds(5) });

    protected DrillSettings Quick { get; } = new() { Interval = TimeSpan.FromMilliseconds(200), CheckLimit = TimeSpan.FromSeconds(2), Grace = TimeSpan.FromSeconds(60) };

    protected static string Cloud => Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!;

    public async ValueTask InitializeAsync()
    {
        Lab.Require();
        foreach (var name in Names)
            await Lab.ExecAsync(name, $"pgrep -x perl >/dev/null || setsid perl -e '{Server}' </dev/null >/dev/null 2>&1 & ");
        foreach (var name in Names)
            await Lab.UntilAsync(async () => await ReachesAsync("pi6", name), $"the server on {name} answers");
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        foreach (var name in Names)
            await Lab.ExecAsync(name, "for u in /run/dentropy-drill/undo-*; do [ ! -f $u ] || sh $u; done; pkill -x perl");
        GC.SuppressFinalize(this);
    }

    protected static DcPart Part(string text) => DcPart.Parse(text)!;

    /// <summary>A model of the lab with services on port 7000: their names, how many they need, and of which nodes.</summary>
    protected static ResilienceEngine Engine(params (string Name, int Need, string[] Nodes)[] services)
    {
        string[] switches = ["sw1", "sw2", "sw3"];
        var on = new Dictionary<string, string>(StringComparer.Ordinal) { ["pi1"] = "sw1", ["pi2"] = "sw1", ["pi3"] = "sw2", ["pi4"] = "sw2", ["pi5"] = "sw2", ["pi6"] = "sw3" };
        return new ResilienceEngine(new CloudModel(
            [.. switches.Select(name => new ModelPart(Part("switch:" + name))), .. Names.Select(name => new ModelPart(Part(name))), new ModelPart(Part("link:sw1-sw2")), new ModelPart(Part("link:sw2-sw3"))],
            [
                new ModelEdge(Part("switch:sw1"), Part("switch:sw2"), Part("link:sw1-sw2")),
                new ModelEdge(Part("switch:sw2"), Part("switch:sw3"), Part("link:sw2-sw3")),
                .. Names.Select(name => new ModelEdge(Part(name), Part("switch:" + on[name]))),
            ],
            [.. services.Select(one => new ModelService(one.Name) { Quorums = [new ModelQuorum(one.Need, [.. one.Nodes.Select(Part)], "replicas")] })]) { Cloud = Cloud });
    }

    protected static async Task<DcFailureDrill> PlanAsync(ResilienceEngine engine, string lost, TimeSpan duration, string check = "tcp://{node}:7000", string? powerCommand = null) => DrillPlanner.Plan(
        engine,
        await Lab.NodesAsync(),
        [.. lost.Split('+').Select(Part)],
        engine.Model.Services.ToDictionary(service => service.Name, _ => (IReadOnlyList<string>)[check]),
        duration,
        powerCommand);

    protected Task<IReadOnlyList<DcDrillResult>> RunAsync(DcFailureDrill drill, DrillSettings? settings = null, Heard? heard = null, CancellationToken cancellationToken = default) =>
        new FailureDrill(Pool, new FileNodeStore(Cloud)).RunAsync(drill, settings ?? Quick, heard, cancellationToken);

    /// <summary>Whether a host gets an answer from the server on another one, seen without ssh.</summary>
    protected static async Task<bool> ReachesAsync(string from, string to)
    {
        var address = (await Lab.NodeAsync(to)).Address;
        return (await Lab.ExecAsync(from, $"timeout 3 bash -c 'exec 3<>/dev/tcp/{address}/7000; cat <&3' 2>/dev/null")).Contains("ok", StringComparison.Ordinal);
    }

    /// <summary>Whether nothing of a drill is left on a host.</summary>
    protected static async Task<bool> IsCleanAsync(string node) => (await Lab.ExecAsync(
        node, "{ nft list tables 2>/dev/null; iptables -w -t mangle -S; ip6tables -w -t mangle -S; } 2>/dev/null | grep -ci drill; [ ! -e /run/dentropy-drill ] && echo none; pgrep -fc dentropy-drill/[g]uard")).Split('\n', StringSplitOptions.RemoveEmptyEntries) is ["0", "none", "0"];

    /// <summary>Hears what a drill does.</summary>
    protected sealed class Heard : IProgress<DrillProgress>
    {
        private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<DrillProgress> All { get; } = new();

        /// <summary>Ends when the failure is complete and watched.</summary>
        public Task Watching => _watching.Task;

        public void Report(DrillProgress value)
        {
            All.Enqueue(value);
            if (value.Activity.StartsWith("watching", StringComparison.Ordinal))
                _watching.TrySetResult();
        }
    }
}
