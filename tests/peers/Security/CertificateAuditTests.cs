using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

public sealed class CertificateAuditTests : SecurityTest
{
    [Fact]
    public async Task CertificatesOfPortsAreToldByTheWorstOfThem()
    {
        var now = DateTimeOffset.UtcNow;
        using var key = RSA.Create(2048);
        using var authority = Request("CN=Lab authority", key, isAuthority: true).CreateSelfSigned(now.AddDays(-1000), now.AddDays(1000));
        await ServeAsync(8443, Request("CN=expired", key).CreateSelfSigned(now.AddDays(-20), now.AddDays(-10)), key);
        await ServeAsync(8444, Request("CN=soon", key).CreateSelfSigned(now.AddDays(-20), now.AddDays(10)), key);
        await ServeAsync(8445, Request("CN=own", key).CreateSelfSigned(now.AddDays(-20), now.AddDays(200)), key);
        using (var issued = Request("CN=issued", key).Create(authority, now.AddDays(-20), now.AddDays(200), [1]))
            await ServeAsync(8446, issued, key);
        // What only the node itself reaches is looked at over the link; what nobody else reaches is not.
        await Lab.ExecAsync("pi1", "iptables -A INPUT -p tcp --dport 8443 -j DROP");

        var findings = await AuditAsync("pi1", "certificate-*");

        Assert.Equal(
            ["High certificate-expired port 8443: CN=expired", "Medium certificate-expiring port 8444: CN=soon", "Medium certificate-self-signed port 8445: CN=own", "Low certificate-untrusted port 8446: CN=issued"],
            findings.Select(one => $"{one.Severity} {one.Check} {one.Evidence.Split(',')[0]}"));
        // The cloud's own authority is known.
        await File.WriteAllTextAsync(Path.Join(CloudPath, "ca.pem"), authority.ExportCertificatePem(), Stop);
        CloudYaml("certificates: { issuers: { home: { directory: https://ca.example.org/dir, caFile: ca.pem } } }\n");
        Assert.Equal(["port 8443", "port 8444", "port 8445"], (await AuditAsync("pi1", "certificate-*")).Select(one => one.Evidence.Split(':')[0]));
        Assert.Equal(["certificate-expired"], (await AuditAsync("pi1", "certificate-expired")).Select(one => one.Check));
    }

    private static CertificateRequest Request(string subject, RSA key, bool isAuthority = false)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        return request;
    }

    private static async Task ServeAsync(int port, X509Certificate2 certificate, RSA key)
    {
        await Lab.ExecAsync("pi1", $"mkdir -p /srv/dc-audit; cat >/srv/dc-audit/{port}.pem <<'END'\n{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\nEND\n");
        await ListenAsync("pi1", $"openssl s_server -quiet -accept {port} -cert {port}.pem -key {port}.pem", port);
    }
}
