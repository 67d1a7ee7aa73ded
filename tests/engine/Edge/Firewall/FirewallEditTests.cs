using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Firewall;

public sealed class FirewallEditTests
{
    private static readonly FirewallSet s_set = Add(Add(FirewallSet.Empty, Rules.Web), Rules.Web with { Name = "other" });

    [Fact]
    public void The_same_rule_again_changes_nothing()
    {
        Assert.Same(s_set.Rules, Add(s_set, Rules.Web with { Port = ["80,443"], Packets = 9 }).Rules);
    }

    [Fact]
    public void Another_rule_of_a_name_is_refused_or_takes_its_place()
    {
        var wanted = Rules.Web with { Port = ["8080"] };
        Assert.Equal("FirewallRuleExists", Rules.ErrorOf(() => Add(s_set, wanted)));
        Assert.Equal(["8080", "80 443"], Add(s_set, wanted, replace: true).Rules.Select(rule => string.Join(' ', rule.Port)));
    }

    [Fact]
    public void A_change_keeps_the_place_and_the_name()
    {
        var changed = new FirewallEdit.ChangeRule("web", rule => rule with { Name = "renamed", RateLimit = "5/s" }).Apply(s_set, "n");
        Assert.Equal(["web", "other"], changed.Rules.Select(rule => rule.Name));
        Assert.Equal("5/s", changed.Rules[0].RateLimit);
        Assert.Equal("FirewallRuleNotFound", Rules.ErrorOf(() => new FirewallEdit.ChangeRule("none", rule => rule).Apply(s_set, "n")));
        Assert.Equal("InvalidRateLimit", Rules.ErrorOf(() => new FirewallEdit.ChangeRule("web", rule => rule with { RateLimit = "x" }).Apply(s_set, "n")));
    }

    [Fact]
    public void What_is_not_there_cannot_be_removed()
    {
        Assert.Equal(["other"], new FirewallEdit.RemoveRule("web").Apply(s_set, "n").Rules.Select(rule => rule.Name));
        Assert.Equal("FirewallRuleNotFound", Rules.ErrorOf(() => new FirewallEdit.RemoveRule("none").Apply(s_set, "n")));
        Assert.Equal("GatewayNotFound", Rules.ErrorOf(() => new FirewallEdit.RemoveGateway().Apply(s_set, "n")));
        Assert.Equal("PortForwardNotFound", Rules.ErrorOf(() => new FirewallEdit.RemoveForward("web").Apply(s_set, "n")));
    }

    private static FirewallSet Add(FirewallSet set, DcFirewallRule rule, bool replace = false) => new FirewallEdit.AddRule(rule, replace).Apply(set, "n");
}
