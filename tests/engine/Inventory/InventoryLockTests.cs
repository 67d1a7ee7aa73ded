using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class InventoryLockTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TempCloud _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Fact]
    public async Task Tasks_of_one_process_lose_nothing()
    {
        await _cloud.Store.AddAsync(new DcNode { Name = "counter", Hardware = "0" }, None);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await _cloud.Store.AddAsync(new DcNode { Name = $"w{worker}-{i}" }, None);
                while (!await TryCount())
                {
                    // Another task was faster: count on from what it wrote.
                }
            }
        })));
        await AllCounted(80);
    }

    [Fact]
    public async Task Processes_that_write_at_once_lose_nothing()
    {
        await _cloud.Store.AddAsync(new DcNode { Name = "counter", Hardware = "0" }, None);
        var processes = Enumerable.Range(0, 4).Select(_ => ChildProcess.Start("15", _cloud.Folder)).ToList();
        foreach (var process in processes)
            await process.StandardInput.WriteLineAsync("go");
        foreach (var process in processes)
        {
            await ChildProcess.Output(process);
            process.Dispose();
        }

        await AllCounted(60);
    }

    [Fact]
    public async Task Only_one_of_many_adds_the_same_name()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            try
            {
                await _cloud.Store.AddAsync(new DcNode { Name = i % 2 == 0 ? "pi1" : "PI1" }, None);
                return "added";
            }
            catch (DentropyException e)
            {
                return e.ErrorId;
            }
        })));
        Assert.Equal(1, results.Count(r => r == "added"));
        Assert.Equal(15, results.Count(r => r == "NodeExists"));
    }

    [Fact]
    public async Task A_held_inventory_is_busy_until_its_owner_dies()
    {
        await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        using var owner = ChildProcess.Start("hold", _cloud.Folder);
        Assert.Equal("held", await owner.StandardOutput.ReadLineAsync());
        var before = _cloud.Files();
        var impatient = new FileNodeStore(_cloud.Folder) { Patience = TimeSpan.FromMilliseconds(100) };
        var e = await Errors.Of("InventoryBusy", () => impatient.AddAsync(new DcNode { Name = "pi2" }, None));
        Assert.Equal(_cloud.Folder, e.Target);
        if (!OperatingSystem.IsWindows())
            Assert.Contains($"locked by process {owner.Id} ", e.Message, StringComparison.Ordinal);
        await Errors.Of("InventoryBusy", () => impatient.RemoveAsync("pi1", null, None));
        Assert.Single((await impatient.ReadAllAsync(None)).Nodes);
        Assert.Equal(before, _cloud.Files());

        using var stop = new CancellationTokenSource();
        var waiting = _cloud.Store.AddAsync(new DcNode { Name = "pi3" }, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var patient = _cloud.Store.AddAsync(new DcNode { Name = "pi2" }, None);
        Assert.False(patient.IsCompleted);
        owner.Kill();
        await patient;
        Assert.Equal(2, (await _cloud.Store.ReadAllAsync(None)).Nodes.Count);
    }

    [Fact]
    public async Task A_read_only_inventory_refuses_every_write_and_can_be_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The inventory is made read-only by means of Linux.");
        if (!OperatingSystem.IsLinux())
            return;

        await _cloud.Store.AddAsync(new DcNode { Name = "pi1" }, None);
        var before = _cloud.Files();
        string output;
        if (Environment.IsPrivilegedProcess)
        {
            // Permissions do not hold root back, and a read-only mount does.
            const string mount = "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\" && exec \"$@\"";
            using var child = ChildProcess.Start("write", _cloud.Folder, "unshare", "--mount", "sh", "-c", mount, _cloud.Folder);
            output = await ChildProcess.Output(child);
        }
        else
        {
            const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.UserExecute;
            string[] folders = [_cloud.Folder, Path.Join(_cloud.Folder, "nodes")];
            var files = Directory.GetFiles(_cloud.Folder, "*", SearchOption.AllDirectories);
            foreach (var path in files.Concat(folders))
                File.SetUnixFileMode(path, read);
            using var child = ChildProcess.Start("write", _cloud.Folder);
            output = await ChildProcess.Output(child);
            foreach (var path in folders)
                File.SetUnixFileMode(path, read | UnixFileMode.UserWrite);
        }

        var refused = "InventoryReadOnly " + _cloud.Folder;
        Assert.Equal($"{refused}\n{refused}\n{refused}\n1", output);
        Assert.Equal(before, _cloud.Files());
    }

    [Fact]
    public async Task A_folder_that_may_not_be_made_is_read_only()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/sys is Linux's.");
        var e = await Errors.Of("InventoryReadOnly", () => new FileNodeStore("/sys/dentropy-test").AddAsync(new DcNode { Name = "pi1" }, None));
        Assert.Contains("/sys/dentropy-test", e.Message, StringComparison.Ordinal);
    }

    private async Task<bool> TryCount()
    {
        var node = (await _cloud.Store.FindAsync("counter", None))!;
        try
        {
            await _cloud.Store.ReplaceAsync(node with { Hardware = (int.Parse(node.Hardware!) + 1).ToString() }, None);
            return true;
        }
        catch (DentropyException e) when (e.ErrorId == "StaleRevision")
        {
            return false;
        }
    }

    private async Task AllCounted(int writes)
    {
        var listing = await _cloud.Store.ReadAllAsync(None);
        Assert.Empty(listing.Faults);
        Assert.Equal(writes + 1, listing.Nodes.Count);
        var counter = listing.Nodes.Single(n => n.Name == "counter");
        Assert.Equal((writes.ToString(), writes + 1L), (counter.Hardware!, counter.Revision));
        var history = await _cloud.Store.HistoryAsync("counter", None);
        Assert.Equal(Enumerable.Range(0, writes + 1).Reverse().Select(i => i.ToString()).ToArray(), history.Select(h => h.Node.Hardware).ToArray());
    }
}
