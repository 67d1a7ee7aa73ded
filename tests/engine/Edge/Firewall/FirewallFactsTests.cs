using Dentropy.Engine.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Firewall;

public sealed class FirewallFactsTests
{
    [Fact]
    public void Parts_are_told_apart()
    {
        var facts = Facts("ip filter\nip6 nat\ninet dentropy_drill\nbridge filter\n");
        Assert.Equal(("iptables v1.8.9 (nf_tables)", "none", true), (facts.Tool, facts.Sum, facts.HasIPv6));
        Assert.Equal(["eth0", "lo"], facts.Interfaces);
        Assert.Equal("0", facts.Settings["net.ipv4.ip_forward"]);
        Assert.Empty(facts.ForeignTables);
        Assert.Empty(facts.Pending);
        Assert.True(facts.Set.IsEmpty);
    }

    [Theory]
    [InlineData("inet filter")]
    [InlineData("ip myown")]
    [InlineData("inet firewalld")]
    public void A_rule_set_of_nftables_is_told(string table) => Assert.Equal([table], Facts($"ip filter\n{table}\n{table}\n").ForeignTables);

    [Fact]
    public void An_answer_that_is_cut_is_no_answer() => Assert.Equal("FirewallFailed", Rules.ErrorOf(() => _ = new FirewallFacts("n", "\n@@tool\niptables\n\n@@v4\n")));

    private static FirewallFacts Facts(string tables) => new("n", $"""

        @@tool
        iptables v1.8.9 (nf_tables)

        @@interfaces
        eth0
        lo

        @@sum
        none

        @@sysctl
        net.ipv4.ip_forward=0

        @@nft
        {tables}
        @@pending

        @@file

        @@v4
        *filter
        COMMIT

        @@applied4

        @@v6
        *filter
        COMMIT

        @@applied6

        @@end

        """);
}
