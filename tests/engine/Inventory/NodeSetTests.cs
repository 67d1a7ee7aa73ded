using System.Collections.ObjectModel;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeSetTests
{
    private static readonly DcNode[] Nodes =
    [
        DcNode.Local,
        Make("gw1", roles: ["gateway"], site: "home", tags: ["rack-a"]),
        Make("pi1", roles: ["worker"], site: "home", tags: ["rack-a"]) with { Architecture = "arm64", Port = 22, Switch = "sw1" },
        Make("pi2", roles: ["worker", "storage"], site: "home", tags: ["rack-b"]) with { Architecture = "arm64", Switch = "sw2" },
        Make("pi3", roles: ["worker"], site: "top left"),
        Make("pi10", roles: ["storage"]) with { Metadata = Map(("shelf", "top"), ("slot", "3"), ("odd", "a,b")) },
        Make("pi010"),
        Make("r1n1"),
        Make("r1n2"),
        Make("r2n1"),
        Make("r2n2"),
        Make("web"),
    ];

    [Theory]
    [InlineData("pi1", "pi1")]
    [InlineData("PI1", "pi1")]
    [InlineData("pi[1-3]", "pi1 pi2 pi3")]
    [InlineData("pi[1-10]", "pi1 pi2 pi3 pi10")]
    [InlineData("pi[1,3]", "pi1 pi3")]
    [InlineData("pi[1-10/9]", "pi1 pi10")]
    [InlineData("pi[009-011]", "pi010")]
    [InlineData("[1-2]", "")]
    [InlineData("r[1-2]n[1-2]", "r1n1 r1n2 r2n1 r2n2")]
    [InlineData("r[1-2]n2", "r1n2 r2n2")]
    [InlineData("?[1-2]n[2-9]", "r1n2 r2n2")]
    [InlineData("r*[2]", "r1n2 r2n2")]
    [InlineData("pi*", "pi1 pi2 pi3 pi10 pi010")]
    [InlineData("pi?", "pi1 pi2 pi3")]
    [InlineData("*1*", "gw1 pi1 pi10 pi010 r1n1 r1n2 r2n1")]
    [InlineData("[a-h]*", "gw1")]
    [InlineData("[GW]*", "gw1 web")]
    [InlineData("*", "gw1 pi1 pi2 pi3 pi10 pi010 r1n1 r1n2 r2n1 r2n2 web")]
    [InlineData("@all", "gw1 pi1 pi2 pi3 pi10 pi010 r1n1 r1n2 r2n1 r2n2 web")]
    [InlineData("@worker", "pi1 pi2 pi3")]
    [InlineData("@WORK*", "pi1 pi2 pi3")]
    [InlineData("@nobody", "")]
    [InlineData("@tag:rack-a", "gw1 pi1")]
    [InlineData("@tag:rack-[a-b]", "gw1 pi1 pi2")]
    [InlineData("@role=storage", "pi2 pi10")]
    [InlineData("@site=home", "gw1 pi1 pi2")]
    [InlineData("@site=\"top left\"", "pi3")]
    [InlineData("@site='top left'&pi*", "pi3")]
    [InlineData("@site=*", "gw1 pi1 pi2 pi3")]
    [InlineData("@arch=aarch64", "pi1 pi2")]
    [InlineData("@port=22", "pi1")]
    [InlineData("@switch=sw[1-9]", "pi1 pi2")]
    [InlineData("@Shelf=TOP", "pi10")]
    [InlineData("@slot=[1-4]", "pi10")]
    [InlineData("@odd='a,b'", "pi10")]
    [InlineData("@worker&!pi[2-3]", "pi1")]
    [InlineData("@worker!pi[2-3]", "pi1")]
    [InlineData(" @worker & ! pi[2-3] ", "pi1")]
    [InlineData("@worker&@storage", "pi2")]
    [InlineData("@worker|@storage", "pi1 pi2 pi3 pi10")]
    [InlineData("web,pi3", "pi3 web")]
    [InlineData("web,pi3,web", "pi3 web")]
    [InlineData("pi1,pi2!pi1", "pi2")]
    [InlineData("pi1!pi1,pi1", "pi1")]
    [InlineData("pi1|pi2&pi2", "pi2")]
    [InlineData("pi1|(pi2&pi2)", "pi1 pi2")]
    [InlineData("!(@worker|@storage|r*)", "gw1 pi010 web")]
    [InlineData("!!pi1", "pi1")]
    [InlineData("pi1,(!pi*)&[a-h]*", "gw1")]
    [InlineData("((web))", "web")]
    [InlineData("localhost", "localhost")]
    [InlineData("LOCALHOST,pi1", "localhost pi1")]
    [InlineData("localhost!pi1", "localhost")]
    [InlineData("localhost&!pi1", "localhost")]
    [InlineData("!localhost", "gw1 pi1 pi2 pi3 pi10 pi010 r1n1 r1n2 r2n1 r2n2 web")]
    [InlineData("!web", "gw1 pi1 pi2 pi3 pi10 pi010 r1n1 r1n2 r2n1 r2n2")]
    [InlineData("local*", "")]
    [InlineData("@name=local*", "")]
    public void Selecting(string expression, string names) =>
        Assert.Equal(names, string.Join(' ', NodeSet.Parse(expression).Select(Nodes).Select(n => n.Name)));

    [Theory]
    [InlineData("", "at its start", "missing")]
    [InlineData("  ", "at its start", "missing")]
    [InlineData("@worker&", "at character 9, after '@worker&'", "missing")]
    [InlineData("pi1,", "at character 5", "missing")]
    [InlineData(",pi1", "at its start", "missing")]
    [InlineData("pi1,,pi2", "at character 5", "missing")]
    [InlineData("pi1 pi2", "at character 5", "operator")]
    [InlineData("pi1(pi2)", "at character 4", "operator")]
    [InlineData("(pi1", "at its start", "no ')'")]
    [InlineData("pi1)", "at character 4", "')' without")]
    [InlineData("()", "at character 2", "missing")]
    [InlineData("@", "at character 2", "role is missing")]
    [InlineData("@tag:", "at character 6", "tag is missing")]
    [InlineData("@site=", "at character 7", "value is missing")]
    [InlineData("@site=\"x", "at character 7", "no second one")]
    [InlineData("@site=\"x\"y", "at character 10", "operator")]
    [InlineData("pi[1-", "at character 3", "no ']'")]
    [InlineData("pi]", "at character 3", "without a '['")]
    [InlineData("pi[]", "at character 4", "empty")]
    [InlineData("web,pi[9-1]", "at character 8", "write 1-9")]
    [InlineData("pi[1-9/0]", "at character 8", "step")]
    [InlineData("pi[1,,2]", "at character 6", "range")]
    [InlineData("pi[-1]", "at character 4", "range")]
    [InlineData("pi[1-2-3]", "at character 4", "range")]
    [InlineData("pi[5/2]", "at character 4", "range")]
    [InlineData("pi[01-100]", "at character 4", "001-100")]
    [InlineData("pi[99999999999999999999]", "at character 4", "range")]
    [InlineData("pi[c-a]", "at character 4", "letters")]
    [InlineData("pi[1-1000001]", "at character 4", "million")]
    [InlineData("a[1-2000]b[1-2000]", "at its start", "million")]
    [InlineData("pi#1", "at character 3", "cannot stand")]
    [InlineData("pi1^pi2", "at character 4", "cannot stand")]
    [InlineData("@worker,!pi1", "at character 9", "add every other node")]
    [InlineData("@worker|!pi1", "at character 9", "add every other node")]
    public void Bad_expressions_say_where_and_why(string expression, string where, string why)
    {
        var e = Errors.Of("InvalidNodeExpression", () => NodeSet.Parse(expression));
        Assert.Equal(expression, e.Target);
        Assert.Contains(where, e.Message, StringComparison.Ordinal);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused_and_long_lists_are_not()
    {
        Errors.Of("InvalidNodeExpression", () => NodeSet.Parse(new string('(', 100_000)));
        Errors.Of("InvalidNodeExpression", () => NodeSet.Parse(new string('!', 100_000)));
        var many = string.Join(',', Enumerable.Range(1, 50_000).Select(i => "pi" + i));
        Assert.Equal("pi1 pi2 pi3 pi10", string.Join(' ', NodeSet.Parse(many).Select(Nodes).Select(n => n.Name)));
        Errors.Of("InvalidNodeExpression", () => NodeSet.Parse("n[1-900000000000000000]"));
    }

    [Fact]
    public void A_pattern_of_many_stars_ends()
    {
        var pattern = NodePattern.Parse(string.Concat(Enumerable.Repeat("*a", 40)) + "*b");
        Assert.False(pattern.Matches(new string('a', 2000)));
        Assert.True(pattern.Matches(new string('a', 2000) + "b"));
    }

    [Theory]
    [InlineData("a`*b", "a*b", true)]
    [InlineData("a`*b", "axb", false)]
    [InlineData("`[x`]", "[x]", true)]
    [InlineData("a``", "a`", true)]
    [InlineData("**", "", true)]
    [InlineData("?", "", false)]
    [InlineData("n[1-12]x", "n12x", true)]
    [InlineData("n[1-12]x", "n13x", false)]
    [InlineData("n[1-12]*", "n13", true)]
    [InlineData("n[1-2][3-4]", "n14", true)]
    [InlineData("n[1-2][3-4]", "n41", false)]
    [InlineData("n[01-02]?", "n1x", false)]
    [InlineData("n[01-02]?", "n01x", true)]
    [InlineData("[1-9]", "٣", false)]
    public void Patterns(string pattern, string text, bool matches) => Assert.Equal(matches, NodePattern.Parse(pattern).Matches(text));

    [Fact]
    public void Nodes_of_two_clouds_may_share_a_name()
    {
        DcNode[] nodes = [new() { Name = "a", Cloud = "/1" }, new() { Name = "A", Cloud = "/2" }];
        Assert.Equal(2, NodeSet.Parse("a").Select(nodes).Count);
    }

    private static DcNode Make(string name, string[]? roles = null, string? site = null, string[]? tags = null) =>
        new() { Name = name, Roles = roles ?? [], Site = site, Tags = tags ?? [] };

    private static ReadOnlyDictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        new(entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal));
}
