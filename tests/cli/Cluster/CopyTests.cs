using System.Security.Cryptography;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Cluster;

// Copies within this machine, and to a node that is not there.
public sealed class CopyTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public CopyTests()
    {
        _cli.Write("a", "one");
        _cli.Write("folder/b", "two");
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\n");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Sends_several_items_into_a_folder()
    {
        var sent = (await _cli.RunAsync("copy", "send", "a", "folder", "-n", "localhost", In("to/"), "--create-folders")).Good();

        Assert.Equal("one", File.ReadAllText(In("to/a")));
        Assert.Equal("two", File.ReadAllText(In("to/folder/b")));
        Assert.StartsWith($"localhost: {In("a")} -> {In("to/a")} (1 file, 3 bytes, ", sent.OutLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_nothing_that_is_there_already()
    {
        (await _cli.RunAsync("copy", "send", "a", "-n", "localhost", In("copy"))).Good();

        var again = (await _cli.RunAsync("copy", "send", "a", "-n", "localhost", In("copy"), "--skip-unchanged")).Good();

        Assert.Equal($"localhost: {In("copy")} is the same already\n", again.Out);
    }

    [Fact]
    public async Task Json_has_a_result_for_each_node_and_item()
    {
        var sent = (await _cli.RunAsync("copy", "send", "a", "-n", "localhost,pi1", In("copy"), "-o", "json")).Ends(3);

        Assert.Empty(sent.Error);
        var results = sent.Json.EnumerateArray().ToDictionary(result => result.GetProperty("node").GetString()!);
        Assert.Equal("copied", results["localhost"].GetProperty("status").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("one"u8)), results["localhost"].GetProperty("sha256").GetString());
        Assert.Equal("failed", results["pi1"].GetProperty("status").GetString());
        Assert.Equal("NodeUnreachable", results["pi1"].GetProperty("failure").GetProperty("errorId").GetString());
    }

    [Fact]
    public async Task Fetches_into_a_folder_for_each_of_several_nodes()
    {
        var fetched = await _cli.RunAsync("copy", "fetch", In("a"), "-n", "localhost,pi1", "got");

        fetched.Ends(3);
        Assert.Equal("one", File.ReadAllText(In("got/localhost/a")));
        Assert.False(Directory.Exists(In("got/pi1")));
        Assert.Equal("2 nodes: 1 copied, 1 failed (pi1)", fetched.ErrorLines[^1]);

        (await _cli.RunAsync("copy", "fetch", In("a"), "-n", "localhost", "one")).Good();
        Assert.Equal("one", File.ReadAllText(In("one/a")));
    }

    [Fact]
    public async Task What_if_copies_nothing()
    {
        Assert.Equal($"would send to localhost: a -> {In("copy")}\n", (await _cli.RunAsync("copy", "send", "a", "-n", "localhost", In("copy"), "--what-if")).Good().Out);
        Assert.Equal($"would fetch from localhost: {In("a")} -> got\n", (await _cli.RunAsync("copy", "fetch", In("a"), "-n", "localhost", "got", "--what-if")).Good().Out);

        Assert.False(File.Exists(In("copy")));
        Assert.False(Directory.Exists(In("got")));
    }

    [Theory]
    [InlineData("ItemNotFound", 2, "send", "a", "nope", "-n", "localhost", "to/")]
    [InlineData("ItemNotFound", 2, "send", "nope", "-n", "localhost", "to", "--what-if")]
    [InlineData("DestinationNotFolder", 2, "send", "a", "folder", "-n", "localhost", "to")]
    [InlineData("NodesNotNamed", 2, "send", "a", "to")]
    [InlineData("NodeNotFound", 2, "send", "a", "-n", "localhost,pi7", "to")]
    [InlineData("InvalidLimit", 2, "send", "a", "-n", "localhost", "to", "--throttle-limit", "0")]
    [InlineData("InvalidItemPath", 2, "send", "a", "-n", "localhost", "")]
    [InlineData("InvalidUsage", 2, "send", "a", "-n", "localhost")]
    [InlineData("InvalidUsage", 2, "fetch", "a", "-n", "localhost", "to", "--create-folders")]
    public async Task Bad_input_is_one_error_and_copies_nothing(string errorId, int code, params string[] words)
    {
        (await _cli.RunAsync(["copy", .. words])).Fails(code, errorId);

        Assert.False(Path.Exists(In("to")));
    }

    private string In(string path) => Path.Combine(_cli.Home, path);
}
