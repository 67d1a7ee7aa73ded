using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster.Serf;

public sealed class SerfPlanTests
{
    private static readonly DcNode Pi1 = new() { Name = "pi1", Address = "10.0.0.11", Roles = ["worker", "db"], Switch = "sw1", Tags = ["ssd"], Metadata = new ReadOnlyDictionary<string, string>(new Dictionary<string, string> { ["shelf"] = "top" }) };
    private static readonly DcNode Pi2 = Pi1 with { Name = "pi2", Address = "10.0.0.12" };
    private static readonly SerfKey Key = SerfKey.Create();

    private static readonly SerfFacts Bare = new() { HasApt = true, Addresses = ["127.0.0.1", "10.0.0.11"] };

    private static SerfWish Wish => new(new SerfInstallSettings(), [Pi1, Pi2], 7373, "token", Key);

    [Fact]
    public void ABareNodeGetsEverythingAndNoSecretIsInTheWords()
    {
        var plan = SerfNodePlan.Make(Pi1, Bare, reached: null, Wish);

        Assert.True(plan.Install);
        Assert.Equal(["install the package serf", $"write the keyring with key {Key}", "write the configuration", "write /usr/local/lib/dentropy-serf/supervise", "start the agent"], plan.Steps);
        Assert.Equal(["agent.json", "keyring.json", "rpc-auth", "supervise"], plan.Files.Keys);
        using var config = JsonDocument.Parse(plan.Files["agent.json"]);
        Assert.Equal("10.0.0.11:7946", config.RootElement.GetProperty("bind").GetString());
        Assert.Equal("127.0.0.1:7373", config.RootElement.GetProperty("rpc_addr").GetString());
        Assert.Equal("10.0.0.12:7946", Assert.Single(config.RootElement.GetProperty("retry_join").EnumerateArray()).GetString());
        Assert.False(config.RootElement.TryGetProperty("encrypt_key", out _));
        Assert.Equal("worker,db", config.RootElement.GetProperty("tags").GetProperty("role").GetString());
        Assert.DoesNotContain(Key.Text, string.Join(' ', [.. plan.Steps, .. plan.Notes]), StringComparison.Ordinal);
        Assert.DoesNotContain(Key.Text, Encoding.UTF8.GetString(plan.Files["agent.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void ANodeThatHasItAllIsLeftAlone()
    {
        var plan = SerfNodePlan.Make(Pi1, Installed(), reached: null, Wish);

        Assert.Empty(plan.Steps);
        Assert.Empty(plan.Files);
    }

    [Fact]
    public void WhatDiffersDecidesWhatTheAgentNeeds()
    {
        Assert.Equal((SerfAction.Reload, "set tag switch=sw2; reload the agent"), Change(Pi1 with { Switch = "sw2" }, Wish));
        Assert.Equal((SerfAction.None, "change the agents that it looks for"), Change(Pi1, Wish with { Points = [Pi1] }));
        Assert.Equal((SerfAction.Restart, "change profile from \"lan\" to \"wan\"; restart the agent"), Change(Pi1, Wish with { Settings = new SerfInstallSettings { Profile = "wan" } }));
        Assert.Equal((SerfAction.Restart, "change the token of the RPC; restart the agent"), Change(Pi1, Wish with { RpcAuth = "another" }));
        Assert.Equal((SerfAction.Restart, "change the event handlers; restart the agent"), Change(Pi1, Wish with { Settings = new SerfInstallSettings { EventHandlers = ["user:a=b"] } }));

        static (SerfAction, string) Change(DcNode node, SerfWish wish)
        {
            var plan = SerfNodePlan.Make(node, Installed(), reached: null, wish);
            return (plan.Action, string.Join("; ", plan.Steps));
        }
    }

    [Fact]
    public void AnAgentThatDoesNotRunIsStartedWhateverElseDiffers()
    {
        var plan = SerfNodePlan.Make(Pi1, Installed() with { Running = false }, reached: null, Wish);

        Assert.Equal(SerfAction.Restart, plan.Action);
        Assert.Equal(["start the agent"], plan.Steps);
    }

    [Fact]
    public void AnotherKeyIsReplacedOnlyWhereThatIsAskedFor()
    {
        var other = SerfKey.Create();
        var wish = Wish with { Key = other };

        var refused = Assert.Throws<DentropyException>(() => SerfNodePlan.Make(Pi1, Installed(), reached: null, wish));
        Assert.Equal("SerfKeyDiffers", refused.ErrorId);
        Assert.DoesNotContain(other.Text, refused.Message, StringComparison.Ordinal);

        var replaced = SerfNodePlan.Make(Pi1, Installed(), reached: null, wish with { Settings = new SerfInstallSettings { ReplaceKey = true } });
        Assert.Equal([$"replace key {Key} with {other}", "restart the agent"], replaced.Steps);

        // None was named: what the node has stays.
        Assert.Empty(SerfNodePlan.Make(Pi1, Installed(), reached: null, Wish with { Key = null }).Steps);
        // In the middle of a rotation both are there.
        var both = Installed() with { Keyring = Encoding.ASCII.GetBytes($"[\"{other.Text}\",\"{Key.Text}\"]") };
        Assert.Empty(SerfNodePlan.Make(Pi1, both, reached: null, Wish).Steps);
        Assert.Contains(SerfNodePlan.Make(Pi1, both, reached: null, Wish).Notes, note => note.Contains("Update-DcSerfKey", StringComparison.Ordinal));
        Assert.Equal("SerfKeyringBroken", Assert.Throws<DentropyException>(() => SerfNodePlan.Make(Pi1, Installed() with { Keyring = [] }, reached: null, Wish with { Key = null })).ErrorId);
    }

    [Theory]
    [InlineData("10.0.0.11", null, "10.0.0.11:7946", null)]
    [InlineData("203.0.113.9", null, "0.0.0.0:7946", "203.0.113.9:7946")]
    [InlineData("pi1.lan", "10.0.0.11", "10.0.0.11:7946", null)]
    [InlineData("fd00::9", null, "[::]:7946", "[fd00::9]:7946")]
    public void TheAddressIsTheNodesOwnOrTheOneThatLeadsToIt(string address, string? reached, string bind, string? advertise)
    {
        var plan = SerfNodePlan.Make(Pi1 with { Address = address }, Bare, reached, Wish);

        using var config = JsonDocument.Parse(plan.Files["agent.json"]);
        Assert.Equal(bind, config.RootElement.GetProperty("bind").GetString());
        Assert.Equal(advertise, config.RootElement.TryGetProperty("advertise", out var told) ? told.GetString() : null);
        Assert.Equal(advertise ?? bind, plan.Address);
    }

    [Fact]
    public void WhatStandsInTheWayIsAnErrorBeforeAnythingIsSent()
    {
        Assert.Equal("SerfProgramMissing", Fails(Bare with { HasApt = false }, Pi1));
        Assert.Equal("SerfAgentTaken", Fails(Bare with { OtherAgent = true }, Pi1));
        Assert.Equal("SerfAddressUnknown", Fails(Bare, Pi1 with { Address = "pi1.lan" }));
        Assert.Equal("SerfTagsTooLong", Fails(Bare, Pi1 with { Site = new string('x', 255), Power = new string('y', 255) }));

        static string Fails(SerfFacts facts, DcNode node) => Assert.Throws<DentropyException>(() => SerfNodePlan.Make(node, facts, reached: null, Wish)).ErrorId;
    }

    [Fact]
    public void FreeTagsAndMetadataComeOnlyWhereTheyAreAskedForAndTakeNoFieldsPlace()
    {
        Assert.DoesNotContain("shelf", SerfTags.Of(Pi1, new SerfInstallSettings()).Keys);
        var all = SerfTags.Of(Pi1, new SerfInstallSettings { WithTags = true, Metadata = ["*"] });
        Assert.Equal(("ssd", "top"), (all["tags"], all["shelf"]));
        var taken = Pi1 with { Metadata = new ReadOnlyDictionary<string, string>(new Dictionary<string, string> { ["switch"] = "x" }) };
        Assert.Equal("SerfTagTaken", Assert.Throws<DentropyException>(() => SerfTags.Of(taken, new SerfInstallSettings { Metadata = ["switch"] })).ErrorId);
    }

    // One byte of type, one of the map, and a length before each text: what msgpack gives for Serf's tags.
    [Fact]
    public void TheSizeOfTagsIsWhatSerfCounts() =>
        Assert.Equal(1 + 1 + (1 + 4) + (1 + 6) + (1 + 4) + (3 + 40), SerfTags.Size(new Dictionary<string, string> { ["role"] = "worker", ["site"] = new string('x', 40) }));

    [Fact]
    public void JoinPointsAreSpreadOverSwitchesAndDoNotDependOnTheRun()
    {
        DcNode[] inventory = [.. Enumerable.Range(1, 20).Select(i => new DcNode { Name = $"n{i}", Address = $"10.0.0.{i}", Switch = i <= 15 ? "a" : "b" })];

        var points = SerfJoins.Points(inventory);

        Assert.Equal(["n1", "n2", "n3", "n4", "n16", "n17", "n18", "n19"], points.Select(point => point.Name));
        Assert.Equal(7, SerfJoins.For(inventory[0], points, 7946).Count);
        Assert.Equal(8, SerfJoins.For(inventory[9], points, 7946).Count);
    }

    [Fact]
    public void WhoIsCutOffIsFoundByWhoSeesWhom()
    {
        var views = new Dictionary<string, IReadOnlyList<SerfSeen>>
        {
            ["a"] = Sees("a", "b", "c"),
            ["b"] = Sees("a", "b", "c"),
            ["c"] = Sees("a", "b", "c", "d"),
            ["d"] = Sees("d"),
        };

        var group = SerfSight.Largest(["a", "b", "c", "d", "silent"], views);

        Assert.Equal(["a", "b", "c"], group.Order(StringComparer.Ordinal));
        Assert.True(SerfSight.IsSettled(group, views, new Dictionary<string, IReadOnlyDictionary<string, string>>()));
        Assert.False(SerfSight.IsSettled(group, views, new Dictionary<string, IReadOnlyDictionary<string, string>> { ["b"] = new Dictionary<string, string> { ["role"] = "db" } }));

        static List<SerfSeen> Sees(params string[] names) => [.. names.Select(name => new SerfSeen(name, "alive", []))];
    }

    [Fact]
    public void KeysAreReadStrictlyAndShowAFingerprintOnly()
    {
        Assert.Null(SerfKey.Parse("c2hvcnQ="));
        Assert.Null(SerfKey.Parse("not base64"));
        var key = SerfKey.Parse(Convert.ToBase64String(new byte[16]))!;
        Assert.Equal("374708fff7719dd5", key.ToString());
        Assert.Null(SerfKeyring.Parse("[]"u8));
        Assert.Null(SerfKeyring.Parse("{}"u8));
        Assert.Null(SerfKeyring.Parse(""u8));
        Assert.Equal(key, Assert.Single(SerfKeyring.Parse(SerfKeyring.With(key))!));
    }

    private static SerfFacts Installed()
    {
        var plan = SerfNodePlan.Make(Pi1, Bare, reached: null, Wish);
        return Bare with { Program = "/usr/bin/serf", Version = "0.9.4", Running = true, Config = plan.Files["agent.json"], Keyring = plan.Files["keyring.json"], Starter = plan.Files["supervise"] };
    }
}
