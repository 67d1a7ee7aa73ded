using System.Collections.ObjectModel;
using System.Text;
using System.Text.RegularExpressions;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeYamlTests
{
    private const string Full = """
        name: pi1
        address: 10.77.0.11
        port: 22
        user: root
        identityFile: /path/key
        proxyJump: gw1,root@gw2
        dockerHost: "tcp://10.77.0.11:2376"
        dockerCertPath: /path/certs
        roles: [worker, storage]
        tags: [rack-a]
        hardware: rpi4-8g
        architecture: arm64
        switch: sw1
        power: psu1
        site: home
        metadata:
          shelf: top
          slot: "4"
        revision: 7 # written 2025-11-20T12:43:07Z

        """;

    private static readonly string[] Nasty =
    [
        "", " ", "yes", "No", "ON", "y", "n", "~", "null", "NULL", "true", "False", "1", "1.0", "-1", "+1", "1e3", "0x1f", "0o17", "0b1", "017", "1_000",
        "12:30:45", "2001-12-14", "2001-12-14T21:59:43Z", ".5", ".inf", "-.INF", ".nan", "=", "<<", "a: b", "a:", ":a", "#x", "a #b", "a# b", "- a", "-a", "-",
        "? a", "?", "!tag", "&anchor", "*alias", "|", ">", "%TAG", "@at", "`tick", "'single'", "\"double\"", "a\"b", "it's", "back\\slash", "\\n", "{a: b}", "[a, b]",
        "a, b", "a,b", "]", "}", "---", "...", "--- a", "line\nline", "line\n", "\nline", "\r\n", "tab\there", "\t", " lead", "trail ", "two  spaces", "é", "ünï", "日本語",
        "😀", "a😀b", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffe", "\u200b", "~/x", "~x", "/", "//", "10.0.0.1", "10.0.0", "1.2.3.4.5", "::1", "fe80::1%eth0",
        "=a", "a=b", "a@b", "a%b", "<<<<<<< HEAD", "# written 2025-11-20T12:43:07Z", "x # written 2025-11-20T12:43:07Z", "name: pi1", "\"", "'", "\\",
        new string('x', 5000), new string(' ', 300) + "x", "a" + new string('\n', 50) + "b",
    ];

    // What a YAML 1.1 or 1.2 parser takes for something other than a string, where it is not quoted (yaml.org/type).
    private static readonly Regex NotText = new(
        @"^(|~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?[0-9][0-9_,]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|[-+]?\.[0-9_]+([eE][-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]+|[-+]?\.inf|\.nan|\d{4}-\d\d?-\d\d?.*)$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture);

    [Fact]
    public void The_form_that_is_written()
    {
        var node = new DcNode
        {
            Name = "pi1",
            Address = "10.77.0.11",
            Port = 22,
            User = "root",
            IdentityFile = "/path/key",
            ProxyJump = "gw1,root@gw2",
            DockerHost = "tcp://10.77.0.11:2376",
            DockerCertPath = "/path/certs",
            Roles = ["worker", "storage"],
            Tags = ["rack-a"],
            Hardware = "rpi4-8g",
            Architecture = "arm64",
            Switch = "sw1",
            Power = "psu1",
            Site = "home",
            Metadata = Map(("shelf", "top"), ("slot", "4")),
            Revision = 7,
        };
        Assert.Equal(Full, NodeYamlWriter.Write(node, "", new DateTimeOffset(2025, 11, 20, 13, 43, 7, 900, TimeSpan.FromHours(1))));
        Assert.Equal("name: x\nrevision: 1\n", NodeYamlWriter.Write(new DcNode { Name = "x", Revision = 1 }, "", null));
    }

    [Fact]
    public void Both_readers_read_it_back()
    {
        var fast = NodeFastReader.TryRead(Encoding.UTF8.GetBytes(Full), "pi1", "/c");
        Assert.NotNull(fast);
        var slow = Read(Full);
        Assert.Equal(TempCloud.Describe(slow), TempCloud.Describe(fast));
        Assert.Equal("pi1\n10.77.0.11\n22\nroot\n/path/key\ngw1,root@gw2\ntcp://10.77.0.11:2376\n/path/certs\nworker|storage\nrack-a\nrpi4-8g\narm64\nsw1\npsu1\nhome\n7\n/c\nshelf=top\nslot=4", TempCloud.Describe(fast));
    }

    [Fact]
    public void Every_text_comes_back_as_it_was()
    {
        var random = new Random(20251120);
        var texts = Nasty.Concat(Enumerable.Range(0, 3000).Select(_ => Noise(random))).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            var text = texts[i];
            if (NodeRules.CheckMetadataValue("k", text) is not null)
                continue;

            var key = NodeRules.CheckMetadataKey(text) is null ? text : "key";
            var field = NodeRules.Check(NodeField.Site, text) is null ? text : null;
            var node = new DcNode { Name = "pi1", Site = field, Metadata = Map((key, text), ("zz", "last")), Revision = 3, Cloud = "/c" };
            var written = NodeYamlWriter.Write(node, "", null);
            Assert.Equal(TempCloud.Describe(node), TempCloud.Describe(Read(written)));
            if (NodeFastReader.TryRead(Encoding.UTF8.GetBytes(written), "pi1", "/c") is { } fast)
                Assert.Equal(TempCloud.Describe(node), TempCloud.Describe(fast));
        }
    }

    [Fact]
    public void Every_role_comes_back_as_it_was()
    {
        foreach (var role in Nasty.Concat(["a:b", "a:", "null:", "k8s:x", "1:2"]).Where(r => NodeRules.Check(NodeField.Roles, r) is null))
        {
            var node = new DcNode { Name = "pi1", Roles = [role, "zz"], Tags = [role], Revision = 3, Cloud = "/c" };
            var written = NodeYamlWriter.Write(node, "", null);
            Assert.Equal(TempCloud.Describe(node), TempCloud.Describe(NodeYaml.Read(Encoding.UTF8.GetBytes(written), "/c/nodes/pi1.yaml", "pi1", "/c")));
            Assert.Equal(TempCloud.Describe(node), TempCloud.Describe(Read(written)));
        }
    }

    [Fact]
    public void Texts_that_YAML_would_read_as_something_else_are_quoted()
    {
        var plain = 0;
        foreach (var text in Nasty.Concat(["top", "rpi4-8g", "rack a"]))
        {
            if (NodeRules.CheckMetadataValue("k", text) is not null)
                continue;

            var line = NodeYamlWriter.Write(new DcNode { Name = "pi1", Metadata = Map(("k", text)), Revision = 1 }, "", null).Split('\n')[2];
            var value = line["  k: ".Length..];
            if (value.StartsWith('"'))
                continue;

            plain++;
            Assert.Equal(text, value);
            if (text != "10.0.0.1")
                Assert.DoesNotMatch(NotText, value);
        }

        Assert.True(plain > 5);
    }

    // The short way must never understand a file differently from YAML: change a good file in every mean way, and compare.
    [Fact]
    public void The_fast_reader_agrees_with_the_parser_or_keeps_out()
    {
        const string mean = "  \n\n:::##\"\"''[]{},,--&*!|>%@`~\\\t?=ax09\u00e9_./\r";
        string[] pieces = ["null", "~", "yes", "# c", " # c", ": ", "- ", "\n  ", "\nname: pi1", "\n---\n", "\n...", "&a ", "*a", "!!str ", "\"\"", "''", "[]", "{}", "site: x\n", "metadata:\n", "  k: v\n", "# written "];
        var random = new Random(7);
        int agreed = 0, left = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var text = new StringBuilder(Full);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(text.Length);
                switch (random.Next(5))
                {
                    case 0:
                        text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                        break;
                    case 1:
                        text[at] = mean[random.Next(mean.Length)];
                        break;
                    case 2:
                        text.Insert(at, pieces[random.Next(pieces.Length)]);
                        break;
                    case 3:
                        var lines = text.ToString().Split('\n');
                        (lines[random.Next(lines.Length)], lines[random.Next(lines.Length)]) = (lines[random.Next(lines.Length)], lines[random.Next(lines.Length)]);
                        text = new StringBuilder(string.Join('\n', lines));
                        break;
                    default:
                        text.Insert(at, mean[random.Next(mean.Length)]);
                        break;
                }
            }

            if (NodeFastReader.TryRead(Encoding.UTF8.GetBytes(text.ToString()), "pi1", "/c") is not { } fast)
            {
                left++;
                continue;
            }

            agreed++;
            try
            {
                Assert.Equal(TempCloud.Describe(Read(text.ToString())), TempCloud.Describe(fast));
            }
            catch (DentropyException e)
            {
                Assert.Fail($"{e.Message}\n{text}");
            }
        }

        Assert.True(agreed > 1000 && left > 1000, $"{agreed} agreed, {left} left to the parser");
    }

    [Fact]
    public void Hand_written_YAML_is_read_right()
    {
        var node = Read("""
            %YAML 1.2
            ---
            # The first Pi, under the stairs.
            {name: 'pi1', "address": "fd00::11",
             port: "2222"}
            """);
        Assert.Equal(("fd00::11", 2222, 1L), (node.Address, node.Port, node.Revision));

        node = Read("""
            ---
            # A comment
            site: &place   home   # another
            name: pi1
            roles: &list
              - worker     # why
              - "storage"
              - worker
            tags: *list
            metadata:
              where: *place
              text: |
                two
                lines
              folded: >-
                one
                line
              on: yes
              number: 010
              empty:
              nothing: ~
              date: 2020-01-01
              quoted: 'it''s'
            hardware: ~
            user:
            switch: !!str 12
            architecture: x86_64
            ...
            """.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Equal(["worker", "storage"], node.Roles);
        Assert.Equal(["worker", "storage"], node.Tags);
        Assert.Equal("home", node.Site);
        Assert.Equal("amd64", node.Architecture);
        Assert.Equal("12", node.Switch);
        Assert.Null(node.Hardware);
        Assert.Null(node.User);
        Assert.Equal(
            "date=2020-01-01;empty=;folded=one line;nothing=;number=010;on=yes;quoted=it's;text=two\nlines\n;where=home",
            string.Join(';', node.Metadata.Select(m => $"{m.Key}={m.Value}")));

        Assert.Equal(["worker"], Read("name: pi1\nroles: worker\n").Roles);
        Assert.Equal("pi1", Read("\ufeffname: pi1\n").Name);
    }

    [Theory]
    [InlineData("name: pi1\naddress: x\nuser: root\nport: 70000\n", 4, "port", "70000")]
    [InlineData("name: pi1\nport: abc\n", 2, "port", "abc")]
    [InlineData("name: pi1\n\n# c\nadress: x\n", 4, "adress", "did you mean address?")]
    [InlineData("name: pi1\nPort: 22\n", 2, "Port", "did you mean port?")]
    [InlineData("name: pi1\narch: arm64\n", 2, "arch", "did you mean architecture?")]
    [InlineData("name: pi1\ncolour: red\n", 2, "colour", "below metadata")]
    [InlineData("name: pi1\nuser: a\nuser: b\n", 3, "user", "twice, first on line 2")]
    [InlineData("name: pi2\n", 1, "name", "'pi2' is not the name")]
    [InlineData("user: root\n", 1, "name", "write name: pi1")]
    [InlineData("", 1, "name", "empty")]
    [InlineData("# only this\n", 1, "name", "empty")]
    [InlineData("- a\n", 1, "", "not a map")]
    [InlineData("just text", 1, "", "not a map")]
    [InlineData("name: pi1\nroles:\n  - ok\n  - 'not ok'\n", 4, "roles", "not ok")]
    [InlineData("name: pi1\nroles: a, b\n", 2, "roles", "[one, two]")]
    [InlineData("name: pi1\nroles: {a: b}\n", 2, "roles", "map")]
    [InlineData("name: pi1\nroles: [[a]]\n", 2, "roles", "item")]
    [InlineData("name: pi1\nuser: [a]\n", 2, "user", "one value")]
    [InlineData("name: pi1\nmetadata: [a]\n", 2, "metadata", "key: value")]
    [InlineData("name: pi1\nmetadata:\n  a: 1\n  b: [x]\n", 4, "metadata.b", "one value")]
    [InlineData("name: pi1\nmetadata:\n  a: 1\n  A: 2\n", 4, "metadata", "letter case")]
    [InlineData("name: pi1\nmetadata:\n  a: 1\n  a: 2\n", 4, "metadata", "twice")]
    [InlineData("name: pi1\nmetadata:\n  'a b': 1\n", 3, "metadata", "cannot be a key")]
    [InlineData("name: pi1\naddress: -oProxyCommand=reboot\n", 2, "address", "hyphen")]
    [InlineData("name: pi1\nproxyJump: pi1\n", 2, "proxyJump", "itself")]
    [InlineData("name: pi1\nrevision: 0\n", 2, "revision", "revision")]
    [InlineData("name: pi1\nrevision: 99999999999999999999\n", 2, "revision", "revision")]
    [InlineData("name: pi1\nuser: \"root\naddress: x\n", 2, "user", "not valid YAML")]
    [InlineData("name: pi1\n\tuser: root\n", 2, "name", "tab")]
    [InlineData("name: pi1\nuser: *nobody\n", 2, "user", "anchor")]
    [InlineData("name: pi1\nuser: !!binary aGk=\n", 2, "user", "tag")]
    [InlineData("name: pi1\n---\nname: pi2\n", 2, "name", "second document")]
    [InlineData("name: pi1\n<<<<<<< HEAD\nport: 22\n=======\nport: 23\n>>>>>>> other\n", 2, "name", "conflict")]
    [InlineData("name: pi1\nuser: \"a\\0b\"\n", 2, "user", "user")]
    public void A_broken_file_names_file_line_and_field(string text, int line, string field, string why)
    {
        var e = Errors.Of("NodeFileInvalid", () => Read(text));
        Assert.StartsWith($"nodes/pi1.yaml line {line}: {(field.Length == 0 ? "" : field + ": ")}", e.Message, StringComparison.Ordinal);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.Equal("/c/nodes/pi1.yaml", e.Target);
        var again = Errors.Of("NodeFileInvalid", () => NodeYaml.Read(Encoding.UTF8.GetBytes(text), "/c/nodes/pi1.yaml", "pi1", "/c"));
        Assert.Equal(e.Message, again.Message);
    }

    [Fact]
    public void Deep_nesting_and_alias_bombs_are_refused()
    {
        Errors.Of("NodeFileInvalid", () => Read("name: pi1\nuser: " + new string('[', 100_000)));
        var bomb = "name: pi1\nmetadata:\n  a: &a [x, x]\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"  {(char)('b' + i)}: &{(char)('b' + i)} [*{(char)('a' + i)}, *{(char)('a' + i)}]\n"));
        Errors.Of("NodeFileInvalid", () => Read(bomb));
    }

    [Fact]
    public void What_is_not_text_or_far_too_large_is_refused()
    {
        var e = Errors.Of("NodeFileInvalid", () => NodeYaml.Read("name: pi1\nuser: \xff\xfe"u8.ToArray().Concat(new byte[] { 0xFF }).ToArray(), "/c/nodes/pi1.yaml", "pi1", "/c"));
        Assert.Contains("line 2", e.Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", e.Message, StringComparison.Ordinal);
        Errors.Of("NodeFileInvalid", () => NodeYaml.Read(new byte[2_000_000], "/c/nodes/pi1.yaml", "pi1", "/c"));
    }

    private static DcNode Read(string text) => NodeYaml.ReadWithParser(Encoding.UTF8.GetBytes(text), "/c/nodes/pi1.yaml", "pi1", "/c");

    private static ReadOnlyDictionary<string, string> Map(params (string Key, string Value)[] entries)
    {
        var map = new SortedList<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in entries)
            map[key] = value;
        return new ReadOnlyDictionary<string, string>(map);
    }

    private static string Noise(Random random)
    {
        const string alphabet = " \n\t\r:#-?!&*|>%@`'\"\\{}[],~=<.0123456789abcefnxyzYNOT_/+éß日\u0085\u2028\ufeff";
        var text = new StringBuilder();
        for (var length = random.Next(0, 12); length > 0; length--)
        {
            if (random.Next(20) == 0)
                text.Append("😀");
            else
                text.Append(alphabet[random.Next(alphabet.Length)]);
        }

        return text.ToString();
    }
}
