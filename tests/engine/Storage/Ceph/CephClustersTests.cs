using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Tests.Nodes;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph;

public sealed class CephClustersTests : IDisposable
{
    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-ceph-").FullName;

    public void Dispose() => Directory.Delete(_cloud, recursive: true);

    [Theory]
    [InlineData("  home: {}\n", "needs either nodes or dashboard")]
    [InlineData("  home: { nodes: a, dashboard: 'https://a:1', user: u, password: 'env:P' }\n", "needs either nodes or dashboard")]
    [InlineData("  home: { dashboard: 'https://a:1', user: u }\n", "needs user and password")]
    [InlineData("  home: { dashboard: 'https://a:1', user: u, password: secret }\n", "is written out")]
    [InlineData("  home: { nodes: a, conf: ceph.conf }\n", "no absolute path")]
    [InlineData("  home: { nodes: a, name: admin }\n", "no name of a client")]
    [InlineData("  home: { nodes: a, sudo: maybe }\n", "neither true nor false")]
    [InlineData("  home: { nodes: a, key: b }\n", "has no key 'key'")]
    [InlineData("  home: pi1\n", "keys with values belong here")]
    [InlineData("  ../x: { nodes: a }\n", "cannot be the name")]
    public async Task WhatTheFileCannotMeanIsToldWithItsLine(string text, string problem)
    {
        await WriteAsync("ceph:\n" + text);

        var error = await Assert.ThrowsAsync<DentropyException>(() => CephClusters.NamesAsync(_cloud, TestContext.Current.CancellationToken));

        Assert.Equal("CloudFileInvalid", error.ErrorId);
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message.Replace("written out", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClustersAreChosenByNameOrByNode()
    {
        await WriteAsync("ceph:\n  home: { nodes: [pi1, pi2], sudo: true }\n  away: { nodes: pi3 }\n");
        foreach (var node in new[] { "pi1", "pi2", "pi3", "pi4" })
            await new FileNodeStore(_cloud).AddAsync(new DcNode { Name = node }, TestContext.Current.CancellationToken);

        Assert.Equal(["home", "away"], await NamesAsync(new CephQuery()));
        Assert.Equal(["away"], await NamesAsync(new CephQuery { Clusters = ["AWAY"] }));
        Assert.Equal(["home"], await NamesAsync(new CephQuery { Nodes = [new DcNode { Name = "pi2" }] }));
        Assert.Equal(["pi4"], await NamesAsync(new CephQuery { Nodes = [new DcNode { Name = "pi4" }] }));
        Assert.Equal("CephClusterNotFound", await FailureAsync(new CephQuery { Clusters = ["none"] }));
        Assert.Equal("InvalidLimit", await FailureAsync(new CephQuery { Timeout = TimeSpan.Zero }));
        await WriteAsync("ceph:\n  home: { nodes: pi9 }\n");
        Assert.Equal("NodeNotFound", await FailureAsync(new CephQuery()));
        await WriteAsync("");
        Assert.Equal("CephNotConfigured", await FailureAsync(new CephQuery()));
        Assert.Equal(["pi1"], await NamesAsync(new CephQuery { Nodes = [new DcNode { Name = "pi1" }] }));
    }

    private async Task<IReadOnlyList<string>> NamesAsync(CephQuery query) => [.. (await OpenAsync(query)).Select(cluster => cluster.Name)];

    private async Task<string> FailureAsync(CephQuery query) => (await Assert.ThrowsAsync<DentropyException>(() => OpenAsync(query))).ErrorId;

    private Task<IReadOnlyList<CephCluster>> OpenAsync(CephQuery query) => new CephClusters(new FileNodeStore(_cloud), new FakeNodes()).OpenAsync(query, TestContext.Current.CancellationToken);

    private Task WriteAsync(string text) => File.WriteAllTextAsync(Path.Join(_cloud, "cloud.yaml"), text, TestContext.Current.CancellationToken);
}
