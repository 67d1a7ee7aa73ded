using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

public sealed class SecretAuditTests : SecurityTest
{
    [Fact]
    public async Task SecretsThatOthersCanReadAreFoundAndGoneAfterTheirRemedies()
    {
        Assert.Empty(await AuditAsync("pi1", "readable-secret"));
        await Lab.ExecAsync("pi1", """
            mkdir -p /etc/dc/deep /srv/dc-audit/shut && cd /etc/dc
            openssl genpkey -algorithm ed25519 -out web.key 2>/dev/null && chmod 644 web.key
            openssl pkey -in web.key -pubout -out public.key 2>/dev/null; chmod 644 public.key
            cp web.key deep/mine.pem; chmod 600 deep/mine.pem
            printf 'A=1\nDB_PASSWORD=hunter2\n' >/srv/dc-audit/app.env; echo 'A=1' >/srv/dc-audit/plain.env
            chmod 640 /srv/dc-audit/app.env; chgrp users /srv/dc-audit/app.env
            echo secret >'/srv/dc-audit/shut/x y.keyring'; chmod 700 /srv/dc-audit/shut
            """);

        var findings = await AuditAsync("pi1", "readable-secret");

        Assert.Equal(
            [
                (DcSecuritySeverity.High, "/etc/dc/web.key, mode 644, root:root, holds a private key"),
                (DcSecuritySeverity.Low, "/srv/dc-audit/app.env, mode 640, root:users"),
                (DcSecuritySeverity.Low, "/srv/dc-audit/shut/x y.keyring, mode 644, root:root"),
            ],
            findings.Select(one => (one.Severity, one.Evidence)).OrderBy(one => one.Evidence, StringComparer.Ordinal));
        Assert.DoesNotContain(findings, one => one.ToString().Contains("hunter2", StringComparison.Ordinal));
        foreach (var finding in findings.Where(one => one.Remedy is not null))
            await Remedies.RunAsync(Links, Node("pi1"), finding);
        Assert.EndsWith("x y.keyring, mode 644, root:root", Assert.Single(await AuditAsync("pi1", "readable-secret")).Evidence, StringComparison.Ordinal);

    }

    [Fact]
    public async Task ASearchThatDoesNotEndIsEndedAndTold()
    {
        await Lab.ExecAsync("pi1", "printf '#!/bin/sh\\necho /etc/dc-none\\nexec sleep 98765\\n' >/usr/local/sbin/find && chmod 755 /usr/local/sbin/find");
        try
        {
            var finding = Assert.Single(await AuditAsync("pi1", "readable-secret"));

            Assert.True(finding.NotChecked);
            Assert.Contains("did not end within 20 seconds", finding.Evidence, StringComparison.Ordinal);
            Assert.Equal("0", await ExecAsync("pi1", "pgrep -fc 'sleep 9876[5]'"));
        }
        finally
        {
            await Lab.ExecAsync("pi1", "rm -f /usr/local/sbin/find; pkill -9 -f 'sleep 9876[5]'");
        }
    }
}
