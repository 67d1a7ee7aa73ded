using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Certificates;

public sealed class CertTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public CertTests()
    {
        // Nobody is there, so whatever is sent is an error.
        Put("cloud.yaml", "certificates:\n  issuers:\n    home-ca: { directory: https://127.0.0.1:9/dir }\n");
        _cli.Environment["XDG_DATA_HOME"] = Path.Combine(_cli.Home, "data");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task What_would_be_issued_is_shown_and_nothing_is_sent_or_written()
    {
        var result = (await _cli.RunAsync("cert", "issue", "pi1.home.lan", "--issuer", "home-ca", "--node", "localhost", "--path", "/etc/ssl/dentropy", "--reload", "true", "--what-if")).Good();

        Assert.Equal("would issue pi1.home.lan: by home-ca with dns-01; install below /etc/ssl/dentropy on localhost; run true\n", result.Out);
        Assert.Equal(["cloud.yaml"], Files());
    }

    [Fact]
    public async Task Bad_input_is_refused_before_anything_is_sent()
    {
        (await Issue("pi1.home.lan", "--issuer", "none")).Fails(2, "CertificateIssuerNotFound");
        (await Issue("pi1..lan", "--issuer", "home-ca")).Fails(2, "InvalidDnsName");
        (await Issue("*.home.lan", "--issuer", "home-ca", "--web-root", "/srv/www")).Fails(2, "InvalidCertificateRequest");
        Assert.Equal(["cloud.yaml"], Files());

        Task<CliResult> Issue(params string[] args) => _cli.RunAsync(["cert", "issue", .. args, "--node", "localhost", "--path", Path.Combine(_cli.Home, "ssl")]);
    }

    [Fact]
    public async Task An_authority_that_cannot_be_reached_ends_with_3_and_installs_nothing()
    {
        (await _cli.RunAsync("cert", "issue", "10.0.0.1", "--issuer", "home-ca", "--node", "localhost", "--path", Path.Combine(_cli.Home, "ssl"), "--standalone", "18080")).Fails(3, "ServiceUnreachable");
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_cli.Home, "ssl")));
    }

    [Fact]
    public async Task A_renewal_says_nothing_where_nothing_is_due()
    {
        Assert.Equal("", (await _cli.RunAsync("cert", "renew")).Good().Out);
        Record("2026-01-01", "2099-01-01");
        var result = (await _cli.RunAsync("cert", "renew")).Good();
        Assert.Equal(("", ""), (result.Out, result.Error));
        Assert.Equal("would renew pi1.home.lan: by home-ca with dns-01; install below /etc/ssl/dentropy on localhost\n", (await _cli.RunAsync("cert", "renew", "--force", "--what-if")).Good().Out);
        (await _cli.RunAsync("cert", "renew", "pi2.home.lan")).Fails(2, "CertificateNotFound");
    }

    [Fact]
    public async Task A_renewal_that_fails_is_loud_and_counted()
    {
        Record("2020-01-01", "2020-04-01", "failures: 9\n");
        // The folder cannot be made below a file, so the authority is not asked for what could not be installed.
        Put("certificates/pi1.home.lan.yaml", (await File.ReadAllTextAsync(Path.Combine(_cli.Cloud, "certificates", "pi1.home.lan.yaml"))).Replace("/etc/ssl/dentropy", "/proc/dentropy", StringComparison.Ordinal));

        var result = await _cli.RunAsync("cert", "renew");

        result.Fails(2, "CertificateRenewalFailed");
        Assert.Contains("10 times in a row now", result.Error, StringComparison.Ordinal);
        Assert.Contains("failures: 10\n", await File.ReadAllTextAsync(Path.Combine(_cli.Cloud, "certificates", "pi1.home.lan.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_and_files_are_documents_for_machines()
    {
        Record("2026-01-01", "2099-01-01");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=pi1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10).AddMinutes(5));
        await File.WriteAllTextAsync(Path.Combine(_cli.Home, "x.pem"), certificate.ExportCertificatePem());

        using var list = JsonDocument.Parse((await _cli.RunAsync("cert", "list", "-o", "json")).Good().Out);
        using var shown = JsonDocument.Parse((await _cli.RunAsync("cert", "show", "x.pem", "-o", "json")).Good().Out);

        Assert.Equal(("pi1.home.lan", "none"), (list.RootElement[0].GetProperty("name").GetString(), list.RootElement[0].GetProperty("action").GetString()));
        Assert.Equal(("CN=pi1", 10, false), (shown.RootElement[0].GetProperty("subject").GetString(), shown.RootElement[0].GetProperty("daysLeft").GetInt32(), shown.RootElement[0].GetProperty("trusted").GetBoolean()));
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_an_error_and_the_rest_is_shown()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=pi1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10));
        await File.WriteAllTextAsync(Path.Combine(_cli.Home, "x.pem"), certificate.ExportCertificatePem());

        var result = await _cli.RunAsync("cert", "show", "none.pem", "https://127.0.0.1:9", "x.pem");

        Assert.Equal(3, result.Code);
        Assert.Equal(2, result.ErrorLines.Length);
        Assert.Contains("CertificateFileNotFound", result.Error, StringComparison.Ordinal);
        Assert.Contains("CertificateEndpointUnreachable", result.Error, StringComparison.Ordinal);
        Assert.Contains("x.pem", result.Out, StringComparison.Ordinal);
    }

    private void Record(string from, string to, string more = "") => Put(
        "certificates/pi1.home.lan.yaml",
        $"name: pi1.home.lan\nnames: [pi1.home.lan]\nissuer: home-ca\nnode: localhost\ninstallPath: /etc/ssl/dentropy\nkeyAlgorithm: ecdsa-p256\nchallenge: dns-01\nnotBefore: \"{from}T00:00:00Z\"\nnotAfter: \"{to}T00:00:00Z\"\n{more}");

    private void Put(string path, string text)
    {
        var full = Path.Combine(_cli.Cloud, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_cli.Home, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_cli.Cloud, path)).Where(path => !path.StartsWith("../.", StringComparison.Ordinal));
}
