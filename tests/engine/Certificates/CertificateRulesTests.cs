using System.Text.Json.Nodes;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Acme;
using Dentropy.Engine.Certificates.Challenges;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.Engine.Certificates.Issuers;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Certificates;

public sealed class CertificateRulesTests
{
    private static readonly CertificateIssuer Issuer = new() { Name = "home-ca", Directory = new Uri("https://ca/dir") };
    private static readonly CertificateSettings Good = new() { Names = ["Pi1.Home.LAN."], Issuer = "home-ca", Node = "pi1", InstallPath = "/etc/ssl/dentropy/" };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Settings_come_in_their_one_spelling()
    {
        var wanted = CertificateRules.Checked(Good with { Names = ["Pi1.Home.LAN.", "pi1.home.lan", "bücher.example"], ReloadCommand = " " }, Issuer);

        Assert.Equal(["pi1.home.lan", "xn--bcher-kva.example"], wanted.Names);
        Assert.Equal(("/etc/ssl/dentropy", "ecdsa-p256", null), (wanted.InstallPath, wanted.KeyAlgorithm, wanted.ReloadCommand));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Refused(Good with { Names = [] });
        Refused(Good with { InstallPath = "etc/ssl" });
        Refused(Good with { InstallPath = "/etc/../ssl" });
        Refused(Good with { InstallPath = "/" });
        Refused(Good with { KeyAlgorithm = "rsa-1024" });
        Refused(Good with { WebRoot = "/srv/www", StandalonePort = 80 });
        Refused(Good with { Names = ["*.home.lan"], WebRoot = "/srv/www" });
        Refused(Good with { Names = ["10.77.0.11"] });
        Refused(Good with { StandalonePort = 0 });
        Refused(Good, Issuer with { Challenge = "http-01" });
        CertificateRules.Checked(Good with { Names = ["10.77.0.11"], WebRoot = "/srv/www" }, Issuer);
        CertificateRules.Checked(Good with { Names = ["*.home.lan"] }, Issuer);

        static void Refused(CertificateSettings settings, CertificateIssuer? issuer = null) => Errors.Of("InvalidCertificateRequest", () => { CertificateRules.Checked(settings, issuer ?? Issuer); });
    }

    [Fact]
    public async Task Issuers_are_read_with_every_key()
    {
        using var cloud = new TempCloud();
        cloud.PutFile("cloud.yaml", """
            certificates:
              issuers:
                home-ca: { directory: https://ca.home.lan/acme/acme/directory, caFile: roots.pem, contact: [ops@example.org], challenge: http-01, dnsPlace: home, dnsServers: ["10.77.0.1", "10.77.0.2:5353"], dnsTimeout: 60s }
                le: { directory: letsencrypt, agreeTerms: true, eab: { keyId: k1, key: env:EAB } }
            """);

        var all = await CertificateIssuer.ReadAllAsync(cloud.Folder, Stop);

        Assert.Equal((Path.Join(cloud.Folder, "roots.pem"), "http-01", "home", TimeSpan.FromMinutes(1)), (all[0].CaFile, all[0].Challenge, all[0].DnsPlace, all[0].DnsTimeout));
        Assert.Equal(["mailto:ops@example.org"], all[0].Contact);
        Assert.Equal(["10.77.0.1:53", "10.77.0.2:5353"], all[0].DnsServers.Select(server => server.ToString()));
        Assert.Equal(("acme-v02.api.letsencrypt.org", true, "k1", "env:EAB"), (all[1].Directory.Host, all[1].AgreeTerms, all[1].EabKeyId, all[1].EabKey?.ToString()));
    }

    [Theory]
    [InlineData("directory: http://ca/dir")]
    [InlineData("directory: nothing")]
    [InlineData("caFile: roots.pem")]
    [InlineData("directory: letsencrypt, contact: words")]
    [InlineData("directory: letsencrypt, challenge: tls-alpn-01")]
    [InlineData("directory: letsencrypt, eab: { keyId: k1 }")]
    [InlineData("directory: letsencrypt, eab: { keyId: k1, key: hunter2secret }")]
    [InlineData("directory: letsencrypt, agreeTerms: perhaps")]
    [InlineData("directory: letsencrypt, dnsServers: [ns1.example.org]")]
    [InlineData("directory: letsencrypt, dnsTimeout: 0s")]
    [InlineData("directory: letsencrypt, unknown: 1")]
    public async Task What_an_issuer_cannot_have_is_told_with_its_line_and_without_secrets(string keys)
    {
        using var cloud = new TempCloud();
        cloud.PutFile("cloud.yaml", $"certificates:\n  issuers:\n    x: {{ {keys} }}\n");

        var e = await Errors.Of("CloudFileInvalid", () => CertificateIssuer.ReadAllAsync(cloud.Folder, Stop));

        Assert.StartsWith("cloud.yaml line 3", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_is_read_as_it_was_written()
    {
        using var cloud = new TempCloud();
        var record = new DcIssuedCertificate
        {
            Name = "*.home.lan",
            Names = ["*.home.lan", "10.77.0.11"],
            Issuer = "home-ca",
            Node = "pi1",
            InstallPath = "/etc/ssl/dentropy",
            ReloadCommand = "systemctl reload \"nginx\" # \\ now\n",
            Sudo = true,
            KeyAlgorithm = "ecdsa-p256",
            Challenge = "dns-01",
            WebRoot = "/srv/www",
            StandalonePort = 8080,
            SerialNumber = "0123",
            NotBefore = Made.Now,
            NotAfter = Made.Now.AddDays(90),
            Failures = 3,
            LastFailure = "no: \"yes\"",
        };
        var records = new CertificateRecords(cloud.Folder, new At(Made.Now.AddDays(59)));

        await records.SaveAsync(record, Stop);
        var read = (await records.FindAsync("*.home.lan", Stop))!;

        Assert.Equal(["certificates/_.home.lan.yaml"], cloud.Files().Keys);
        Assert.Equal((31, Made.Now.AddDays(60), cloud.Folder), (read.DaysLeft, read.RenewAfter, read.Cloud));
        Assert.Equal(record.Names, read.Names);
        Assert.Equal(record with { Names = read.Names, DaysLeft = read.DaysLeft, RenewAfter = read.RenewAfter, Cloud = read.Cloud, Notes = read.Notes }, read);
    }

    [Theory]
    [InlineData("name: x\nwords: y\n")]
    [InlineData("name: x\nname: x\n")]
    [InlineData("- x\n")]
    [InlineData("name: x\nnames: [x]\nissuer: i\nnode: n\ninstallPath: /x\nkeyAlgorithm: ecdsa-p256\nchallenge: dns-01\nnotBefore: soon\nnotAfter: 2027-01-01T00:00:00Z\n")]
    public async Task A_record_that_cannot_be_read_is_an_error_of_its_own(string text)
    {
        using var cloud = new TempCloud();
        cloud.PutFile("certificates/x.yaml", text);

        Assert.Equal("CertificateFileInvalid", Assert.Single(await new CertificateRecords(cloud.Folder).ReadAllAsync(Stop)).Failure?.ErrorId);
    }

    [Fact]
    public void A_problem_is_told_with_its_parts_and_its_meaning()
    {
        var problem = AcmeProblem.Read(JsonNode.Parse("""
            {"type":"urn:ietf:params:acme:error:malformed","detail":"Some names are bad.","subproblems":[
             {"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"Not ours.","identifier":{"type":"dns","value":"x.test"}},
             {"type":"urn:ietf:params:acme:error:caa","detail":"Forbidden"}]}
            """));

        Assert.Equal(
            "the authority did not understand the request (malformed): Some names are bad; x.test: the authority does not issue for this name (rejectedIdentifier): Not ours; "
            + "a CAA record does not let this authority issue for the name (caa): Forbidden",
            problem.Words());
    }

    [Theory]
    [InlineData("abcdefghijklmnop-_0", true)]
    [InlineData("../../etc/cron.d/x12", false)]
    [InlineData("short", false)]
    [InlineData("", false)]
    public void Only_a_token_becomes_a_file(string token, bool good) => Assert.Equal(good, ChallengeToken.IsOne(token));

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
