using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Firewall;

public sealed class SavedRulesTests
{
    private const string Hook = "[9:900] -A INPUT -m comment --comment \"dentropy/hook\" -j DENTROPY-INPUT\n";

    private const string Ours =
        """
        [7:700] -A DENTROPY-INPUT -p tcp -m tcp --dport 80 -m hashlimit --hashlimit-above 5/sec -m comment --comment "dentropy:web/limit" -j DROP
        [40:4000] -A DENTROPY-INPUT -p tcp -m tcp --dport 80 -m comment --comment "dentropy:web" -j ACCEPT
        [1:60] -A DENTROPY-INPUT -m comment --comment theirs -m comment --comment "dentropy:web2" -j ACCEPT

        """;

    private static readonly IReadOnlyList<RuleLine> s_expected = RuleWriter.Write(RuleCheck.Checked(Rules.Web with { Port = ["80"], RateLimit = "5/s", Family = Dentropy.Dns.DcAddressFamily.IPv4 }));

    [Fact]
    public void Counters_are_those_of_a_rule_and_its_parts()
    {
        var saved = new SavedRules(Save(Hook + Ours), "", null, null);
        Assert.Equal((40L, 4000L), saved.Count("dentropy:web"));
        Assert.Equal(7, saved.Count("dentropy:web/limit", "dentropy:web/only").Packets);
        Assert.Equal(1, saved.Count("dentropy:web2").Packets);
        Assert.Equal(DcFirewallState.Active, saved.Status("dentropy:web", s_expected));
    }

    [Fact]
    public void A_rule_that_nothing_leads_to_is_missing()
    {
        var saved = new SavedRules(Save(Ours), "", null, null);
        Assert.Equal((0L, DcFirewallState.Missing), (saved.Count("dentropy:web").Packets, saved.Status("dentropy:web", s_expected)));
        Assert.Equal(DcFirewallState.Missing, new SavedRules(Save(Hook), "", null, null).Status("dentropy:web", s_expected));
    }

    [Fact]
    public void A_rule_that_somebody_changed_is_told()
    {
        var applied = Save(Hook + Ours).Replace("[7:700] ", "", StringComparison.Ordinal).Replace("[40:4000] ", "", StringComparison.Ordinal);
        Assert.Equal(DcFirewallState.Active, new SavedRules(Save(Hook + Ours), "", applied, null).Status("dentropy:web", s_expected));
        Assert.Equal(DcFirewallState.Changed, new SavedRules(Save(Hook + Ours.Replace("-j ACCEPT", "-j DROP", StringComparison.Ordinal)), "", applied, null).Status("dentropy:web", s_expected));
        Assert.Equal(DcFirewallState.Active, new SavedRules(Save(Hook + Ours.Replace("web2\" -j ACCEPT", "web2\" -j DROP", StringComparison.Ordinal)), "", applied, null).Status("dentropy:web", s_expected));
    }

    [Fact]
    public void Docker_that_came_later_is_told()
    {
        const string user = ":DOCKER-USER - [0:0]\n:DENTROPY-FORWARD - [0:0]\n";
        const string rule = "[0:0] -A DENTROPY-FORWARD -m comment --comment \"dentropy:web\" -j ACCEPT\n";
        var after = new SavedRules(Save("[0:0] -A FORWARD -m comment --comment \"dentropy/hook\" -j DENTROPY-FORWARD\n" + rule, user), "", null, null);
        Assert.Equal((true, true), (after.HasDocker, after.IsBypassed));
        var before = new SavedRules(Save("[0:0] -A DOCKER-USER -m comment --comment \"dentropy/hook\" -j DENTROPY-FORWARD\n" + rule, user), "", null, null);
        Assert.Equal((true, false), (before.HasDocker, before.IsBypassed));
    }

    private static string Save(string rules, string chains = "") => $"# Generated\n*filter\n:INPUT ACCEPT [0:0]\n{chains}:DENTROPY-INPUT - [0:0]\n{rules}COMMIT\n";
}
