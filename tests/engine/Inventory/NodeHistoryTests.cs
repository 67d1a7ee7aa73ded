using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeHistoryTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TempCloud _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Every_state_is_kept_newest_first()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var node = await _cloud.Store.AddAsync(new DcNode { Name = "pi1", Site = "a" }, None);
        node = await _cloud.Store.ReplaceAsync(node with { Site = "b" }, None);
        await _cloud.Store.ReplaceAsync(node with { Site = "c" }, None);

        var history = await _cloud.Store.HistoryAsync("PI1", None);
        Assert.Equal("3 Current c, 2 Superseded b, 1 Superseded a", Show(history));
        Assert.All(history, h => Assert.InRange(h.Time, before, DateTimeOffset.UtcNow));
        Assert.All(history, h => Assert.Equal((h.Revision, "pi1", _cloud.Folder), (h.Node.Revision, h.Name, h.Node.Cloud)));
    }

    [Fact]
    public async Task A_removed_node_keeps_its_last_state_and_comes_back_with_the_next_revision()
    {
        var node = await _cloud.Store.AddAsync(new DcNode { Name = "pi1", Site = "a" }, None);
        await _cloud.Store.ReplaceAsync(node with { Site = "b" }, None);
        await _cloud.Store.RemoveAsync("pi1", 2, None);
        Assert.False(File.Exists(_cloud.PathOf("pi1")));
        Assert.Equal("2 Removed b, 1 Superseded a", Show(await _cloud.Store.HistoryAsync("pi1", None)));

        node = await _cloud.Store.AddAsync(new DcNode { Name = "Pi1", Site = "c" }, None);
        Assert.Equal(3, node.Revision);
        await _cloud.Store.ReplaceAsync(node with { Site = "d" }, None);
        Assert.Equal("4 Current d, 3 Superseded c, 2 Removed b, 1 Superseded a", Show(await _cloud.Store.HistoryAsync("pi1", None)));
    }

    [Fact]
    public async Task Times_survive_a_clone_that_keeps_no_file_times()
    {
        _cloud.Put("pi1", "name: pi1\nsite: a\nrevision: 1 # written 2020-02-03T04:05:06Z\n");
        var node = (await _cloud.Store.FindAsync("pi1", None))!;
        await _cloud.Store.ReplaceAsync(node with { Site = "b" }, None);
        var old = (await _cloud.Store.HistoryAsync("pi1", None))[1];
        Assert.Equal(new DateTimeOffset(2020, 2, 3, 4, 5, 6, TimeSpan.Zero), old.Time);
    }

    [Fact]
    public async Task A_hand_written_file_is_kept_with_the_time_it_had()
    {
        _cloud.Put("pi1", "name: pi1\nsite: a\nmetadata:\n  t: |\n    # written 1999-01-01T00:00:00Z");
        var time = new DateTime(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_cloud.PathOf("pi1"), time);
        var node = (await _cloud.Store.FindAsync("pi1", None))!;
        Assert.Equal(time, (await _cloud.Store.HistoryAsync("pi1", None))[0].Time.UtcDateTime);
        await _cloud.Store.ReplaceAsync(node with { Site = "b" }, None);
        var path = Path.Join(_cloud.Folder, "history/nodes/pi1/1.yaml");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        var old = (await _cloud.Store.HistoryAsync("pi1", None))[1];
        Assert.Equal(time, old.Time.UtcDateTime);
        Assert.Equal("a", old.Node.Site);
        Assert.StartsWith("# written 1999", old.Node.Metadata["t"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_crash_before_the_rename_loses_neither_state()
    {
        var node = await _cloud.Store.AddAsync(new DcNode { Name = "pi1", Site = "a" }, None);
        _cloud.PutFile("history/nodes/pi1/1.yaml", _cloud.Text("pi1"));
        Assert.Equal("1 Current a", Show(await _cloud.Store.HistoryAsync("pi1", None)));
        node = await _cloud.Store.ReplaceAsync(node with { Site = "b" }, None);
        Assert.Equal(2, node.Revision);
        Assert.Equal("2 Current b, 1 Superseded a", Show(await _cloud.Store.HistoryAsync("pi1", None)));
    }

    [Fact]
    public async Task A_crash_between_keeping_and_removing_is_finished_by_the_next_removal()
    {
        await _cloud.Store.AddAsync(new DcNode { Name = "pi1", Site = "a" }, None);
        _cloud.PutFile("history/nodes/pi1/1.yaml", _cloud.Text("pi1") + "# removed 2020-01-01T00:00:00Z\n");
        Assert.Equal("1 Current a", Show(await _cloud.Store.HistoryAsync("pi1", None)));
        await _cloud.Store.RemoveAsync("pi1", 1, None);
        Assert.Equal("1 Removed a", Show(await _cloud.Store.HistoryAsync("pi1", None)));
    }

    [Fact]
    public async Task A_number_that_another_state_has_is_not_taken_from_it()
    {
        _cloud.PutFile("history/nodes/pi1/1.yaml", "name: pi1\nsite: old1\nrevision: 1\n");
        _cloud.PutFile("history/nodes/pi1/5.yaml", "name: pi1\nsite: old5\nrevision: 5\n");
        _cloud.Put("pi1", "name: pi1\nsite: byhand\n");
        var node = (await _cloud.Store.FindAsync("pi1", None))!;
        Assert.Equal(1, node.Revision);
        node = await _cloud.Store.ReplaceAsync(node with { Site = "new" }, None);
        Assert.Equal(7, node.Revision);
        Assert.Equal("7 Current new, 6 Superseded byhand, 5 Superseded old5, 1 Superseded old1", Show(await _cloud.Store.HistoryAsync("pi1", None)));
    }

    [Fact]
    public async Task A_broken_file_does_not_hide_the_states_before_it()
    {
        var node = await _cloud.Store.AddAsync(new DcNode { Name = "pi1", Site = "a" }, None);
        await _cloud.Store.ReplaceAsync(node with { Site = "b" }, None);
        _cloud.Put("pi1", "name: [\n");
        Assert.Equal("1 Superseded a", Show(await _cloud.Store.HistoryAsync("pi1", None)));
        _cloud.Put("pi2", "name: [\n");
        await Errors.Of("NodeFileInvalid", () => _cloud.Store.HistoryAsync("pi2", None));
    }

    private static string Show(IReadOnlyList<DcNodeRevision> history) =>
        string.Join(", ", history.Select(h => $"{h.Revision} {h.State} {h.Node.Site}"));
}
