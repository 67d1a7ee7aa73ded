using System.Collections.ObjectModel;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeSelectorTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TempCloud _cloud = new();

    public NodeSelectorTests()
    {
        _cloud.Put("gw1", "name: gw1\nroles: [gateway]\n");
        _cloud.Put("pi1", "name: pi1\nroles: [worker]\ntags: [blue]\nmetadata: {shelf: top, slot: 1}\n");
        _cloud.Put("pi2", "name: pi2\nroles: [worker, storage]\nmetadata: {shelf: top}\n");
        _cloud.Put("pi10", "name: pi10\nroles: [storage]\ntags: [red]\nmetadata: {Shelf: low}\n");
        _cloud.Put("bad1", "name: bad1\nport: x\n");
    }

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task An_empty_query_is_every_node_and_never_this_machine()
    {
        var selection = await Select(new NodeQuery());
        Assert.Equal("gw1 pi1 pi2 pi10", Show(selection));
        Assert.Single(selection.Faults);
        Assert.Empty(selection.Missing);
    }

    [Theory]
    [InlineData("pi1", "pi1", "")]
    [InlineData("PI1", "pi1", "")]
    [InlineData("pi10 pi1 pi1", "pi1 pi10", "")]
    [InlineData("pi*", "pi1 pi2 pi10", "")]
    [InlineData("nothing*", "", "")]
    [InlineData("pi[1-2]", "pi1 pi2", "")]
    [InlineData("pi[1-4]", "pi1 pi2", "pi[3-4]")]
    [InlineData("web pi1 db", "pi1", "web db")]
    [InlineData("web WEB", "", "web")]
    [InlineData("localhost", "localhost", "")]
    [InlineData("localhost pi*", "localhost pi1 pi2 pi10", "")]
    [InlineData("*", "gw1 pi1 pi2 pi10", "")]
    [InlineData("bad1", "", "")]
    [InlineData("bad[1-3]", "", "bad[2-3]")]
    [InlineData("pi1,pi2", "", "pi1,pi2")]
    [InlineData("../x", "", "../x")]
    public async Task By_name(string names, string expected, string missing)
    {
        var selection = await Select(new NodeQuery { Names = names.Split(' ') });
        Assert.Equal(expected, Show(selection));
        Assert.Equal(missing, string.Join(' ', selection.Missing));
    }

    [Theory]
    [InlineData("pi[1-9]", "pi1 pi2", "pi[3-9]")]
    [InlineData("pi1,web", "pi1", "web")]
    [InlineData("@worker&!pi[2-3]", "pi1", "pi3")]
    [InlineData("@storage", "pi2 pi10", "")]
    [InlineData("localhost,@gateway", "localhost gw1", "")]
    [InlineData("!@storage", "gw1 pi1", "")]
    [InlineData("bad1,pi1", "pi1", "")]
    public async Task By_expression(string expression, string expected, string missing)
    {
        var selection = await Select(new NodeQuery { Expression = expression });
        Assert.Equal(expected, Show(selection));
        Assert.Equal(missing, string.Join(' ', selection.Missing));
    }

    [Fact]
    public async Task This_machine_knows_its_cloud()
    {
        var local = Assert.Single((await Select(new NodeQuery { Names = ["localhost"] })).Nodes);
        Assert.True(local.IsLocal);
        Assert.Equal(_cloud.Folder, local.Cloud);
    }

    [Fact]
    public async Task All_conditions_must_hold()
    {
        Assert.Equal("pi1 pi2", Show(await Select(new NodeQuery { Roles = ["work*"] })));
        Assert.Equal("pi1 pi2 pi10", Show(await Select(new NodeQuery { Roles = ["worker", "STORAGE"] })));
        Assert.Equal("pi1", Show(await Select(new NodeQuery { Tags = ["bl?e"] })));
        Assert.Equal("pi1 pi2", Show(await Select(new NodeQuery { Metadata = Map(("shelf", "t*")) })));
        Assert.Equal("pi10", Show(await Select(new NodeQuery { Metadata = Map(("shelf", "low")) })));
        Assert.Equal("pi1", Show(await Select(new NodeQuery { Metadata = Map(("shelf", "top"), ("slot", "1")) })));
        Assert.Equal("", Show(await Select(new NodeQuery { Metadata = Map(("rack", "*")) })));
        Assert.Equal("pi2", Show(await Select(new NodeQuery { Names = ["pi*"], Expression = "@worker", Roles = ["storage"], Metadata = Map(("shelf", "top")) })));
        Assert.Equal("", Show(await Select(new NodeQuery { Names = ["localhost"], Roles = ["*"] })));
        var filtered = await Select(new NodeQuery { Names = ["gw1"], Roles = ["worker"] });
        Assert.Empty(filtered.Nodes);
        Assert.Empty(filtered.Missing);
    }

    [Fact]
    public async Task A_few_exact_names_read_no_other_file()
    {
        Assert.Empty((await Select(new NodeQuery { Names = ["pi1", "web"] })).Faults);
        Assert.Empty((await Select(new NodeQuery { Expression = "pi1,(pi2)" })).Faults);
        var fault = Assert.Single((await Select(new NodeQuery { Names = ["bad1", "pi1"] })).Faults);
        Assert.Equal(_cloud.PathOf("bad1"), fault.Path);
        Assert.Single((await Select(new NodeQuery { Names = ["pi1"], Expression = "pi1" })).Faults);
    }

    [Fact]
    public async Task What_cannot_be_understood_is_refused()
    {
        await Errors.Of("InvalidNodeExpression", () => Select(new NodeQuery { Expression = "pi1&" }));
        await Errors.Of("InvalidNodeExpression", () => Select(new NodeQuery { Names = ["pi[1"] }));
        await Errors.Of("InvalidNodeExpression", () => Select(new NodeQuery { Names = [""] }));
        await Errors.Of("InvalidNodeExpression", () => Select(new NodeQuery { Roles = ["[", "x"] }));
    }

    private Task<NodeSelection> Select(NodeQuery query) => NodeSelector.SelectAsync(_cloud.Store, query, None);

    private static string Show(NodeSelection selection) => string.Join(' ', selection.Nodes.Select(n => n.Name));

    private static ReadOnlyDictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        new(entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal));
}
