using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Secrets;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

public sealed class LinkAuditTests : SecurityTest
{
    [Fact]
    public async Task AServiceInTheOpenIsFoundAndOneWithTlsIsNot()
    {
        await ListenAsync("pi1", "python3 -m http.server 6379", 6379);
        await ListenAsync("pi1", "python3 -m http.server --bind 127.0.0.1 3306", 3306);

        var finding = Assert.Single(await AuditAsync("pi1", "cleartext-service"));

        Assert.Equal((DcSecuritySeverity.High, "Redis at 6379/tcp by python3"), (finding.Severity, finding.Evidence));
        await Lab.ExecAsync("pi1", "kill -9 $(cat /srv/dc-audit/pids)");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", "grep -c ':18EB .* 0A' /proc/net/tcp") == "0", "the port is free");
        await Lab.ExecAsync("pi1", "cd /srv/dc-audit && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out crt.pem -days 90 -subj /CN=pi1 2>/dev/null");
        await ListenAsync("pi1", "openssl s_server -quiet -accept 6379 -key key.pem -cert crt.pem", 6379);
        Assert.Empty(await AuditAsync("pi1", "cleartext-service"));
    }

    [Fact]
    public async Task ADockerEngineInTheOpenIsCritical()
    {
        await ListenAsync("pi1", "python3 -m http.server 2375", 2375);

        var finding = Assert.Single(await AuditAsync("pi1", "docker-*"));

        Assert.Equal((DcSecuritySeverity.Critical, "2375/tcp by python3", "New-DcFirewallRule close-docker -Node pi1 -Protocol tcp -Port 2375 -Action Drop"), (finding.Severity, finding.Evidence, finding.Remedy));
    }

    [Fact]
    public async Task SerfWithoutAKeyIsFoundAndGoneOnceItIsInstalledWithOne()
    {
        await Lab.RunAsync("install", "serf");
        var installer = new SerfInstaller(Store, Links);
        await File.WriteAllTextAsync(Path.Join(CloudPath, "rpc.key"), "a token for the RPC\n", Stop);
        await File.WriteAllTextAsync(Path.Join(CloudPath, "serf.key"), "pUqJrVyVRj5jsiYEkM/tFQYfWyJIv4s3XkvDwy7Cu5s=\n", Stop);
        CloudYaml("serf: { port: 7474, authKey: file:rpc.key }\n");
        var settings = new SerfInstallSettings { GossipPort = 7947 };
        try
        {
            await InstallAsync(settings);

            var finding = Assert.Single(await AuditAsync("pi1", "serf-unencrypted"));

            Assert.Equal(DcSecuritySeverity.High, finding.Severity);
            Assert.Equal("New-DcSerfKey serf.key; Install-DcSerf -Node pi1 -EncryptKey file:serf.key", finding.Remedy);
            await InstallAsync(settings with { EncryptKey = new SecretReference(SecretSource.File, "serf.key") });
            Assert.Empty(await AuditAsync("pi1", "serf-unencrypted"));
        }
        finally
        {
            await foreach (var removed in installer.RemoveAsync([Node("pi1")], package: false, throttle: 1, Stop))
                Assert.Null(removed.Failure);
        }

        async Task InstallAsync(SerfInstallSettings wanted)
        {
            await foreach (var installed in installer.InstallAsync([Node("pi1")], wanted, null, Stop))
                Assert.True(installed.Failure is null, installed.Failure?.Message);
        }
    }

    [Fact]
    public async Task AnAgentThatWasStartedByHandIsJudgedByItsOwnFiles()
    {
        await Lab.RunAsync("install", "serf");
        await Lab.ExecAsync("pi1", "mkdir -p /srv/dc-audit/conf; echo '{ \"node_name\": \"x\" }' >/srv/dc-audit/conf/a.json; echo '{ \"encrypt_key\": \"pUqJrVyVRj5jsiYEkM/tFQYfWyJIv4s3XkvDwy7Cu5s=\" }' >/srv/dc-audit/key.json");
        await ListenAsync("pi1", "serf agent -bind=0.0.0.0:7950 -rpc-addr=127.0.0.1:7951 -config-dir conf", 7950);
        Assert.Single(await AuditAsync("pi1", "serf-unencrypted"));

        await Lab.ExecAsync("pi1", "kill -9 $(cat /srv/dc-audit/pids); mv /srv/dc-audit/key.json /srv/dc-audit/conf/b.json");
        await Lab.UntilAsync(async () => await ExecAsync("pi1", "grep -c ':1F0E .* 0A' /proc/net/tcp /proc/net/tcp6 | grep -vc ':0$'") == "0", "the port is free");
        await ListenAsync("pi1", "serf agent -bind=0.0.0.0:7950 -rpc-addr=127.0.0.1:7951 -config-dir conf", 7950);
        Assert.Empty(await AuditAsync("pi1", "serf-unencrypted"));
    }
}
