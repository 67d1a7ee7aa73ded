using Dentropy.Engine.Security.Checks;
using Dentropy.Engine.Security.Look;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Engine.Tests.Security;

public sealed class PasswordCheckTests
{
    // sshd -T of OpenSSH 9.2 on Debian 12, with the package's own configuration.
    private const string Debian = """
        port 22
        listenaddress [::]:22
        listenaddress 0.0.0.0:22
        usepam yes
        permitrootlogin without-password
        passwordauthentication yes
        kbdinteractiveauthentication no
        permitemptypasswords no
        authenticationmethods any
        """;

    private const string Keys = """
        port 22
        usepam yes
        permitrootlogin without-password
        passwordauthentication no
        kbdinteractiveauthentication no
        permitemptypasswords no
        authenticationmethods any
        """;

    [Fact]
    public async Task DebiansOwnConfigurationLetsPasswordsInAndRootOnlyByKey()
    {
        var findings = await Looks.JudgeAsync(new PasswordChecks(), Looks.Of([.. Sshd(Debian), "account root password", "account daemon none"]));

        Assert.Equal(["High ssh-password-login", "Medium account-password"], Looks.Names(findings));
        Assert.Equal("sshd: PasswordAuthentication yes", findings[0].Evidence);
        Assert.Equal("Initialize-DcNode pi1 -Profile base", findings[0].Remedy);
        Assert.Equal("Invoke-DcClusterCommand \"usermod -p '*' root\" -Node pi1 -Sudo", findings[1].Remedy);
    }

    [Theory]
    // The keyboard is asked through PAM alone.
    [InlineData("kbdinteractiveauthentication no", "kbdinteractiveauthentication yes", "High ssh-password-login")]
    [InlineData("usepam yes\npermitrootlogin without-password\npasswordauthentication no\nkbdinteractiveauthentication no", "usepam no\npermitrootlogin yes\npasswordauthentication no\nkbdinteractiveauthentication yes", "")]
    [InlineData("passwordauthentication no", "passwordauthentication yes", "High ssh-password-login")]
    [InlineData("permitrootlogin without-password\npasswordauthentication no", "permitrootlogin yes\npasswordauthentication yes", "High ssh-password-login,High ssh-root-password")]
    [InlineData("permitrootlogin without-password", "permitrootlogin yes", "")]
    [InlineData("passwordauthentication no\nkbdinteractiveauthentication no\npermitemptypasswords no", "passwordauthentication yes\nkbdinteractiveauthentication no\npermitemptypasswords yes", "High ssh-password-login,High ssh-empty-password")]
    // A key as well as the password is no login by password.
    [InlineData("passwordauthentication no\nkbdinteractiveauthentication no\npermitemptypasswords no\nauthenticationmethods any", "passwordauthentication yes\nauthenticationmethods publickey,password publickey,keyboard-interactive:pam", "")]
    [InlineData("passwordauthentication no\nkbdinteractiveauthentication no\npermitemptypasswords no\nauthenticationmethods any", "passwordauthentication yes\nauthenticationmethods publickey password", "High ssh-password-login")]
    public async Task WhatSshdSaysIsUnderstood(string old, string changed, string expected)
    {
        Assert.Contains(old, Keys, StringComparison.Ordinal);
        var findings = await Looks.JudgeAsync(new PasswordChecks(), Looks.Of(Sshd(Keys.Replace(old, changed, StringComparison.Ordinal))));

        Assert.Equal(expected, string.Join(',', Looks.Names(findings)));
    }

    [Fact]
    public async Task AMatchBlockForOneAccountIsToldWithItsName()
    {
        var look = Looks.Of([.. Sshd(Keys), .. Looks.Lines("sshd ops 10.99.0.0", Debian), .. Looks.Lines("sshd ops 203.0.113.1", Keys), .. Looks.Lines("sshd root 10.99.0.0", Debian.Replace("without-password", "yes", StringComparison.Ordinal)), "account root password"]);

        var findings = await Looks.JudgeAsync(new PasswordChecks(), look);

        Assert.Equal(["High ssh-password-login", "Critical ssh-root-password", "Medium account-password"], Looks.Names(findings));
        Assert.Equal("sshd: PasswordAuthentication yes, for ops from 10.99.0.0, root from 10.99.0.0", findings[0].Evidence);
        Assert.Contains("for root from 10.99.0.0; root has a password", findings[1].Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyPasswordIsWorseWhereSshdTakesIt()
    {
        Assert.Equal(["High account-empty-password"], Looks.Names(await Looks.JudgeAsync(new PasswordChecks(), Looks.Of([.. Sshd(Keys), "account guest empty"]))));
        var open = Debian.Replace("permitemptypasswords no", "permitemptypasswords yes", StringComparison.Ordinal);
        Assert.Equal(["High ssh-password-login", "Critical ssh-empty-password", "Critical account-empty-password"], Looks.Names(await Looks.JudgeAsync(new PasswordChecks(), Looks.Of([.. Sshd(open), "account guest empty"]))));
    }

    [Fact]
    public async Task AnAccountWithAStrangeNameIsNotPutIntoACommand()
    {
        var findings = await Looks.JudgeAsync(new PasswordChecks(), Looks.Of([.. Sshd(Keys), "account x;reboot password", "account -rf password"]));

        Assert.Null(Assert.Single(findings).Remedy);
    }

    [Fact]
    public async Task WhatCouldNotBeSeenIsAFindingOfItsOwn()
    {
        var findings = await Looks.JudgeAsync(new PasswordChecks(), NodeLook.Parse("uid 1000\nunseen sshd only root can ask sshd what it does\nunseen accounts only root can read /etc/shadow\nend .\n"));

        Assert.Equal(["Information ssh-password-login", "Information account-password"], Looks.Names(findings));
        Assert.All(findings, finding => Assert.True(finding.NotChecked));
        Assert.StartsWith("not checked: password logins over ssh, because only root", findings[0].Evidence, StringComparison.Ordinal);
        Assert.Contains("sudo without a password", findings[0].Meaning, StringComparison.Ordinal);
    }

    private static string[] Sshd(string text) => Looks.Lines("sshd - -", text);
}
