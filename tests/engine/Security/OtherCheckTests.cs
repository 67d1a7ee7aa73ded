using System.Text;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security;
using Dentropy.Engine.Security.Checks;
using Dentropy.Engine.Security.Expect;
using Dentropy.Nodes;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Engine.Tests.Security;

public sealed class OtherCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SecurityUpdatesAreToldFromOthers()
    {
        // apt-get 2.6.1 -s --ignore-hold dist-upgrade on Debian 12, and Ubuntu 24.04's form.
        const string apt = """
            base-files [12.4+deb12u11] (12.4+deb12u15 Debian:12.15/oldstable [amd64])
            libgcrypt20-dev [1.10.1-3] (1.10.1-3+deb12u1 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [amd64]) []
            liblzma5 [5.4.1-1] (5.4.1-1+deb12u2 Debian-Security:12/oldstable-security [amd64])
            libcap2 [1:2.66-4+deb12u2+b2] (1:2.66-4+deb12u3+b1 Debian:12.15/oldstable [amd64]) []
            curl [8.5.0-2ubuntu10.4] (8.5.0-2ubuntu10.6 Ubuntu:24.04/noble-updates, Ubuntu:24.04/noble-security [arm64])
            linux-image-6.8 (6.8.0-60 Ubuntu:24.04/noble-security [arm64])
            """;
        var findings = await Looks.JudgeAsync(new UpdateChecks(), Looks.Of([.. Looks.Lines("upgrade", apt), "now 1000000", "lists 999000"]));

        Assert.Equal("4 not installed: curl, libgcrypt20-dev, liblzma5, linux-image-6.8", Assert.Single(findings).Evidence);
        Assert.Equal((DcSecuritySeverity.High, "updates-pending"), (findings[0].Severity, findings[0].Check));
    }

    [Fact]
    public async Task ListsThatAreOldOrMissingSayNothing()
    {
        Assert.Equal("apt's lists of packages are 11 days old", Assert.Single(await Looks.JudgeAsync(new UpdateChecks(), Looks.Of("now 1000000", "lists 10000"))).Evidence);
        Assert.Equal("apt has no lists of packages", Assert.Single(await Looks.JudgeAsync(new UpdateChecks(), Looks.Of("now 1000000", "lists none"))).Evidence);
        Assert.Empty(await Looks.JudgeAsync(new UpdateChecks(), Looks.Of("now 1000000", "lists 900000")));
        var missing = Assert.Single(await Looks.JudgeAsync(new UpdateChecks(), Looks.Of("unseen updates it has no apt-get")));
        Assert.Equal((true, "not checked: security updates, because it has no apt-get"), (missing.NotChecked, missing.Evidence));
        var reboot = Assert.Single(await Looks.JudgeAsync(new UpdateChecks(), Looks.Of("reboot linux-image-6.1 ")));
        Assert.Equal(("reboot-required", "for linux-image-6.1", "Restart-DcNode pi1"), (reboot.Check, reboot.Evidence, reboot.Remedy));
    }

    [Fact]
    public async Task SecretsAreJudgedByWhoCanReadThem()
    {
        var findings = await Looks.JudgeAsync(new SecretChecks(), Looks.Of(
            Secret("key", "open", "644 root root", "/etc/ssl/web.key"), Secret("file", "shut", "604 ops ops", "/home/ops/.netrc"), Secret("file", "open", "640 root users", "/srv/.env"),
            Secret("key", "open", "640 root ssl-cert", "/etc/ssl/private/x.key"), Secret("file", "open", "660 ops ops", "/srv/y.env"), Secret("file", "open", "644 root root", "/srv/a b\u001b.keyring")));

        Assert.Equal(
            [
                (DcSecuritySeverity.High, "/etc/ssl/web.key, mode 644, root:root, holds a private key", "Invoke-DcClusterCommand 'chmod o-rwx /etc/ssl/web.key' -Node pi1 -Sudo"),
                (DcSecuritySeverity.Low, "/home/ops/.netrc, mode 604, ops:ops", "Invoke-DcClusterCommand 'chmod go-rwx /home/ops/.netrc' -Node pi1 -Sudo"),
                (DcSecuritySeverity.Low, "/srv/.env, mode 640, root:users", "Invoke-DcClusterCommand 'chmod go-rwx /srv/.env' -Node pi1 -Sudo"),
                (DcSecuritySeverity.High, "/srv/a b\\u001B.keyring, mode 644, root:root", null),
            ],
            findings.Select(one => (one.Severity, one.Evidence, one.Remedy)));

        static string Secret(string kind, string door, string mode, string path) => $"secret {kind} {door} {mode} {Convert.ToHexStringLower(Encoding.UTF8.GetBytes(path))}";
    }

    [Fact]
    public async Task ServicesInTheOpenAreToldUnlessTheyHaveTls()
    {
        string[] lines = ["socket tcp 00000000:18EB 1", "socket tcp 0100007F:0CEA 2", "socket udp 00000000:006F 3", "socket tcp 00000000:0801 4", "dockerd 9 no", "socket tcp 00000000:0947 5", "serf 7 plain", "serf 8 encrypted", "ceph ms_cluster_mode crc secure", "ceph ms_client_mode secure"];

        var findings = await Looks.JudgeAsync(new LinkChecks(), Looks.Of(lines));

        Assert.Equal(["rpcbind", "NFS", "Redis", "2375/tcp", "a", "ms_cluster_mode"], findings.Select(one => one.Evidence.Split(' ')[0]));
        Assert.Equal(["High cleartext-service", "High cleartext-service", "High cleartext-service", "Critical docker-plain-tcp", "High serf-unencrypted", "Medium ceph-unencrypted"], Looks.Names(findings));
        Assert.Equal("ms_cluster_mode is 'crc secure'", findings[^1].Evidence);
        Assert.DoesNotContain(await Looks.JudgeAsync(new LinkChecks(), Looks.Of(lines), tls: Looks.Tls(6379, 90, selfSigned: true, trusted: false)), one => one.Evidence.StartsWith("Redis", StringComparison.Ordinal));
        Assert.DoesNotContain(await Looks.JudgeAsync(new LinkChecks(), Looks.Of([.. lines.Where(line => line != "dockerd 9 no"), "dockerd 9 yes"])), one => one.Check == "docker-plain-tcp");
    }

    [Theory]
    [InlineData(-1, false, true, "", "High certificate-expired")]
    [InlineData(90, false, false, "not valid yet: CN=x", "High certificate-expired")]
    [InlineData(20, true, false, "unknown authority: x", "Medium certificate-expiring")]
    [InlineData(90, true, false, "unknown authority: x", "Medium certificate-self-signed")]
    [InlineData(90, false, false, "unknown authority: x", "Low certificate-untrusted")]
    [InlineData(90, false, true, "", "")]
    public async Task ACertificateIsToldByTheWorstOfIt(int days, bool self, bool trusted, string problem, string expected) =>
        Assert.Equal(expected, string.Join(',', Looks.Names(await Looks.JudgeAsync(new CertificateChecks(), Looks.Of(), tls: Looks.Tls(443, days, self, trusted, problem.Length > 0 ? [problem] : [])))));

    [Theory]
    [InlineData("security: { prots: {} }", "no key 'prots'")]
    [InlineData("security: { ports: { pi1: 70000 } }", "has '70000'")]
    [InlineData("security: { ports: { pi1: [80/sctp] } }", "has '80/sctp'")]
    [InlineData("security: { ports: { 'pi[': 80 } }", "cannot be understood")]
    [InlineData("security: { ports: [80] }", "is no map of nodes")]
    [InlineData("security: { public: '@' }", "cannot be understood")]
    [InlineData("security: 80", "keys with values")]
    public async Task WhatCannotBeUnderstoodIsToldWithItsLine(string yaml, string problem)
    {
        var error = await Assert.ThrowsAsync<DentropyException>(() => Looks.JudgeAsync(new PortChecks(), Looks.Of(), cloudYaml: yaml));

        Assert.Equal("CloudFileInvalid", error.ErrorId);
        Assert.Contains("cloud.yaml line 1", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80", 80, 80, "tcp")]
    [InlineData("8000-8100/udp", 8000, 8100, "udp")]
    public void PortsAreRead(string text, int first, int last, string protocol) => Assert.Equal(new PortEntry(first, last, protocol), PortEntry.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("90-80")]
    [InlineData("80-90-100")]
    [InlineData("80/tcp/udp")]
    [InlineData("+80")]
    public void WhatIsNoPortIsNone(string text) => Assert.Null(PortEntry.Read(text));

    [Fact]
    public void ChecksAreChosenByNameAndWildcard()
    {
        Assert.Equal(SecurityChecks.All.Count, SecurityChecks.Match([]).Count);
        Assert.Equal(["ssh-empty-password", "ssh-password-login", "ssh-root-password", "updates-pending"], SecurityChecks.Match(["SSH-*", "updates-pending"]).Order(StringComparer.Ordinal));
        var error = Assert.Throws<DentropyException>(() => SecurityChecks.Match(["ssh-pasword-login"]));
        Assert.Equal("SecurityCheckNotFound", error.ErrorId);
        Assert.Contains("Did you mean ssh-password-login?", error.Message, StringComparison.Ordinal);
        Assert.Equal(SecurityChecks.All.Count, SecurityChecks.All.Select(check => check.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task TheOperatorsOwnSecretsAreLookedAt()
    {
        if (OperatingSystem.IsWindows())
            return;
        var cloud = Directory.CreateTempSubdirectory("dentropy-audit-").FullName;
        try
        {
            var (token, key, shut) = (Path.Join(cloud, "token"), Path.Join(cloud, "id"), Path.Join(cloud, "shut"));
            Directory.CreateDirectory(shut);
            foreach (var file in new[] { token, key, Path.Join(shut, "key.pem") })
            {
                await File.WriteAllTextAsync(file, "hunter2", Stop);
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            }

            File.SetUnixFileMode(cloud, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
            File.SetUnixFileMode(shut, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await File.WriteAllTextAsync(Path.Join(cloud, "cloud.yaml"), "dns:\n  a: { type: cloudflare, token: file:token, zones: [example.org] }\n  b: { type: cloudflare, token: file:gone }\n", Stop);
            DcNode[] nodes = [new() { Name = "pi1", IdentityFile = key }, new() { Name = "pi2", DockerCertPath = "shut" }];

            var findings = await OperatorSecrets.FindAsync(new FileNodeStore(cloud), nodes, Stop);

            Assert.Equal(
                [(DcSecuritySeverity.High, "the key for pi1"), (DcSecuritySeverity.Low, "the key for Docker on pi2"), (DcSecuritySeverity.High, "named in cloud.yaml")],
                findings.Select(one => (one.Severity, one.Evidence.Split(", ")[^1])));
            Assert.All(findings, one => Assert.Equal(("localhost", "operator-secret"), (one.Node, one.Check)));
            Assert.DoesNotContain(findings, one => one.ToString().Contains("hunter2", StringComparison.Ordinal));
            File.SetUnixFileMode(token, UnixFileMode.UserRead);
            Assert.Equal(2, (await OperatorSecrets.FindAsync(new FileNodeStore(cloud), nodes, Stop)).Count);
        }
        finally
        {
            Directory.Delete(cloud, recursive: true);
        }
    }
}
