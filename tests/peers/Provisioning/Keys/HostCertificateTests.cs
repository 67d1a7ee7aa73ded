using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Provisioning.Keys.Certificates;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning.Keys;

public sealed class HostCertificateTests : HostKeyTest
{
    private const string Conf = "/etc/ssh/sshd_config.d/01-dentropy-host.conf";

    private string CaPath => Path.Join(CloudPath, "ca");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await KeyFiles.CreateAsync(CaPath, "a CA", Stop);
    }

    [Fact]
    public async Task WithCertificatesTheAuthorityIsAllThatIsKnown()
    {
        await ServeThreeAsync("pi1");
        await UpdateAsync(new(), "pi1");

        var made = Good(await SignAsync(new HostCertificates(Links, Links), settings => settings with { Principals = ["web.example"] }, "pi1", "pi2"));

        Assert.Equal(new ulong[] { 1, 2, 3, 4 }, made.Select(one => one.Serial).Order());
        Assert.All(made, one => Assert.Equal([Node(one.Node!).Address!, one.Node!, "web.example"], one.Principals));
        await File.WriteAllLinesAsync(KnownHostsPath, KnownLines().Where(line => line.StartsWith('@')), Stop);
        var line = Assert.Single(KnownLines());
        Assert.Contains($"{Node("pi1").Address},pi1", line, StringComparison.Ordinal);
        Assert.Contains($"{Node("pi2").Address},pi2", line, StringComparison.Ordinal);
        await LogInAnewAsync("pi1");
        await LogInAnewAsync("pi2");
        foreach (var type in (string[])["rsa-sha2-512-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com", "ssh-ed25519-cert-v01@openssh.com"])
            await Links.ProveHostAsync(Node("pi1"), KnownLines(), type, Stop);
        var keys = await ListHostKeysAsync("pi1");
        Assert.Equal(3, keys.Count);
        Assert.All(keys, key => Assert.Equal((made[0].ValidUntil.Date, "web.example"), (key.CertifiedUntil?.Date, key.CertifiedNames[^1])));
        await NothingLeftAsync("pi1");

        Assert.Equal(new ulong[] { 5, 6, 7 }, Good(await SignAsync(new HostCertificates(Links, Links), settings => settings, "pi1")).Select(one => one.Serial));
        Assert.Single(KnownLines());
        Assert.Equal(7, (await new SshCertificates(CloudPath).ListAsync(Stop)).Count(one => one.Kind == DcSshCertificateKind.Host));
    }

    [Fact]
    public async Task ACertificateThatSshdCannotUseIsTakenBack()
    {
        var before = KnownLines();
        var proof = new BeforeProof(Links, node => Lab.ExecAsync(node.Name, $"echo garbage >{Ed25519}-cert.pub"));

        var (made, failure) = Assert.Single(await SignAsync(new HostCertificates(Links, proof), settings => settings with { ProofTimeout = TimeSpan.FromSeconds(8) }, "pi1"));

        Assert.Empty(made);
        Assert.Equal("HostKeyNotProved", failure?.ErrorId);
        Assert.Contains("was put back", failure!.Message, StringComparison.Ordinal);
        Assert.Equal("", await ExecAsync("pi1", $"ls {Conf} {Ed25519}-cert.pub 2>/dev/null"));
        Assert.Equal(before, KnownLines());
        await NothingLeftAsync("pi1");
    }

    [Fact]
    public async Task AnSshdThatReadsNoFilesOfOursKeepsWhatItHad()
    {
        await Lab.ExecAsync("pi1", "sed -i '/^Include/d' /etc/ssh/sshd_config && kill -HUP \"$(cat /run/lab-host/sshd.pid)\"");

        var (_, failure) = Assert.Single(await SignAsync(new HostCertificates(Links, Links), settings => settings, "pi1"));

        Assert.Equal("SshdOverruled", failure?.ErrorId);
        Assert.Equal("", await ExecAsync("pi1", $"ls {Conf} {Ed25519}-cert.pub 2>/dev/null"));
        await NothingLeftAsync("pi1");
    }

    [Fact]
    public async Task ALinkThatIsCutBeforeTheProofTakesTheCertificateBack()
    {
        await using var links = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(3) });
        var proof = new BeforeProof(links, node => Lab.RunAsync("link", node.Name, "down"));

        var (_, failure) = Assert.Single(await SignAsync(new HostCertificates(links, proof), settings => settings with { ProofTimeout = TimeSpan.FromSeconds(8) }, "pi1"));

        Assert.Equal("HostKeyNotProved", failure?.ErrorId);
        Assert.Contains("by itself", failure!.Message, StringComparison.Ordinal);
        await Lab.RunAsync("link", "pi1", "up");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", $"ls {Conf} {Ed25519}-cert.pub /var/lib/dentropy/hostkeys* 2>/dev/null") == "", "the node has taken the certificate back");
        await LogInAnewAsync("pi1");
        await NothingLeftAsync("pi1");
    }

    [Fact]
    public async Task AFullDiskLeavesSshdAsItWas()
    {
        await Lab.ExecAsync("pi1", "cp -a /etc/ssh /srv/small/ssh && mount --bind /srv/small/ssh /etc/ssh && cat /dev/zero >/srv/small/fill 2>/dev/null");
        var before = await ExecAsync("pi1", "ls -AR /etc/ssh");

        var (_, failure) = Assert.Single(await SignAsync(new HostCertificates(Links, Links), settings => settings, "pi1"));

        Assert.Equal("ProvisionDiskFull", failure?.ErrorId);
        Assert.Equal(before, await ExecAsync("pi1", "ls -AR /etc/ssh"));
        await NothingLeftAsync("pi1");
    }

    [Fact]
    public async Task NewHostKeysSayThatTheirCertificateIsGone()
    {
        Good(await SignAsync(new HostCertificates(Links, Links), settings => settings, "pi1"));
        var change = Assert.Single(await UpdateAsync(new() { New = true }, "pi1"));
        Assert.Null(change.Failure);
        Assert.Contains(change.Steps, step => step.Contains("sign the new one", StringComparison.Ordinal));
        Assert.Null(Assert.Single(await ListHostKeysAsync("pi1")).CertifiedUntil);
        Good(await SignAsync(new HostCertificates(Links, Links), settings => settings, "pi1"));
    }

    [Fact]
    public async Task WithoutAnAuthorityNothingIsDone()
    {
        var error = await Assert.ThrowsAsync<DentropyException>(() => SignAsync(new HostCertificates(Links, Links), settings => settings with { CaKey = CaPath + ".none" }, "pi1"));
        Assert.Equal("CaKeyNotFound", error.ErrorId);
        error = await Assert.ThrowsAsync<DentropyException>(() => SignAsync(new HostCertificates(Links, Links), settings => settings with { ValidFor = "ever" }, "pi1"));
        Assert.Equal("ValidForInvalid", error.ErrorId);
    }

    private async Task<List<(IReadOnlyList<DcSshCertificate> Made, DentropyException? Failure)>> SignAsync(HostCertificates certificates, Func<HostCertificateSettings, HostCertificateSettings> how, params string[] nodes)
    {
        var all = new List<(IReadOnlyList<DcSshCertificate>, DentropyException?)>();
        await foreach (var (_, made, failure) in certificates.SignAsync([.. nodes.Select(Node)], how(new HostCertificateSettings { CaKey = CaPath }), Stop))
            all.Add((made, failure));
        return all;
    }

    private static List<DcSshCertificate> Good(List<(IReadOnlyList<DcSshCertificate> Made, DentropyException? Failure)> all)
    {
        Assert.Equal([], all.Select(one => one.Failure?.Message).OfType<string>());
        return [.. all.SelectMany(one => one.Made)];
    }
}
