using System.Diagnostics;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Provisioning.Keys.Certificates;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning.Keys;

public sealed class SshCertificateTests : HostKeyTest
{
    private const string Settings00 = "/etc/ssh/sshd_config.d/00-dentropy.conf";

    private SshCertificates Certificates => new(CloudPath);

    private string CaPath => Path.Join(CloudPath, "ca");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await KeyFiles.CreateAsync(CaPath, "a CA", Stop);
    }

    [Fact]
    public async Task ACertificateLetsSomebodyIntoItsAccountsOnNodesThatTrustTheAuthority()
    {
        var (key, guest) = await GuestAsync();
        var made = await SignAsync(key, "ops");
        await RefusedAsync(guest);

        await TrustAsync();

        Assert.Equal(KeyFiles.Read(key.Path).Key.Fingerprint, await Links.ProveLoginAsync(guest, key.Path, Stop));
        Assert.Equal((1UL, "guest", DcSshCertificateKind.User), (made.Serial, made.Identity, made.Kind));
        Assert.Equal(["ops"], made.Principals);
        Assert.Equal(TimeSpan.FromHours(12) + TimeSpan.FromMinutes(5), made.ValidUntil - made.ValidFrom);
        await RefusedAsync(guest with { User = "root" });
        Assert.All(Good(await ApplyAsync("trust", "pi1")), step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));
        var authority = Assert.Single(await NodeKeysAsync("pi1"), one => one.IsAuthority);
        Assert.Equal((made.CaFingerprint, false), (authority.Fingerprint, authority.InUse));
        Assert.StartsWith("/etc/ssh/", authority.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACertificateOfAnotherAccountOrFromElsewhereOrThatIsOverLetsNobodyIn()
    {
        await TrustAsync();
        var (key, guest) = await GuestAsync();

        await SignAsync(key, "nobody");
        await RefusedAsync(guest);
        await SignAsync(key, settings => settings with { SourceAddress = ["192.0.2.0/24"] });
        await RefusedAsync(guest);
        await SignAsync(key, settings => settings with { SourceAddress = ["10.0.0.0/8"], ForceCommand = "echo forced" });
        await Links.ProveLoginAsync(guest, key.Path, Stop);
        await SignAsync(key, settings => settings with { ValidFor = "1s" });
        await Lab.UntilAsync(async () => await IsRefusedAsync(guest), "the certificate is over");

        var shown = await Certificates.ListAsync(Stop);
        Assert.Equal(new ulong[] { 1, 2, 3, 4 }, shown.Select(one => one.Serial));
        Assert.Equal("echo forced", shown[2].ForceCommand);
        Assert.Equal(["10.0.0.0/8"], shown[2].SourceAddress);
        Assert.DoesNotContain("PRIVATE", await File.ReadAllTextAsync(Path.Join(CloudPath, "ssh-certificates.jsonl"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAuthorityThatOneComesByIsNotTakenAway()
    {
        await TrustAsync();
        var (key, guest) = await GuestAsync();
        await SignAsync(key, "ops");
        await Store.ReplaceAsync(guest, Stop);
        await ReadNodesAsync();
        await KeyFiles.CreateAsync(CaPath + "2", "another CA", Stop);
        Profile("trust", "ssh: { ca: 'file:../ca2.pub' }\n");
        var before = await ExecAsync("pi1", $"cat {Settings00}");

        var failure = Failed(await ApplyAsync("trust", Settings with { ProofTimeout = TimeSpan.FromSeconds(8) }, Links, "pi1"), "ProvisionLockedOut");

        Assert.Contains("taken back", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, await ExecAsync("pi1", $"cat {Settings00}"));
        await Links.ProveLoginAsync(guest, key.Path, Stop);
    }

    [Fact]
    public async Task ARevokedCertificateLetsNobodyInAndAListThatLocksOneOutIsTakenBack()
    {
        var (key, guest) = await GuestAsync();
        var (other, second) = await GuestAsync();
        await SignAsync(key, "ops");
        await SignAsync(other, "ops");
        await RunAsync("ssh-keygen", "-k", "-q", "-f", Path.Join(CloudPath, "revoked"), "-s", CaPath + ".pub", await SerialsAsync(1));
        Profile("trust", "ssh: { ca: 'file:../ca.pub', revoked: ../revoked }\n");

        Good(await ApplyAsync("trust", "pi1"));

        await RefusedAsync(guest);
        await Links.ProveLoginAsync(second, other.Path, Stop);
        var before = await ExecAsync("pi1", $"cat {Settings00}");
        await File.WriteAllTextAsync(Path.Join(CloudPath, "revoked"), "no list of revoked keys\n", Stop);
        Failed(await ApplyAsync("trust", Settings with { ProofTimeout = TimeSpan.FromSeconds(8) }, Links, "pi1"), "ProvisionLockedOut");
        Assert.Equal(before, await ExecAsync("pi1", $"cat {Settings00}"));
        await Links.ProveLoginAsync(second, other.Path, Stop);
    }

    [Fact]
    public async Task AnAuthorityWithAPassphraseSignsThroughAnAgentAndNotWithoutOne()
    {
        var locked = Path.Join(CloudPath, "locked");
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", locked);
        var (key, _) = await GuestAsync();
        var settings = For(key) with { CaKey = locked };
        var agent = new ProcessStartInfo("ssh-agent", ["-D", "-a", Path.Join(CloudPath, "agent")]) { RedirectStandardOutput = true };
        var before = Environment.GetEnvironmentVariable("SSH_AUTH_SOCK");
        try
        {
            Environment.SetEnvironmentVariable("SSH_AUTH_SOCK", Path.Join(CloudPath, "agent"));
            await IsErrorAsync("CaKeyLocked", settings);
            using var process = Process.Start(agent)!;
            try
            {
                await Lab.UntilAsync(() => Task.FromResult(File.Exists(Path.Join(CloudPath, "agent"))), "the agent listens");
                await IsErrorAsync("CaKeyLocked", settings);
                var ask = Path.Join(CloudPath, "ask");
                await File.WriteAllTextAsync(ask, "#!/bin/sh\necho 'open sesame'\n", Stop);
                await RunAsync("chmod", "700", ask);
                await RunAsync("env", "SSH_ASKPASS=" + ask, "SSH_ASKPASS_REQUIRE=force", "ssh-add", "-q", locked);

                var made = await Certificates.SignUserAsync(settings, Stop);

                Assert.Equal(KeyFiles.Read(locked).Key.Fingerprint, made.CaFingerprint);
                Assert.Contains("ED25519 " + made.CaFingerprint, await RunAsync("ssh-keygen", "-L", "-f", made.Path!), StringComparison.Ordinal);
                File.Delete(locked);
                Assert.Equal(2UL, (await Certificates.SignUserAsync(settings, Stop)).Serial);
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }

            await IsErrorAsync("CaKeyLocked", settings);
        }
        finally
        {
            Environment.SetEnvironmentVariable("SSH_AUTH_SOCK", before);
        }
    }

    [Fact]
    public async Task WhatCannotBeSignedIsToldAndNothingIsRecorded()
    {
        var (key, _) = await GuestAsync();
        var good = For(key);
        await IsErrorAsync("CaKeyNotFound", good with { CaKey = CaPath + ".none" });
        var broken = Path.Join(CloudPath, "broken");
        await File.WriteAllTextAsync(broken, "no key\n", Stop);
        await IsErrorAsync("CaKeyUnreadable", good with { CaKey = broken });
        File.Copy(CaPath, broken, overwrite: true);
        await RunAsync("chmod", "604", broken);
        await IsErrorAsync("CaKeyUnreadable", good with { CaKey = broken });
        await IsErrorAsync("KeyFileInvalid", good with { PublicKey = CaPath + ".none" });
        await IsErrorAsync("ValidForInvalid", good with { ValidFor = "12 hours" });
        await IsErrorAsync("SshCertificateInvalid", good with { Principals = [] });
        await IsErrorAsync("SshCertificateInvalid", good with { Principals = ["a,b"] });
        await IsErrorAsync("SshCertificateInvalid", good with { SourceAddress = ["10.0.0.0/40"] });
        await IsErrorAsync("SshCertificateInvalid", good with { ForceCommand = "a\nb" });
        Assert.Empty(await Certificates.ListAsync(Stop));
        Assert.False(File.Exists(key.Path + "-cert.pub"));

        await File.WriteAllTextAsync(Path.Join(CloudPath, "ssh-certificates.jsonl"), "{ half", Stop);
        await IsErrorAsync("SshCertificateRecordsBroken", good);
    }

    [Fact]
    public async Task EachOfManyAtOnceHasANumberOfItsOwn()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await GuestAsync()).Key));

        var made = await Task.WhenAll(keys.Select(key => new SshCertificates(CloudPath).SignUserAsync(For(key), Stop)));

        Assert.Equal(Enumerable.Range(1, 8).Select(n => (ulong)n), made.Select(one => one.Serial).Order());
        Assert.Equal(made.OrderBy(one => one.Serial).Select(one => one.Fingerprint), (await Certificates.ListAsync(Stop)).Select(one => one.Fingerprint));
    }

    private async Task TrustAsync()
    {
        Profile("trust", "ssh: { ca: 'file:../ca.pub' }\n");
        Good(await ApplyAsync("trust", "pi1"));
    }

    // A new key, and the node as its owner would come to it.
    private async Task<(DcKeyFile Key, DcNode Node)> GuestAsync()
    {
        var key = await KeyFiles.CreateAsync(Path.Join(CloudPath, "guest-" + Guid.NewGuid().ToString("N")[..8]), "guest", Stop);
        return (key, Node("pi1") with { User = "ops", IdentityFile = key.Path });
    }

    private UserCertificateSettings For(DcKeyFile key) => new() { CaKey = CaPath, PublicKey = key.PublicPath, Principals = ["ops"] };

    private Task<DcSshCertificate> SignAsync(DcKeyFile key, string principal) => SignAsync(key, settings => settings with { Principals = [principal] });

    private Task<DcSshCertificate> SignAsync(DcKeyFile key, Func<UserCertificateSettings, UserCertificateSettings> how) => Certificates.SignUserAsync(how(For(key)), Stop);

    private async Task IsErrorAsync(string errorId, UserCertificateSettings settings) =>
        Assert.Equal(errorId, (await Assert.ThrowsAsync<DentropyException>(() => Certificates.SignUserAsync(settings, Stop))).ErrorId);

    private async Task RefusedAsync(DcNode node) => Assert.True(await IsRefusedAsync(node), "The certificate let somebody in.");

    private async Task<bool> IsRefusedAsync(DcNode node)
    {
        try
        {
            await Links.ProveLoginAsync(node, node.IdentityFile, Stop);
            return false;
        }
        catch (DentropyException e) when (e.ErrorId == "KeyRefused")
        {
            return true;
        }
    }

    private async Task<IReadOnlyList<DcNodeKey>> NodeKeysAsync(string node)
    {
        await foreach (var (_, keys, failure) in new NodeKeys(Store, Links, Links).ListAsync([Node(node)], 1, Stop))
        {
            Assert.True(failure is null, failure?.Message);
            return keys;
        }

        return [];
    }

    private async Task<string> SerialsAsync(params int[] serials)
    {
        var path = Path.Join(CloudPath, "serials");
        await File.WriteAllLinesAsync(path, serials.Select(serial => $"serial: {serial}"), Stop);
        return path;
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync(Stop);
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, await said);
        return output;
    }
}
