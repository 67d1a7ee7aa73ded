using Dentropy.Engine.Nodes;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

public sealed class UpdateAuditTests : SecurityTest
{
    // An archive on the node's own disk that calls itself what Debian's security archive does (its Release file).
    private const string Archive = """
        mkdir -p /srv/dc-repo && cd /srv/dc-repo || exit 1
        build() { mkdir -p p/DEBIAN p/usr/share/dc-hello; echo "$1" >p/usr/share/dc-hello/word; printf "Package: dc-hello\nVersion: $1\nArchitecture: all\nMaintainer: Lab <lab@example.org>\nDescription: a package for a test\n" >p/DEBIAN/control; dpkg-deb -b p "dc-hello-$1.deb" >/dev/null; rm -rf p; }
        build 1.0; build 1.1
        dpkg -i dc-hello-1.0.deb >/dev/null 2>&1
        f=dc-hello-1.1.deb; { dpkg-deb -f $f; echo "Filename: ./$f"; echo "Size: $(wc -c <$f)"; echo "SHA256: $(sha256sum $f | cut -d' ' -f1)"; echo; } >Packages
        { printf 'Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nVersion: 12\nCodename: bookworm-security\nDate: '; date -Ru; printf 'Architectures: all amd64 arm64\nComponents: main\nSHA256:\n %s %s Packages\n' "$(sha256sum Packages | cut -d' ' -f1)" "$(wc -c <Packages)"; } >Release
        echo 'deb [trusted=yes] file:/srv/dc-repo ./' >/etc/apt/sources.list
        apt-get update >/dev/null 2>&1
        """;

    [Fact]
    public async Task ASecurityUpdateIsFoundAlsoOnHoldAndGoneOnceItIsInstalled()
    {
        await Lab.ExecAsync("pi1", Archive + "\napt-mark hold dc-hello >/dev/null");

        var finding = Finding(await AuditAsync("pi1", "updates-pending"), "updates-pending");

        Assert.Equal((DcSecuritySeverity.High, "1 not installed: dc-hello"), (finding.Severity, finding.Evidence));
        await Lab.ExecAsync("pi1", "apt-mark unhold dc-hello >/dev/null");
        await Remedies.RunAsync(Links, Node("pi1"), finding);
        Assert.Equal("1.1", await ExecAsync("pi1", "dpkg-query -W -f '${Version}' dc-hello"));
        Assert.Empty(await AuditAsync("pi1", "updates-pending", "package-lists-stale"));
    }

    [Fact]
    public async Task ListsThatAreMissingOrOldAreToldUntilTheyAreNew()
    {
        Assert.Equal("apt has no lists of packages", Finding(await AuditAsync("pi1", "package-lists-stale"), "package-lists-stale").Evidence);
        await Lab.ExecAsync("pi1", Archive);
        Assert.Empty(await AuditAsync("pi1", "package-lists-stale"));
        await Lab.ExecAsync("pi1", "touch -d '30 days ago' /var/lib/apt/lists/partial /var/lib/apt/lists; rm -rf /var/lib/apt/periodic");

        var finding = Assert.Single(await AuditAsync("pi1", "package-lists-stale"));

        Assert.Equal((DcSecuritySeverity.Medium, "apt's lists of packages are 30 days old"), (finding.Severity, finding.Evidence));
        await Remedies.RunAsync(Links, Node("pi1"), finding);
        Assert.Empty(await AuditAsync("pi1", "package-lists-stale"));
    }

    [Fact]
    public async Task ARestartThatUpdatesWaitForIsFoundAndGoneAfterIt()
    {
        await Lab.ExecAsync("pi2", "touch /run/reboot-required; printf 'libc6\\nlibc6\\nlinux-image-6.1\\n' >/run/reboot-required.pkgs");

        var finding = Assert.Single(await AuditAsync("pi2", "reboot-required"));

        Assert.Equal(("for libc6 linux-image-6.1", "Restart-DcNode pi2"), (finding.Evidence, finding.Remedy));
        await foreach (var result in new NodePower(Links).RestartAsync([Node("pi2")], new NodePowerSettings { Wait = true }, progress: null, Stop))
            Assert.True(result.Failure is null, result.Failure?.Message);
        Assert.Empty(await AuditAsync("pi2", "reboot-required"));
    }
}
