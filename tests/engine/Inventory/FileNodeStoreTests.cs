using System.Collections.ObjectModel;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class FileNodeStoreTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TempCloud _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task An_absent_inventory_is_empty_and_reading_makes_nothing()
    {
        var listing = await _cloud.Store.ReadAllAsync(None);
        Assert.Empty(listing.Nodes);
        Assert.Empty(listing.Faults);
        Assert.Null(await _cloud.Store.FindAsync("pi1", None));
        await Errors.Of("NodeNotFound", () => _cloud.Store.RemoveAsync("pi1", null, None));
        await Errors.Of("NodeNotFound", () => _cloud.Store.ReplaceAsync(new DcNode { Name = "pi1", Revision = 1 }, None));
        await Errors.Of("NodeNotFound", () => _cloud.Store.HistoryAsync("pi1", None));
        Assert.False(Directory.Exists(_cloud.Folder));
    }

    [Fact]
    public async Task Adding_makes_the_folder_for_this_account_alone()
    {
        var added = await _cloud.Store.AddAsync(new DcNode { Name = "pi1", Address = "10.0.0.1", Revision = 44 }, None);
        Assert.Equal((1L, _cloud.Folder), (added.Revision, added.Cloud));
        Assert.Equal(TempCloud.Describe(added), TempCloud.Describe((await _cloud.Store.FindAsync("pi1", None))!));
        Assert.Matches("^name: pi1\naddress: 10.0.0.1\nrevision: 1 # written 20..-..-..T..:..:..Z\n$", _cloud.Text("pi1"));
        Assert.Contains(".lock", await File.ReadAllTextAsync(Path.Join(_cloud.Folder, ".gitignore")), StringComparison.Ordinal);
        Assert.Equal([".gitignore", "nodes/pi1.yaml"], _cloud.Files().Keys.ToArray());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_cloud.Folder));
    }

    [Fact]
    public async Task A_gitignore_of_the_operators_own_stays()
    {
        _cloud.PutFile(".gitignore", "mine\n");
        await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        Assert.Equal("mine\n", await File.ReadAllTextAsync(Path.Join(_cloud.Folder, ".gitignore")));
    }

    [Fact]
    public async Task Nodes_come_in_natural_order_and_broken_files_hide_none()
    {
        foreach (var name in new[] { "pi10", "pi2", "pi1", "gw" })
            await _cloud.Store.AddAsync(new DcNode { Name = name }, None);
        _cloud.Put("pi3", "name: pi3\nport: many\n");
        _cloud.Put("pi4", "name: other\n");
        _cloud.Put("localhost", "name: localhost\n");
        _cloud.PutFile("nodes/pi5.yml", "name: pi5\n");
        _cloud.PutFile("nodes/README.md", "text");
        _cloud.PutFile("nodes/.hidden.yaml", "text");
        _cloud.PutFile("nodes/pi2.yaml~", "text");
        Directory.CreateDirectory(_cloud.PathOf("folder"));

        var listing = await _cloud.Store.ReadAllAsync(None);
        Assert.Equal(["gw", "pi1", "pi2", "pi10"], listing.Nodes.Select(n => n.Name).ToArray());
        Assert.Equal(["localhost.yaml", "pi3.yaml", "pi4.yaml", "pi5.yml"], listing.Faults.Select(f => Path.GetFileName(f.Path)).ToArray());
        Assert.All(listing.Faults, f => Assert.Equal("NodeFileInvalid", f.Error.ErrorId));
        Assert.StartsWith("nodes/pi3.yaml line 2: port: ", listing.Faults[1].Error.Message, StringComparison.Ordinal);
        Assert.Contains("rename it to pi5.yaml", listing.Faults[3].Error.Message, StringComparison.Ordinal);
        Assert.All(listing.Nodes, n => Assert.Equal(_cloud.Folder, n.Cloud));

        var e = await Errors.Of("NodeFileInvalid", () => _cloud.Store.FindAsync("pi3", None));
        Assert.Equal(_cloud.PathOf("pi3"), e.Target);
        await Errors.Of("NodeFileInvalid", () => _cloud.Store.ReplaceAsync(new DcNode { Name = "pi3", Revision = 1 }, None));
        await Errors.Of("NodeFileInvalid", () => _cloud.Store.RemoveAsync("pi3", null, None));
    }

    [Fact]
    public async Task Many_nodes_are_all_read()
    {
        Directory.CreateDirectory(Path.Join(_cloud.Folder, "nodes"));
        for (var i = 0; i < 1000; i++)
            _cloud.Put("n" + i, i % 100 == 99 ? "name: wrong\n" : i % 2 == 0 ? $"name: n{i}\nrevision: 1\n" : $"name: 'n{i}'\n");
        var listing = await _cloud.Store.ReadAllAsync(None);
        Assert.Equal(Enumerable.Range(0, 1000).Where(i => i % 100 != 99).Select(i => "n" + i).ToArray(), listing.Nodes.Select(n => n.Name).ToArray());
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"n{i}99.yaml").ToArray().Order(NodeNameOrder.Instance).Select(n => n.Replace("n099", "n99")).ToArray(), listing.Faults.Select(f => Path.GetFileName(f.Path)).ToArray());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _cloud.Store.ReadAllAsync(cancelled.Token));
    }

    [Fact]
    public async Task A_name_that_is_there_is_refused_in_any_letter_case()
    {
        await _cloud.Store.AddAsync(new DcNode { Name = "Pi1" }, None);
        var before = _cloud.Files();
        var e = await Errors.Of("NodeExists", () => _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None));
        Assert.Contains("a node Pi1 already", e.Message, StringComparison.Ordinal);
        await Errors.Of("NodeExists", () => _cloud.Store.AddAsync(new DcNode { Name = "Pi1" }, None));
        Assert.Equal(before, _cloud.Files());

        Assert.Equal("Pi1", (await _cloud.Store.FindAsync("PI1", None))!.Name);
        var changed = await _cloud.Store.ReplaceAsync(new DcNode { Name = "pI1", Site = "home", Revision = 1 }, None);
        Assert.Equal("Pi1", changed.Name);
        await _cloud.Store.RemoveAsync("pi1", null, None);
        Assert.Empty((await _cloud.Store.ReadAllAsync(None)).Nodes);
    }

    [Fact]
    public async Task Two_files_whose_names_differ_in_case_are_a_fault()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems do not keep two such files.");
        _cloud.Put("pi1", "name: pi1\n");
        _cloud.Put("PI1", "name: PI1\n");
        var listing = await _cloud.Store.ReadAllAsync(None);
        Assert.Equal("PI1", Assert.Single(listing.Nodes).Name);
        Assert.Contains("letter case", Assert.Single(listing.Faults).Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("-x")]
    public async Task Names_that_no_node_can_have_touch_nothing(string name)
    {
        _cloud.PutFile("evil.yaml", "name: evil\n");
        await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        var before = _cloud.Files();
        Assert.Null(await _cloud.Store.FindAsync(name, None));
        await Errors.Of("InvalidNodeName", () => _cloud.Store.AddAsync(new DcNode { Name = name }, None));
        await Errors.Of("InvalidNodeName", () => _cloud.Store.ReplaceAsync(new DcNode { Name = name, Revision = 1 }, None));
        await Errors.Of("NodeNotFound", () => _cloud.Store.RemoveAsync(name, null, None));
        await Errors.Of("NodeNotFound", () => _cloud.Store.HistoryAsync(name, None));
        Assert.Equal(before, _cloud.Files());
    }

    [Fact]
    public async Task Localhost_has_no_entry()
    {
        await Errors.Of("InvalidNodeName", () => _cloud.Store.AddAsync(DcNode.Local, None));
        await Errors.Of("InvalidNodeName", () => _cloud.Store.ReplaceAsync(DcNode.Local, None));
        await Errors.Of("InvalidNodeName", () => _cloud.Store.RemoveAsync("localhost", null, None));
        Assert.Null(await _cloud.Store.FindAsync("localhost", None));
        Assert.False(Directory.Exists(_cloud.Folder));
    }

    [Fact]
    public async Task Bad_input_changes_nothing()
    {
        await Errors.Of("InvalidNodeAddress", () => _cloud.Store.AddAsync(new DcNode { Name = "pi1", Address = "a b" }, None));
        Assert.False(Directory.Exists(_cloud.Folder));
        var node = await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        var before = _cloud.Files();
        await Errors.Of("InvalidNodePort", () => _cloud.Store.ReplaceAsync(node with { Port = 0 }, None));
        await Errors.Of("InvalidNodeMetadata", () => _cloud.Store.ReplaceAsync(node with { Metadata = Map(("big", new string('x', 2_000_000))) }, None));
        await Errors.Of("NodeNotFound", () => _cloud.Store.ReplaceAsync(node with { Name = "pi2" }, None));
        Assert.Equal(before, _cloud.Files());
    }

    [Fact]
    public async Task A_stale_write_is_refused_and_changes_nothing()
    {
        var first = await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        var second = await _cloud.Store.ReplaceAsync(first with { Site = "home" }, None);
        Assert.Equal(2, second.Revision);
        var before = _cloud.Files();
        var e = await Errors.Of("StaleRevision", () => _cloud.Store.ReplaceAsync(first with { Site = "away" }, None));
        Assert.Equal("pi1", e.Target);
        Assert.Contains("yours is revision 1, the stored one is 2", e.Message, StringComparison.Ordinal);
        await Errors.Of("StaleRevision", () => _cloud.Store.RemoveAsync("pi1", 1, None));
        await Errors.Of("StaleRevision", () => _cloud.Store.ReplaceAsync(first with { Revision = 3 }, None));
        Assert.Equal(before, _cloud.Files());
        await _cloud.Store.RemoveAsync("pi1", 2, None);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_writes_nothing()
    {
        _cloud.Put("pi1", "# mine\nname: 'pi1'\nroles: [b, a]\nrevision: 4\n");
        var node = (await _cloud.Store.FindAsync("pi1", None))!;
        var before = _cloud.Files();
        var same = await _cloud.Store.ReplaceAsync(node with { Roles = ["b", "a", "B"], Site = "" }, None);
        Assert.Equal(4, same.Revision);
        Assert.Equal(before, _cloud.Files());
    }

    [Fact]
    public async Task Comments_on_top_outlive_a_change()
    {
        _cloud.Put("pi1", "# The first Pi,\n# under the stairs: größer\nname: pi1 # inner\nrevision: 4\n");
        await _cloud.Store.ReplaceAsync((await _cloud.Store.FindAsync("pi1", None))! with { Site = "home" }, None);
        Assert.StartsWith("# The first Pi,\n# under the stairs: größer\nname: pi1\nsite: home\nrevision: 5 # written ", _cloud.Text("pi1"), StringComparison.Ordinal);
        Assert.Contains("name: pi1 # inner\n", _cloud.Files()["history/nodes/pi1/4.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_files_mode_outlives_a_change()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (OperatingSystem.IsWindows())
            return;

        var node = await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead;
        File.SetUnixFileMode(_cloud.PathOf("pi1"), mode);
        await _cloud.Store.ReplaceAsync(node with { Site = "home" }, None);
        Assert.Equal(mode, File.GetUnixFileMode(_cloud.PathOf("pi1")));
    }

    [Fact]
    public async Task A_place_that_is_no_folder_is_an_error()
    {
        _cloud.PutFile("file", "");
        var inFile = new FileNodeStore(Path.Join(_cloud.Folder, "file"));
        await Errors.Of("InventoryUnreadable", () => inFile.ReadAllAsync(None));
        await Errors.Of("InventoryWriteFailed", () => inFile.AddAsync(new DcNode { Name = "pi1" }, None));
        var below = new FileNodeStore(Path.Join(_cloud.Folder, "file", "below"));
        var e = await Errors.Of("InventoryWriteFailed", () => below.AddAsync(new DcNode { Name = "pi1" }, None));
        Assert.Contains(below.Location, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_left_by_a_crash_is_in_nobodys_way()
    {
        _cloud.PutFile("nodes/.pi1.yaml.tmp", "half a fi");
        _cloud.PutFile(".lock", "99999999\n");
        var node = await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        await _cloud.Store.ReplaceAsync(node with { Site = "home" }, None);
        Assert.Equal([".gitignore", "history/nodes/pi1/1.yaml", "nodes/pi1.yaml"], _cloud.Files().Keys.ToArray());
    }

    private static ReadOnlyDictionary<string, string> Map(params (string Key, string Value)[] entries) =>
        new(entries.ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal));
}
