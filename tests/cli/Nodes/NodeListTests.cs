using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;
using YamlDotNet.Serialization;

namespace Dentropy.Cli.Tests.Nodes;

public sealed class NodeListTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public NodeListTests()
    {
        _cli.AddNode("pi1", "address: 127.0.0.1\nuser: root\nroles: [worker]\nmetadata:\n  shelf: top\n");
        _cli.AddNode("pi2", "roles: [worker, db]\ntags: [old]\n");
        _cli.AddNode("pi10", "roles: [gateway]\nsite: \"on\"\nhardware: \"1e3\"\n");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_table_for_people_in_the_order_of_the_numbers()
    {
        var listed = (await _cli.RunAsync("node", "list")).Good();

        Assert.Equal(["NAME", "pi1", "pi2", "pi10"], listed.OutLines.Select(line => line.Split(' ')[0]));
        Assert.Matches(@"^pi1 +root@127\.0\.0\.1 +worker +shelf=top$", listed.OutLines[1]);
        Assert.DoesNotContain('\e', listed.Out);
    }

    [Theory]
    [InlineData("pi1,pi2,pi10")]
    [InlineData("pi2", "pi2")]
    [InlineData("pi1,pi10", "pi1*")]
    [InlineData("pi1,pi2", "pi[1-2]")]
    [InlineData("pi1,pi2,pi10", "pi1*", "@worker")]
    [InlineData("pi1", "--node", "@worker&!pi2")]
    [InlineData("pi1", "pi1*", "-n", "@worker")]
    [InlineData("pi2,pi10", "--role", "db,gateway")]
    [InlineData("pi2,pi10", "--role", "db", "--role", "gate*")]
    [InlineData("pi2", "--tag", "old")]
    [InlineData("pi1", "--metadata", "shelf=t*")]
    [InlineData("", "--role", "nobody")]
    [InlineData("localhost", "localhost")]
    public async Task Chooses_nodes(string expected, params string[] words)
    {
        var listed = (await _cli.RunAsync(["node", "list", "-o", "json", .. words])).Good();

        Assert.Equal(expected, string.Join(',', listed.Json.EnumerateArray().Select(node => node.GetProperty("name").GetString())));
    }

    [Fact]
    public async Task Json_has_every_property_of_every_node()
    {
        var node = (await _cli.RunAsync("node", "list", "pi2", "--output=json")).Good().Json[0];

        Assert.Equal(
            [
                "name", "address", "port", "user", "identityFile", "proxyJump", "dockerHost", "dockerCertPath", "roles", "tags",
                "hardware", "architecture", "switch", "power", "site", "metadata", "revision", "cloud",
            ],
            node.EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.Null, node.GetProperty("address").ValueKind);
        Assert.Equal(["worker", "db"], node.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
    }

    [Fact]
    public async Task Yaml_says_the_same_as_json_and_keeps_texts_texts()
    {
        var yaml = (await _cli.RunAsync("node", "list", "-o", "yaml")).Good().Out;
        var json = (await _cli.RunAsync("node", "list", "-o", "json")).Good().Json;

        var nodes = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<List<Dictionary<string, object?>>>(yaml);
        Assert.Equal(json.GetArrayLength(), nodes.Count);
        Assert.Equal("on", nodes[2]["site"]);
        Assert.Equal("1e3", nodes[2]["hardware"]);
        Assert.Null(nodes[1]["address"]);
        // YAML 1.1 readers, such as Python's, take these words for a truth value and a number.
        Assert.Contains("site: \"on\"\n", yaml, StringComparison.Ordinal);
        Assert.Contains("hardware: \"1e3\"\n", yaml, StringComparison.Ordinal);
        foreach (var (node, element) in nodes.Zip(json.EnumerateArray()))
            Assert.Equal(element.EnumerateObject().Select(property => property.Name), node.Keys);
    }

    [Fact]
    public async Task Jsonl_is_one_object_a_line()
    {
        var listed = (await _cli.RunAsync("node", "list", "-o", "jsonl")).Good();

        Assert.Equal(["pi1", "pi2", "pi10"], listed.OutLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_empty()
    {
        var nowhere = Path.Combine(_cli.Home, "nowhere");

        Assert.Empty((await _cli.RunAsync("node", "list", "--cloud", nowhere)).Good().Out);
        Assert.Equal("[]\n", (await _cli.RunAsync("node", "list", "--cloud", nowhere, "-o", "json")).Good().Out);
        Assert.False(Directory.Exists(nowhere));
    }

    [Fact]
    public async Task A_broken_file_is_an_error_and_hides_no_other_node()
    {
        _cli.Write("cloud/nodes/pi3.yaml", "name: pi3\nport: ssh\nrevision: 1\n");

        var listed = await _cli.RunAsync("node", "list");

        listed.Fails(2, "NodeFileInvalid");
        Assert.Contains("pi3.yaml", listed.Error, StringComparison.Ordinal);
        Assert.Equal(["NAME", "pi1", "pi2", "pi10"], listed.OutLines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_name_that_no_node_has_is_an_error_beside_the_others()
    {
        var listed = await _cli.RunAsync("node", "list", "pi1", "pi7");

        listed.Fails(2, "NodeNotFound");
        Assert.Contains("pi7", listed.Error, StringComparison.Ordinal);
        Assert.Contains("pi1", listed.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvalidNodeExpression", "--node", "pi1&")]
    [InlineData("InvalidNodeExpression", "--node", "")]
    [InlineData("InvalidNodeExpression", "")]
    [InlineData("InvalidNodeExpression", "pi[1-")]
    [InlineData("InvalidOptionValue", "--role", "")]
    [InlineData("InvalidOptionValue", "--tag", ",")]
    [InlineData("InvalidOptionValue", "--metadata", "shelf")]
    [InlineData("InvalidUsage", "--output", "xml")]
    [InlineData("InvalidUsage", "--rôle", "x")]
    public async Task What_cannot_be_understood_lists_nothing(string errorId, params string[] words)
    {
        var refused = (await _cli.RunAsync(["node", "list", .. words])).Fails(2, errorId);

        Assert.Empty(refused.Out);
    }
}
