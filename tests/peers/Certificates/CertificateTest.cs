using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Acme;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.Engine.Dns.Places;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Certificates;

/// <summary>A cloud of its own with the lab's first node, an issuer that is the lab's authority, and a folder for account keys.</summary>
public abstract class CertificateTest : IAsyncLifetime
{
    private readonly string _above = Directory.CreateTempSubdirectory("dentropy-cert-").FullName;

    internal string Cloud => Path.Join(_above, "cloud");

    internal FileNodeStore Store => new(Cloud);

    internal SshLinkPool Links { get; } = new();

    internal DcNode Node { get; private set; } = null!;

    internal ChallengeServer Server { get; private set; } = null!;

    /// <summary>Names that no other test has.</summary>
    internal string Name { get; } = $"t{Guid.NewGuid().ToString("N")[..10]}.example.org";

    /// <summary>Folder on the node for this test.</summary>
    internal string Folder { get; } = $"/tmp/cert-{Guid.NewGuid().ToString("N")[..10]}";

    internal string Installed => $"{Folder}/{Name}";

    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    internal CertificateIssuing Issuing => new(Store, Links)
    {
        Clock = Clock,
        Keys = new AccountKeyFile(Path.Join(_above, "keys")),
        OpenPlaces = _ => [new DnsPlace(Server, DcDnsView.Outside, ["example.org"])],
    };

    internal CertificateRenewal Renewal => new(Store, Issuing);

    internal string Keys => Path.Join(_above, "keys");

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Peers.Tests.Lab.Require();
        if (Lab("DIRECTORY") is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "The lab has no ACME server, and CI must test against a real one. Start it with: lab/lab.sh acme up");
            Assert.Skip("The lab has no ACME server: start it with lab/lab.sh acme up, and set DENTROPY_LAB_ACME_DIRECTORY and the others.");
        }

        Node = await Peers.Tests.Lab.NodeAsync("pi1");
        Server = new ChallengeServer(new Uri(Lab("MANAGEMENT")!), ["example.org", "other.test"]);
        await Store.AddAsync(Node, Stop);
        File.Copy(Path.Join(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD"), "known_hosts"), Path.Join(Cloud, "known_hosts"), overwrite: true);
        PutIssuer(Lab("DIRECTORY")!);
        await ExecAsync($"mkdir -p {Folder}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Node is not null)
            await ExecAsync($"rm -rf {Folder}");
        await Links.DisposeAsync();
        if (Server is not null)
            await Server.DisposeAsync();
        Directory.Delete(_above, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes the issuer <c>home-ca</c>.</summary>
    internal void PutIssuer(string directory, string? caFile = null, bool agree = true, string more = "") => File.WriteAllText(
        Path.Join(Cloud, "cloud.yaml"),
        $"""
        certificates:
          issuers:
            home-ca:
              directory: {directory}
              caFile: {caFile ?? Lab("CA")}
              contact: [ops@example.org]
              agreeTerms: {(agree ? "true" : "false")}
              dnsServers: ["{Lab("DNS")}"]
              dnsTimeout: 2s
              {more}

        """);

    internal CertificateSettings Settings(params string[] names) => new() { Names = names.Length > 0 ? names : [Name], Issuer = "home-ca", Node = "pi1", InstallPath = Folder };

    internal Task<string> ExecAsync(string command) => Peers.Tests.Lab.ExecAsync("pi1", command);

    internal async Task<string> SerialAsync() => (await ExecAsync($"openssl x509 -in {Installed}/cert.pem -noout -serial 2>/dev/null")).Trim().Replace("serial=", "", StringComparison.Ordinal);

    /// <summary>Whether nothing at all was installed.</summary>
    internal async Task NothingInstalledAsync()
    {
        Assert.Equal("", await ExecAsync($"ls -A {Folder}"));
        Assert.Null(await new CertificateRecords(Cloud).FindAsync(Name, Stop));
    }

    internal static async Task<DentropyException> FailsAsync(string errorId, Func<Task> work)
    {
        var e = await Assert.ThrowsAsync<DentropyException>(work);
        Assert.Equal(errorId, e.ErrorId);
        return e;
    }

    internal async Task<DcIssuedCertificate> RecordAsync() => await new CertificateRecords(Cloud, Clock).FindAsync(Name, Stop) ?? throw new InvalidOperationException("There is no record.");

    internal static string? Lab(string what) => Environment.GetEnvironmentVariable("DENTROPY_LAB_ACME_" + what) is { Length: > 0 } value ? value : null;
}
