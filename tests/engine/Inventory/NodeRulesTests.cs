using System.Collections.ObjectModel;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeRulesTests
{
    private static readonly DcNode Good = new() { Name = "pi1" };

    [Theory]
    [InlineData("pi1")]
    [InlineData("1")]
    [InlineData("_x")]
    [InlineData("web-01.home_lab")]
    [InlineData("com")]
    [InlineData("console")]
    [InlineData("com10")]
    public void Good_names(string name) => NodeRules.Validate(Good with { Name = name });

    [Theory]
    [InlineData("")]
    [InlineData("-pi")]
    [InlineData(".pi")]
    [InlineData("pi.")]
    [InlineData("pi 1")]
    [InlineData("pi/1")]
    [InlineData("..")]
    [InlineData("pi\\1")]
    [InlineData("pi:1")]
    [InlineData("pi*")]
    [InlineData("pi\n")]
    [InlineData("pï")]
    [InlineData("localhost")]
    [InlineData("LocalHost")]
    [InlineData("con")]
    [InlineData("NUL.txt")]
    [InlineData("lpt1")]
    [InlineData("a234567890b234567890c234567890d234567890e234567890f234567890g234")]
    public void Bad_names(string name)
    {
        var e = Errors.Of("InvalidNodeName", () => NodeRules.Validate(Good with { Name = name }));
        Assert.Equal(name, e.Target);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("10.77.0.11")]
    [InlineData("pi1.home.arpa")]
    [InlineData("pi1.home.arpa.")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("my_host")]
    [InlineData("::1")]
    [InlineData("2001:db8::11")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("10.0.0.x")]
    public void Good_addresses(string address) => NodeRules.Validate(Good with { Address = address });

    [Theory]
    [InlineData("", "empty")]
    [InlineData("-oProxyCommand=x", "option")]
    [InlineData("root@pi1", "as the user")]
    [InlineData("http://pi1", "slash")]
    [InlineData("10.0.0.0/24", "slash")]
    [InlineData("pi1:22", "as the port")]
    [InlineData("[::1]", "brackets")]
    [InlineData("pi 1", "character")]
    [InlineData("pi1\n", "character")]
    [InlineData("10.0.0.256", "IPv4")]
    [InlineData("10.0.1", "IPv4")]
    [InlineData("10.0.0.010", "IPv4")]
    [InlineData("12345", "IPv4")]
    [InlineData("2001:db8::g", "IPv6")]
    [InlineData("1:2:3", "IPv6")]
    [InlineData("fe80::1%", "zone")]
    [InlineData("fe80::1%-x y", "zone")]
    [InlineData("a..b", "host name")]
    [InlineData("a-.b", "host name")]
    [InlineData("bücher.example", "character")]
    [InlineData("$(reboot)", "character")]
    [InlineData("%h", "character")]
    public void Bad_addresses(string address, string why)
    {
        var e = Errors.Of("InvalidNodeAddress", () => NodeRules.Validate(Good with { Address = address }));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("Node pi1: address: ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65536)]
    public void Bad_ports(int port) => Errors.Of("InvalidNodePort", () => NodeRules.Validate(Good with { Port = port }));

    [Theory]
    [InlineData("root", true)]
    [InlineData("op@example.com", true)]
    [InlineData(@"HOME\op", true)]
    [InlineData("-l", false)]
    [InlineData("a b", false)]
    [InlineData("a;b", false)]
    [InlineData("$(x)", false)]
    [InlineData("a\\", false)]
    [InlineData("", false)]
    [InlineData("a\u0000", false)]
    public void Users(string user, bool good) => Holds("InvalidNodeUser", Good with { User = user }, good);

    [Theory]
    [InlineData("~/.ssh/id", true)]
    [InlineData("/a b/ü", true)]
    [InlineData(@"C:\keys\id", true)]
    [InlineData("-i", false)]
    [InlineData("a\nb", false)]
    [InlineData("", false)]
    public void Identity_files(string path, bool good) => Holds("InvalidNodeIdentityFile", Good with { IdentityFile = path }, good);

    [Theory]
    [InlineData("gw1", true)]
    [InlineData("gw1,root@10.0.0.1:2222,[::1]:22,op@[fd00::1]", true)]
    [InlineData("none", true)]
    [InlineData("-x", false)]
    [InlineData("gw1,-oProxyCommand=x", false)]
    [InlineData("-u@gw1", false)]
    [InlineData("gw1,", false)]
    [InlineData("gw1, gw2", false)]
    [InlineData("gw1:0", false)]
    [InlineData("gw1:x", false)]
    [InlineData("[::1", false)]
    [InlineData("[gw1]", false)]
    [InlineData("[::1]22", false)]
    [InlineData("PI1", false)]
    [InlineData("gw1,root@pi1", false)]
    public void Jump_hosts(string jumps, bool good) => Holds("InvalidNodeProxyJump", Good with { ProxyJump = jumps }, good);

    [Theory]
    [InlineData("unix:///var/run/docker.sock", true)]
    [InlineData("unix:///run/user/1000/docker.sock", true)]
    [InlineData("tcp://10.0.0.5:2376", true)]
    [InlineData("tcp://[fe80::1]:2375", true)]
    [InlineData("tcp://docker.example.org", true)]
    [InlineData("unix://docker.sock", false)]
    [InlineData("unix:///", false)]
    [InlineData("/var/run/docker.sock", false)]
    [InlineData("tcp://", false)]
    [InlineData("tcp://10.0.0.5:0", false)]
    [InlineData("tcp://10.0.0.5:99999", false)]
    [InlineData("tcp://user@10.0.0.5:2376", false)]
    [InlineData("tcp://10.0.0.5:2376/v1", false)]
    [InlineData("https://10.0.0.5:2376", false)]
    [InlineData("ssh://root@10.0.0.5", false)]
    [InlineData("unix:///a\nb", false)]
    public void Docker_hosts(string host, bool good) => Holds("InvalidNodeDockerHost", Good with { DockerHost = host }, good);

    [Theory]
    [InlineData("/path/certs", true)]
    [InlineData("~/certs", true)]
    [InlineData("/a\nb", false)]
    public void Docker_certificates(string path, bool good) => Holds("InvalidNodeDockerCertPath", Good with { DockerCertPath = path }, good);

    [Theory]
    [InlineData("worker", true)]
    [InlineData("k8s:control-plane_1.a", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a b", false)]
    [InlineData("a,b", false)]
    [InlineData("a*", false)]
    [InlineData("é", false)]
    public void Roles_and_tags(string label, bool good)
    {
        Holds("InvalidNodeRole", Good with { Roles = ["fine", label] }, good);
        Holds("InvalidNodeTag", Good with { Tags = [label] }, good);
    }

    [Theory]
    [InlineData("top left ü 😀", true)]
    [InlineData(" ", false)]
    [InlineData("a\u001b[31m", false)]
    [InlineData("a\nb", false)]
    public void Other_texts(string text, bool good)
    {
        Holds("InvalidNodeField", Good with { Hardware = text }, good);
        Holds("InvalidNodeField", Good with { Architecture = text }, good);
        Holds("InvalidNodeField", Good with { Switch = text }, good);
        Holds("InvalidNodeField", Good with { Power = text }, good);
        Holds("InvalidNodeField", Good with { Site = text }, good);
    }

    [Theory]
    [InlineData("shelf", "", true)]
    [InlineData("example.com/shelf", "two\nlines\twith: # everything", true)]
    [InlineData("", "x", false)]
    [InlineData("a b", "x", false)]
    [InlineData("<<", "x", false)]
    [InlineData("shelf", "a\0", false)]
    [InlineData("shelf", "\u001b", false)]
    public void Metadata(string key, string value, bool good) => Holds("InvalidNodeMetadata", Good with { Metadata = Map((key, value)) }, good);

    [Fact]
    public void Half_a_character_is_refused()
    {
        Holds("InvalidNodeField", Good with { Site = "a\ud800" }, good: false);
        Holds("InvalidNodeField", Good with { Site = "\udc00b" }, good: false);
        Holds("InvalidNodeMetadata", Good with { Metadata = Map(("shelf", "\ud83d!")) }, good: false);
    }

    [Fact]
    public void Metadata_keys_that_differ_in_case_only_are_refused()
    {
        var e = Errors.Of("InvalidNodeMetadata", () => NodeRules.Validate(Good with { Metadata = Map(("Shelf", "1"), ("shelf", "2")) }));
        Assert.Contains("Shelf and shelf", e.Message, StringComparison.Ordinal);
        Errors.Of("InvalidNodeMetadata", () => NodeRules.Validate(NodeRules.Normalize(Good with { Metadata = Map(("Shelf", "1"), ("shelf", "2")) })));
    }

    [Fact]
    public void Normalizing()
    {
        var node = NodeRules.Normalize(new DcNode
        {
            Name = "pi1",
            Address = "",
            User = " ",
            Site = "",
            Architecture = "AArch64",
            Roles = ["b", "a", "B"],
            Metadata = Map(("z", "1"), ("B", "2"), ("a", "3")),
        });
        Assert.Null(node.Address);
        Assert.Null(node.User);
        Assert.Null(node.Site);
        Assert.Equal("arm64", node.Architecture);
        Assert.Equal(["b", "a"], node.Roles);
        Assert.Equal("a B z", string.Join(' ', node.Metadata.Keys));
        Assert.Equal("amd64", NodeRules.NormalizeArchitecture("x86_64"));
        Assert.Equal("riscv64", NodeRules.NormalizeArchitecture("riscv64"));
    }

    private static ReadOnlyDictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        new(entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal));

    private static void Holds(string errorId, DcNode node, bool good)
    {
        if (good)
            NodeRules.Validate(node);
        else
            Errors.Of(errorId, () => NodeRules.Validate(node));
    }
}
