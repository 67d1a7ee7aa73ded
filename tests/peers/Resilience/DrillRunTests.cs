using Dentropy.Engine.Resilience.Drill;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Peers.Tests.Resilience;

/// <summary>Drills that run to their end: what was predicted is compared with what real servers do.</summary>
public sealed class DrillRunTests : DrillTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(3);

    private static string PowerCommand => $"'{Environment.GetEnvironmentVariable("DENTROPY_LAB_SH")}' power {{node}} {{state}} --name {Environment.GetEnvironmentVariable("DENTROPY_LAB")}";

    [Fact]
    public async Task ALostSwitchDoesToTheServicesWhatIsPredicted()
    {
        var engine = Engine(("web", 1, ["pi1", "pi3"]), ("etcd", 2, ["pi1", "pi2", "pi3"]), ("far", 2, ["pi4", "pi5"]));
        var drill = await PlanAsync(engine, "switch:sw1", s_short);
        Assert.Equal(["pi1", "pi2"], drill.Nodes.Select(node => node.Node));
        Assert.All(drill.Nodes, node => Assert.Equal((DcDrillAction.CutNetwork, 0), (node.Action, node.Reaches.Count)));

        var results = (await RunAsync(drill)).ToDictionary(result => result.Service);

        Assert.Equal((false, false, true, true), (results["etcd"].Predicted, results["etcd"].Observed, results["etcd"].Agreed, results["etcd"].Recovered));
        Assert.Equal((true, true, true), (results["web"].Predicted, results["web"].Observed, results["web"].Agreed));
        Assert.Equal((true, TimeSpan.Zero), (results["far"].Agreed, results["far"].Downtime));
        Assert.True(results["etcd"].Downtime > TimeSpan.Zero);
        Assert.Equal(["before True", "during False", "after True"], results["etcd"].Timeline.Select(one => $"{one.Phase} {one.Works}").Where((_, i) => i < 2).Append($"after {results["etcd"].Timeline[^1].Works}"));
        Assert.Contains("1 of 3 good, 2 needed", results["etcd"].Timeline.First(one => one.Phase == "during").Detail, StringComparison.Ordinal);
        Assert.NotEmpty(results["etcd"].Reasons);
        Assert.True(await IsCleanAsync("pi1") && await IsCleanAsync("pi2"));
    }

    [Fact]
    public async Task APredictionThatIsWrongIsShownAsSuch()
    {
        // The model has it that web also runs on pi3, and it does not: its check asks pi1 alone.
        var engine = Engine(("web", 1, ["pi1", "pi3"]));
        var drill = await PlanAsync(engine, "switch:sw1", s_short, check: $"http://{(await Lab.NodeAsync("pi1")).Address}:7000/");

        var result = Assert.Single(await RunAsync(drill));

        Assert.Equal((true, false, false, true), (result.Predicted, result.Observed, result.Agreed, result.Recovered));
        Assert.Equal("web: not as predicted", result.ToString());
    }

    [Fact]
    public async Task PowerIsCutByACommandAndComesBack()
    {
        var command = PowerCommand;
        // sshd is a server that starts with the host.
        var engine = Engine(("pair", 1, ["pi5", "pi6"]), ("single", 1, ["pi6"]));
        var drill = await PlanAsync(engine, "node:pi6", s_short, check: "tcp://{node}:22", powerCommand: command);
        Assert.Equal(DcDrillAction.CutPower, Assert.Single(drill.Nodes).Action);
        var before = await Lab.ExecAsync("pi6", "cat /proc/sys/kernel/random/boot_id");

        var results = (await RunAsync(drill, Quick with { NodeLimit = TimeSpan.FromMinutes(1) })).ToDictionary(result => result.Service);

        Assert.Equal((true, true, true), (results["pair"].Observed, results["pair"].Agreed, results["pair"].Recovered));
        Assert.Equal((false, true, true), (results["single"].Observed, results["single"].Agreed, results["single"].Recovered));
        Assert.NotEqual(before, await Lab.ExecAsync("pi6", "cat /proc/sys/kernel/random/boot_id"));
    }

    [Fact]
    public async Task WhatWasSeenIsToldEvenWhereTheNodeDoesNotComeBack()
    {
        var engine = Engine(("pair", 1, ["pi5", "pi6"]), ("single", 1, ["pi6"]));
        // It says that it switched the power on, and did not.
        var drill = await PlanAsync(engine, "node:pi6", s_short, check: "tcp://{node}:22", powerCommand: $"[ {{state}} = on ] || {PowerCommand}");
        try
        {
            var error = await Assert.ThrowsAsync<DrillNotUndoneException>(() => RunAsync(drill, Quick with { NodeLimit = TimeSpan.FromMinutes(1), RecoveryLimit = TimeSpan.FromSeconds(3) }));

            Assert.Equal(("DrillNotUndone", "pi6"), (error.ErrorId, error.Target));
            var results = error.Results.ToDictionary(result => result.Service);
            Assert.Equal((true, true), (results["pair"].Observed, results["pair"].Agreed));
            Assert.Equal((false, true, false), (results["single"].Observed, results["single"].Agreed, results["single"].Recovered));
        }
        finally
        {
            await Lab.RunAsync("power", "pi6", "on");
            await Lab.UntilAsync(async () => await Lab.ExecAsync("pi6", "echo up") == "up\n", "pi6 is up again");
        }
    }

    [Fact]
    public async Task ServicesWithoutACheckAreListedAndNotJudged()
    {
        var engine = Engine(("web", 1, ["pi1", "pi3"]), ("dark", 1, ["pi1"]));
        var drill = DrillPlanner.Plan(engine, await Lab.NodesAsync(), [Part("pi1")], new Dictionary<string, IReadOnlyList<string>> { ["web"] = ["tcp://{node}:7000"] }, s_short, powerCommand: null);
        Assert.Contains(drill.Notes, note => note.StartsWith("dark has no check", StringComparison.Ordinal));

        var results = (await RunAsync(drill)).ToDictionary(result => result.Service);

        Assert.Equal((null, null, false), (results["dark"].Observed, results["dark"].Agreed, results["dark"].Predicted));
        Assert.True(results["web"].Agreed);
    }
}
