using Dentropy.Engine.Provisioning;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

public sealed class PasswordAuditTests : SecurityTest
{
    [Fact]
    public async Task PasswordLoginsAreFoundAndGoneAfterTheProfile()
    {
        Assert.Empty(await AuditAsync("pi1", "ssh-*", "account-*"));
        await Lab.ExecAsync("pi1", "printf 'PasswordAuthentication yes\\nPermitRootLogin yes\\nPermitEmptyPasswords yes\\n' >/etc/ssh/sshd_config.d/50-other.conf; useradd -m dcguest; usermod -p '' dcguest; usermod -p \"$(openssl passwd -6 hunter2)\" root");

        var findings = await AuditAsync("pi1", "ssh-*", "account-*");

        Assert.Equal(
            ["Critical account-empty-password", "Critical ssh-empty-password", "Critical ssh-root-password", "High ssh-password-login", "Medium account-password"],
            findings.Select(one => $"{one.Severity} {one.Check}"));
        Assert.All(findings, one => Assert.Equal(("pi1", CloudPath), (one.Node, one.Cloud)));
        Assert.Equal("empty password: dcguest", findings[0].Evidence);
        Assert.DoesNotContain(findings, one => one.ToString().Contains("$6$", StringComparison.Ordinal));

        // What the remedies say. The cloud's own profile of that name has no more than the part in question.
        Assert.Equal("Initialize-DcNode pi1 -Profile base", findings[1].Remedy);
        Directory.CreateDirectory(Path.Join(CloudPath, "profiles"));
        await File.WriteAllTextAsync(Path.Join(CloudPath, "profiles", "base.yaml"), "ssh: { passwords: false, root: keys, rootPassword: none }\n", Stop);
        await foreach (var step in new NodeProvisioner(Store, Links, Links).ApplyAsync([Node("pi1")], "base", new ProvisionSettings(), progress: null, Stop))
            Assert.True(step.Failure is null, step.Failure?.Message);

        Assert.Equal("High account-empty-password", string.Join(',', (await AuditAsync("pi1", "ssh-*", "account-*")).Select(one => $"{one.Severity} {one.Check}")));
        await Remedies.RunAsync(Links, Node("pi1"), findings[0]);
        Assert.Empty(await AuditAsync("pi1", "ssh-*", "account-*"));
    }

    [Fact]
    public async Task MatchBlocksAreSeenForTheAccountsThatTheyName()
    {
        await Lab.ExecAsync("pi1", "printf 'UsePAM yes\\nMatch User ops Address 10.99.0.0/16\\n  PasswordAuthentication yes\\nMatch Group dcguest\\n  KbdInteractiveAuthentication yes\\n' >/etc/ssh/sshd_config.d/50-other.conf; useradd -m dcguest");

        var finding = Finding(await AuditAsync("pi1", "ssh-*"), "ssh-password-login");

        Assert.Contains("ops from 10.99.0.0", finding.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("ops from 203", finding.Evidence, StringComparison.Ordinal);
        Assert.DoesNotContain("root", finding.Evidence, StringComparison.Ordinal);
        await Lab.ExecAsync("pi1", "usermod -aG dcguest ops; printf 'Match Host *.example.org\\n PasswordAuthentication yes\\n' >>/etc/ssh/sshd_config.d/50-other.conf");
        var findings = await AuditAsync("pi1", "ssh-*");
        Assert.True(Finding(findings, "ssh-password-login", "not checked").NotChecked);
    }

    [Fact]
    public async Task AConfigurationThatSshdDoesNotTakeIsNoGoodOne()
    {
        await Lab.ExecAsync("pi1", "echo 'Nonsense yes' >/etc/ssh/sshd_config.d/50-other.conf");

        var finding = Assert.Single(await AuditAsync("pi1", "ssh-*"));

        Assert.Equal((DcSecuritySeverity.Information, true), (finding.Severity, finding.NotChecked));
        Assert.Contains("sshd does not take its configuration", finding.Evidence, StringComparison.Ordinal);
    }
}
