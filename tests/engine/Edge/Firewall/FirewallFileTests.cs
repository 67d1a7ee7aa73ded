using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Firewall;

public sealed class FirewallFileTests
{
    private static readonly Dictionary<string, string> s_forward = new() { ["net.ipv4.ip_forward"] = "1" };

    private static readonly FirewallSet s_set = new(
        new DcGateway { Node = "", Outside = "eth0", Inside = ["eth1", "eth2"], Network = ["10.77.0.0/16"], Masquerade = true },
        [new DcPortForward { Name = "https", Port = "443", Address = "10.77.0.17", ToPort = 8443, Protocol = ["tcp", "udp"], Source = ["192.0.2.0/24"], Interface = "eth9" }],
        [
            RuleCheck.Checked(new DcFirewallRule
            {
                Name = "all",
                Protocol = ["tcp"],
                Port = ["80", "90-99"],
                Source = ["10.0.0.0/8"],
                Destination = ["10.1.0.0/16"],
                Interface = "eth1",
                State = [DcConnectionState.New, DcConnectionState.Invalid],
                RateLimit = "5/s",
                Only = true,
                Log = true,
                Priority = 0,
                Family = DcAddressFamily.IPv4,
            }),
            RuleCheck.Checked(new DcFirewallRule { Name = "raw", Raw = "-m comment --comment \"it's mine\" -j ACCEPT", Table = "raw", Chain = "OUTPUT" }),
            RuleCheck.Checked(new DcFirewallRule { Name = "drop", Direction = DcFirewallDirection.Forward, Action = DcFirewallAction.Drop, OutInterface = "eth3" }),
        ],
        s_forward);

    [Fact]
    public void What_is_written_is_read_again()
    {
        var read = FirewallFile.Read("n", FirewallFile.Write(s_set, docker: true, s_forward));
        Assert.Equal(s_set.Rules.Select(Text), read.Rules.Select(Text));
        Assert.Equal(s_set.Forwards.Select(one => FirewallJson.Of(one).ToJsonString()), read.Forwards.Select(one => FirewallJson.Of(one).ToJsonString()));
        Assert.Equal(FirewallJson.Of(s_set.Gateway!).ToJsonString(), FirewallJson.Of(read.Gateway!).ToJsonString());
        Assert.Equal(s_set.Former, read.Former);
        Assert.Equal(FirewallFile.Lines(s_set), FirewallFile.Lines(read));
        Assert.Equal(["New", "Invalid"], read.Rules[0].State.Select(state => state.ToString()));
        Assert.Equal((0, "5/s", true, true, "eth1"), (read.Rules[0].Priority, read.Rules[0].RateLimit, read.Rules[0].Only, read.Rules[0].Log, read.Rules[0].Interface));

        static string Text(DcFirewallRule rule) => FirewallJson.Of(rule).ToJsonString();
    }

    [Fact]
    public void The_boot_finds_each_part_between_two_marks()
    {
        var text = FirewallFile.Write(s_set, docker: true, s_forward);
        var lines = text.Split('\n');
        Assert.Equal(["#v4", "#v6", "#sysctl", "#former", "#end"], lines.Where(line => line.StartsWith('#') && !line.Contains(' ', StringComparison.Ordinal)));
        Assert.Contains(":DOCKER-USER - [0:0]", lines);
        Assert.DoesNotContain("DOCKER-USER", FirewallFile.Write(s_set, docker: false, s_forward), StringComparison.Ordinal);
        Assert.All(lines.Where(line => line.StartsWith("-A", StringComparison.Ordinal)), line => Assert.Contains("--comment dentropy", line, StringComparison.Ordinal));
        // Both or none, since their order counts.
        Assert.Equal(2, lines.Count(line => line == ":DENTROPY-DOCKER - [0:0]"));
        Assert.Equal(2, lines.Count(line => line == ":DENTROPY-FORWARD - [0:0]"));
    }

    [Fact]
    public void Rules_come_by_priority_and_then_by_age()
    {
        FirewallSet set = FirewallSet.Empty with
        {
            Rules = [.. new[] { ("a", 500), ("b", 10), ("c", 500), ("d", 0) }.Select(one => RuleCheck.Checked(new DcFirewallRule { Name = one.Item1, Priority = one.Item2, Direction = DcFirewallDirection.Forward }))],
        };
        Assert.Equal(["d", "b", "a", "c"], FirewallFile.Lines(set).Where(line => line.Version == 4).Select(line => FirewallTag.In(line.Text)!["dentropy:".Length..]));
    }

    [Theory]
    [InlineData("something else")]
    [InlineData("#dentropy 2\n#end\n")]
    [InlineData("#dentropy 1\n#rule {\n")]
    [InlineData("#dentropy 1\n#rule {}\n")]
    [InlineData("#dentropy 1\n#rule {\"name\":\"x\",\"action\":\"Explode\"}\n")]
    [InlineData("#dentropy 1\n#rule {\"name\":7}\n")]
    public void A_file_that_is_not_ours_is_told(string text) => Assert.Equal("FirewallUnreadable", Rules.ErrorOf(() => FirewallFile.Read("n", text)));

    [Fact]
    public void What_has_its_usual_value_is_not_written() =>
        Assert.Equal(["action", "direction", "name"], JsonNode.Parse(FirewallJson.Of(new DcFirewallRule { Name = "x" }).ToJsonString())!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
}
