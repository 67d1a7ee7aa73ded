using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Backups;

// What can be said without any Docker engine.
public sealed class RestoreTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_backup_that_is_not_there_is_named()
    {
        var result = await _cli.RunAsync("restore", "./nowhere/app-*", "--yes");
        result.Ends(2);
        Assert.DoesNotContain("Unexpected", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--volume-map", "data")]
    [InlineData("--volume-map", "data=../x")]
    [InlineData("--on-conflict", "replace")]
    [InlineData("--timeout", "soon")]
    public async Task What_cannot_be_used_is_refused_before_anything_is_read(string option, string value)
    {
        var result = await _cli.RunAsync("restore", "./nowhere.tar.zst", option, value);
        result.Ends(2);
        Assert.Contains(value.Split('=')[^1], result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_needs_both_nodes()
    {
        var result = await _cli.RunAsync("app", "move", "shop", "--from", "pi1");
        result.Ends(2);
        Assert.Contains("--to", result.Error, StringComparison.Ordinal);
    }
}
