using Dentropy.Bench;

// dotnet run build.cs bench [part ...]: every part measures Dentropy and what people use today in the same run, in turns.
var parts = new Dictionary<string, Func<Bench, Task>>(StringComparer.Ordinal)
{
    ["fanout"] = FanOutBench.RunAsync,
    ["link"] = LinkBench.RunAsync,
    ["stop"] = StopBench.RunAsync,
    ["memory"] = MemoryBench.RunAsync,
    ["inventory"] = InventoryBench.RunAsync,
    ["module"] = ModuleBench.RunAsync,
    ["backup"] = BackupBench.MixedAsync,
    ["backup-small"] = BackupBench.SmallAsync,
    ["downtime"] = BackupBench.DowntimeAsync,
    ["restore"] = RestoreBench.RunAsync,
    ["verify"] = VerifyBench.RunAsync,
    ["dns-plan"] = DnsPlanBench.RunAsync,
    ["dns"] = DnsBench.RunAsync,
    ["dynamic"] = DynamicBench.RunAsync,
    ["serf"] = SerfBench.RunAsync,
    ["ceph"] = CephBench.RunAsync,
    ["resilience"] = ResilienceBench.RunAsync,
    ["init"] = InitBench.RunAsync,
    ["firewall"] = FirewallBench.RunAsync,
};
var chosen = args.Length > 0 ? args : [.. parts.Keys];
if (chosen.FirstOrDefault(part => !parts.ContainsKey(part)) is { } unknown)
{
    Console.Error.WriteLine($"There is no part '{unknown}'. Parts: {string.Join(", ", parts.Keys)}.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
await using var bench = new Bench(stop.Token);
foreach (var part in chosen)
{
    await parts[part](bench);
}

return bench.Summary();
