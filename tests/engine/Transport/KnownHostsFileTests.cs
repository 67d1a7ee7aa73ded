using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Ssh;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class KnownHostsFileTests : IDisposable
{
    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-test-").FullName;

    public void Dispose() => Directory.Delete(_cloud, recursive: true);

    [Fact]
    public async Task ManyAtOnceLoseNothingAndLeaveNoOtherFileToCommit()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => KnownHostsFile.ReplaceAsync(_cloud, new HostKey($"pi{i}", "ssh-ed25519", "AAAA"), default)));
        var lines = await File.ReadAllLinesAsync(HostKeys.FileIn(_cloud));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"pi{i} ssh-ed25519 AAAA").Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        Assert.Equal([".lock", "known_hosts"], Directory.EnumerateFiles(_cloud).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ANewKeyTakesThePlaceOfTheHostsOldOnesAndNothingElse()
    {
        await File.WriteAllTextAsync(HostKeys.FileIn(_cloud), "# by hand\npi1 ssh-ed25519 AAAA\npi2 ssh-ed25519 BBBB\npi1 ssh-rsa CCCC\n");
        await KnownHostsFile.ReplaceAsync(_cloud, new HostKey("pi1", "ssh-ed25519", "DDDD"), default);
        Assert.Equal("# by hand\npi2 ssh-ed25519 BBBB\npi1 ssh-ed25519 DDDD\n", await File.ReadAllTextAsync(HostKeys.FileIn(_cloud)));
    }
}
