using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Drill;
using Dentropy.Nodes;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Drill;

public sealed class DrillPlanTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("switch:sw1", "a1: CutNetwork -;a2: CutNetwork -")]
    [InlineData("link:x", "a1: CutNetwork a2;a2: CutNetwork a1")]
    [InlineData("power:p", "a1: CutNetwork -")]
    [InlineData("node:b1", "b1: CutNetwork -")]
    [InlineData("node:b1 switch:sw1", "a1: CutNetwork -;a2: CutNetwork -;b1: CutNetwork -")]
    public void WhatAFailureTakesOffTheNetworkIsCut(string lost, string expected)
    {
        var drill = Plan(lost);
        Assert.Equal(expected, string.Join(';', drill.Nodes.Select(node => $"{node.Node}: {node.Action} {(node.Reaches.Count > 0 ? string.Join(',', node.Reaches) : "-")}")));
    }

    [Fact]
    public void WithACommandForPowerOnlyWhatLosesPowerIsSwitchedOff()
    {
        var drill = Plan("power:p link:x", power: "pdu {node} {state}");
        Assert.Equal(["a1: power", "a2: network"], drill.Nodes.Select(node => node.ToString()));
        Assert.DoesNotContain(drill.Notes, note => note.Contains("stands for it", StringComparison.Ordinal));
        Assert.Contains(Plan("power:p").Notes, note => note.StartsWith("a1 would lose power", StringComparison.Ordinal));
    }

    [Fact]
    public void ACheckForEachNodeNeedsAsManyAsTheServiceDoes()
    {
        var service = Plan("switch:sw1").Services.Single(one => one.Service == "db");
        Assert.Equal((2, false), (service.Need, service.Survives));
        Assert.Equal(["tcp://a1:5432", "tcp://b1:5432", "tcp://b2:5432"], service.Checks);
        Assert.NotEmpty(service.Reasons);
        Assert.Contains(Plan("switch:sw1").Notes, note => note == "dark has no check in cloud.yaml and is not watched.");
    }

    [Theory]
    [InlineData("DrillNothingToCut", "node:nobody-needs")]
    [InlineData("DrillLocalNode", "node:localhost")]
    [InlineData("PartNotFound", "switch:sw9")]
    public void WhatNoDrillCanDoIsRefused(string errorId, string lost) => Assert.Equal(errorId, Assert.Throws<DentropyException>(() => Plan(lost)).ErrorId);

    [Theory]
    [InlineData("InvalidDuration", 0.5, null)]
    [InlineData("InvalidDuration", 3601, null)]
    [InlineData("InvalidPowerCommand", 60, "pdu off")]
    [InlineData("InvalidPowerCommand", 60, "pdu {node} {state}\nrm -rf x")]
    public void OptionsThatCannotBeAreRefused(string errorId, double seconds, string? power) =>
        Assert.Equal(errorId, Assert.Throws<DentropyException>(() => Plan("switch:sw1", power, seconds)).ErrorId);

    [Theory]
    [InlineData("tcp://a1")]
    [InlineData("tcp://:5432")]
    [InlineData("tcp://a1:5432/path")]
    public void AnAddressWithoutAPortIsNoCheck(string check) => Assert.Equal("InvalidCheck", Assert.Throws<DentropyException>(() => Plan("switch:sw1", check: check)).ErrorId);

    [Fact]
    public void APlanSurvivesItsFile()
    {
        var path = Path.Join(_folder, "drill.yaml");
        var drill = Plan("link:x", power: "pdu \"{node}\" {state} # $HOME\\") with { Cloud = _folder };
        var saved = DrillFile.Save(path, drill, overwrite: false);
        var read = DrillFile.Read(path, _folder);
        Assert.Equivalent(drill with { Path = path }, read, strict: true);
        Assert.Equal(path, saved.Path);
        Assert.Equal(DrillFile.Text(drill), DrillFile.Text(read));
        Assert.Equal("DrillFileExists", Assert.Throws<DentropyException>(() => DrillFile.Save(path, drill, overwrite: false)).ErrorId);
    }

    [Theory]
    [InlineData("lose: [switch:sw1]\nseconds: 0\n", "seconds")]
    [InlineData("lose: [switch:sw1]\nseconds: 5\nnodes:\n  a1: {action: burn}\n", "line 4")]
    [InlineData("lose: [switch:sw1]\nseconds: 5\nsurprise: 1\n", "line 3")]
    [InlineData("lose: [ship:x]\nseconds: 5\n", "ship:x")]
    [InlineData("lose: [switch:sw1\n", "YAML")]
    [InlineData("- a\n", "no map")]
    public void AFileThatIsNoPlanIsToldWithItsLine(string text, string said)
    {
        var path = Path.Join(_folder, "drill.yaml");
        File.WriteAllText(path, text);
        var error = Assert.Throws<DentropyException>(() => DrillFile.Read(path, _folder));
        Assert.Equal("DrillFileInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChecksStandBesideWhatAServiceNeeds()
    {
        await File.WriteAllTextAsync(Path.Join(_folder, "cloud.yaml"), "services:\n  web: {nodes: [a1], check: 'tcp://{node}:80'}\n  db: {nodes: [a1], check: ['http://a1/', 'true']}\n  dark: {nodes: [a1]}\n");
        var checks = await DrillChecks.ReadAsync(_folder, default);
        Assert.Equal(["db", "web"], checks.Keys.Order());
        Assert.Equal(["http://a1/", "true"], checks["db"]);
    }

    private static DcFailureDrill Plan(string lost, string? power = null, double seconds = 60, string check = "tcp://{node}:5432")
    {
        var model = new Clouds()
            .Add("switch:sw1 switch:sw2 link:x power:p node:b1 node:b2 node:b3 node:a2 node:localhost").Add("node:a1", "power:p").Add("node:nobody-needs", "power:p")
            .Join("switch:sw1", "switch:sw2", "link:x").Join("node:a1 node:a2", "switch:sw1").Join("node:b1 node:b2 node:b3 node:localhost", "switch:sw2")
            .Serve("db", 2, "node:a1 node:b1 node:b2").Serve("dark", 1, "node:a1 node:b1").Model with { Down = [Clouds.Part("node:nobody-needs")] };
        string[] names = ["a1", "a2", "b1", "b2", "b3", "localhost"];
        return DrillPlanner.Plan(
            new ResilienceEngine(model),
            [.. names.Select(name => new DcNode { Name = name })],
            [.. lost.Split(' ').Select(Clouds.Part)],
            new Dictionary<string, IReadOnlyList<string>> { ["db"] = [check] },
            TimeSpan.FromSeconds(seconds),
            power);
    }
}
