using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Backups;

// Nothing is backed up here: the node is not there, or the words are wrong.
public sealed class BackupCreateTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public BackupCreateTests() => _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task It_needs_a_place() => (await _cli.RunAsync("backup", "create", "web", "-n", "pi1")).Ends(2);

    [Theory]
    [InlineData("--consistency", "maybe")]
    [InlineData("--compression", "lzma")]
    [InlineData("--compression-level", "high")]
    [InlineData("--timeout", "soon")]
    public async Task What_cannot_be_understood_is_refused(string option, string value) =>
        (await _cli.RunAsync("backup", "create", "web", "-n", "pi1", "--to", "./b", option, value)).Ends(2);

    [Fact]
    public async Task A_node_that_is_not_there_is_named() =>
        (await _cli.RunAsync("backup", "create", "web", "-n", "pi1", "--to", "./b")).Fails(3, "NodeUnreachable");
}
