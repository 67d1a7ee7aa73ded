using System.Diagnostics;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class SshDefaultsTests
{
    [Theory]
    [InlineData("amd64", true)]
    [InlineData("x86_64", true)]
    [InlineData("arm64", false)]
    [InlineData(null, false)]
    public void OnlyProcessorsThatHaveAesForCertainAreFit(string? architecture, bool fit) =>
        Assert.Equal(fit, SshDefaults.FitFor(new DcNode { Name = "pi1", Architecture = architecture }));

    [Fact]
    public async Task SshReadsItAndWhatStandsBeforeWins()
    {
        var folder = Directory.CreateTempSubdirectory("dentropy-ssh-");
        try
        {
            Assert.SkipWhen(SshDefaults.Write(folder.FullName) is null, "This machine has no AES in its processor.");
            var path = Path.Combine(folder.FullName, "ssh_config");
            Assert.StartsWith("aes128-gcm@openssh.com,", await CiphersAsync(path), StringComparison.Ordinal);

            // As in the operator's own file, which is included first.
            var own = Path.Combine(folder.FullName, "own");
            await File.WriteAllTextAsync(own, "Host node\n  Ciphers aes256-ctr\nHost other\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).Replace("~/.ssh/config", own, StringComparison.Ordinal), TestContext.Current.CancellationToken);
            Assert.Equal("aes256-ctr", await CiphersAsync(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> CiphersAsync(string config)
    {
        using var ssh = Process.Start(new ProcessStartInfo("ssh", ["-G", "-F", config, "node"]) { RedirectStandardOutput = true })!;
        var said = await ssh.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return said.Split('\n').Single(line => line.StartsWith("ciphers ", StringComparison.Ordinal))["ciphers ".Length..];
    }
}
