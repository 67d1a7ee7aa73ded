using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Tests.Backups;
using Xunit;

namespace Dentropy.Cli.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private const string Newest = "app-20261120T153000Z.tar.zst";
    private const string Older = "app-20261119T153000Z.tar.zst";
    private readonly Support.Cli _cli = new();

    private string Folder => Directory.CreateDirectory(Path.Combine(_cli.Home, "b")).FullName;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Lists_what_is_there()
    {
        await FillAsync();
        var result = (await _cli.RunAsync("backup", "list", "./b")).Good();
        Assert.Equal(3, result.Out.TrimEnd('\n').Split('\n').Length);
        Assert.Contains($"{_cli.Home}/b/{Newest}", result.Out, StringComparison.Ordinal);

        using var document = JsonDocument.Parse((await _cli.RunAsync("backup", "list", "b/", "--output", "json")).Good().Out);
        var backup = document.RootElement[1];
        Assert.Equal(("app", "pi1", true, 3.25), (backup.GetProperty("app").GetString(), backup.GetProperty("sourceNode").GetString(), backup.GetProperty("complete").GetBoolean(), backup.GetProperty("downtime").GetDouble()));
        Assert.Equal(2, (await _cli.RunAsync("backup", "list", "b", "--output", "jsonl")).Good().Out.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task A_broken_file_is_shown_and_is_an_error()
    {
        await FillAsync();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, Older));
        await File.WriteAllBytesAsync(Path.Combine(Folder, Older), bytes[..^20]);
        var result = await _cli.RunAsync("backup", "list", "b");
        Assert.Contains("incomplete", result.Out, StringComparison.Ordinal);
        Assert.Contains(Newest, result.Out, StringComparison.Ordinal);
        result.Fails(2, "BackupIncomplete");
    }

    [Fact]
    public async Task Shows_one()
    {
        await FillAsync();
        var text = (await _cli.RunAsync("backup", "show", "b/app-20261120*")).Good().Out;
        Assert.Contains("volume: data (", text, StringComparison.Ordinal);
        Assert.Contains("downtime: 3.25 s\n", text, StringComparison.Ordinal);
        (await _cli.RunAsync("backup", "show", "b/app-*")).Fails(2, "BackupAmbiguous");
        (await _cli.RunAsync("backup", "show", "b/none-*")).Fails(2, "BackupNotFound");
    }

    [Fact]
    public async Task Verifies_and_ends_with_1_where_one_is_damaged()
    {
        await FillAsync();
        Assert.Equal(2, (await _cli.RunAsync("backup", "verify", "b")).Good().Out.TrimEnd('\n').Split('\n').Count(line => line.Contains(": good (", StringComparison.Ordinal)));
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, Newest));
        bytes[bytes.Length / 3] ^= 4;
        await File.WriteAllBytesAsync(Path.Combine(Folder, Newest), bytes);
        var result = await _cli.RunAsync("backup", "verify", "b/*");
        Assert.Equal(1, result.Code);
        Assert.Contains("DAMAGED", result.Out, StringComparison.Ordinal);
        Assert.Contains("is not what was written (bytes ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prunes_and_keeps_what_is_asked_for()
    {
        await FillAsync();
        Assert.Equal($"would remove {_cli.Home}/b/{Older}\n", (await _cli.RunAsync("backup", "prune", "b", "--keep-last", "1", "--what-if")).Good().Out);
        (await _cli.RunAsync("backup", "prune", "b", "--keep-last", "1")).Fails(2, "NotConfirmed");
        (await _cli.RunAsync("backup", "prune", "b")).Fails(2, "InvalidRetention");
        (await _cli.RunAsync("backup", "prune", "b", "--keep-last", "many")).Fails(2, "InvalidOptionValue");
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
        Assert.Equal($"removed {_cli.Home}/b/{Older}\n", (await _cli.RunAsync("backup", "prune", "b", "--keep-last", "1", "--yes")).Good().Out);
        Assert.Equal("", (await _cli.RunAsync("backup", "prune", "b", "--keep-daily", "7", "--yes")).Good().Out);
        Assert.Equal([Newest], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Removes_what_is_named_and_no_whole_place()
    {
        await FillAsync();
        (await _cli.RunAsync("backup", "remove", "b", "--yes")).Fails(2, "InvalidPlace");
        (await _cli.RunAsync("backup", "remove", $"b/{Older}")).Fails(2, "NotConfirmed");
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
        (await _cli.RunAsync("backup", "remove", $"b/{Older}", "--yes")).Good();
        Assert.Equal([Newest], Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("PlaceNotFound", "list", "./none")]
    [InlineData("InvalidPlace", "list", "ftp://x/y")]
    [InlineData("NodeNotFound", "list", "ssh://nobody/x")]
    [InlineData("InvalidUsage", "list")]
    public async Task Bad_input_is_one_error(string errorId, params string[] words) => (await _cli.RunAsync(["backup", .. words])).Fails(2, errorId);

    private async Task FillAsync()
    {
        var bytes = await Sample.WriteAsync(BackupCompression.Zstd);
        await File.WriteAllBytesAsync(Path.Combine(Folder, Newest), bytes);
        await File.WriteAllBytesAsync(Path.Combine(Folder, Older), await Sample.WriteAsync(BackupCompression.Zstd, Sample.Time.AddDays(-1)));
    }
}
