using System.Runtime.Versioning;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.Dns;
using Xunit;

namespace Dentropy.Peers.Tests.Certificates;

/// <summary>Certificates from a real authority, on a real node.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class IssueTests : CertificateTest
{
    [Fact]
    public async Task A_name_is_proved_by_a_file_of_the_nodes_web_server_and_the_certificate_is_installed()
    {
        var root = $"{Folder}/www";
        await ExecAsync($"mkdir -p {root}");
        await using var web = await WebServer.StartAsync(await Links.GetAsync(Node, Stop), root, Stop);
        await Server.AddressAsync(Name, Node.Address!);

        var issued = await Issuing.IssueAsync(Settings() with { WebRoot = root, ReloadCommand = $"cp {Installed}/cert.pem {Folder}/reloaded" }, Stop);

        Assert.Equal(DcCertificateAction.Issued, issued.Action);
        Assert.Equal("http-01", issued.Challenge);
        Assert.Equal(issued.SerialNumber, await SerialAsync());
        Assert.Equal("0", (await ExecAsync($"cmp {Installed}/cert.pem {Folder}/reloaded; echo $?")).Trim());
        Assert.Equal("600 cert 644 chain 644", (await ExecAsync($"stat -L -c %a {Installed}/privkey.pem; echo cert; stat -L -c %a {Installed}/cert.pem; echo chain; stat -L -c %a {Installed}/chain.pem")).Trim().ReplaceLineEndings(" "));
        Assert.Equal("", (await ExecAsync($"cat {Installed}/cert.pem {Installed}/chain.pem | cmp - {Installed}/fullchain.pem")).Trim());
        var keys = await ExecAsync($"openssl pkey -in {Installed}/privkey.pem -pubout; openssl x509 -in {Installed}/cert.pem -noout -pubkey");
        Assert.Equal(keys[..(keys.Length / 2)], keys[(keys.Length / 2)..]);
        Assert.Equal("", await ExecAsync($"ls -A {root}"));

        var record = await RecordAsync();
        Assert.Equal([Name], record.Names);
        Assert.Equal(root, record.WebRoot);
        Assert.Equal(issued.SerialNumber, record.SerialNumber);
        Assert.DoesNotContain("PRIVATE", await File.ReadAllTextAsync(Path.Join(Cloud, "certificates", Name + ".yaml"), Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_installed_is_found_and_read_with_its_chain()
    {
        var issued = await Issuing.IssueAsync(Settings(Name, "*." + Name) with { KeyAlgorithm = "ecdsa-p384" }, Stop);

        using var inspection = new CertificateInspection(Store);
        var found = await inspection.InstalledAsync(Links, Stop).ToListAsync(Stop);

        var certificate = Assert.Single(found).Certificate!;
        Assert.Equal([Name, "*." + Name], certificate.Names.Order(StringComparer.Ordinal).Reverse());
        Assert.Equal((issued.SerialNumber, "ECDSA", 384), (certificate.SerialNumber, certificate.KeyAlgorithm, certificate.KeySize));
        Assert.Equal("pi1", certificate.Node);
        Assert.Contains("Pebble", certificate.Chain[1], StringComparison.Ordinal);
        Assert.StartsWith("unknown authority", Assert.Single(certificate.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_and_its_wildcard_are_proved_by_one_record_whose_other_values_stay()
    {
        var other = new DcDnsRecord { Name = "_acme-challenge." + Name, Type = "TXT", Value = "somebody else's", Zone = "example.org", Place = "public" };
        await Server.PutAsync(other);

        var issued = await Issuing.IssueAsync(Settings(Name, "*." + Name), Stop);

        Assert.Equal("dns-01", issued.Challenge);
        Assert.Equal(issued.SerialNumber, await SerialAsync());
        Assert.Equal(3, Server.Changes.Max(change => change.After.Count));
        Assert.Equal([other], Server.Records);
    }

    [Fact]
    public async Task A_proof_that_is_handed_to_another_zone_by_an_alias_is_put_there()
    {
        await Server.AliasAsync("_acme-challenge." + Name, Name.Replace("example.org", "proofs.example.org", StringComparison.Ordinal));

        await Issuing.IssueAsync(Settings(), Stop);

        Assert.All(Server.Changes, change => Assert.EndsWith(".proofs.example.org", change.Name, StringComparison.Ordinal));
        Assert.Empty(Server.Records);
    }

    [Fact]
    public async Task A_second_certificate_takes_the_place_of_the_first_and_the_account_stays()
    {
        var first = await Issuing.IssueAsync(Settings(), Stop);
        var key = Directory.GetFiles(Keys, "*", SearchOption.AllDirectories);
        var content = await File.ReadAllBytesAsync(key[0], Stop);

        var second = await Issuing.IssueAsync(Settings(), Stop);
        var third = await Issuing.IssueAsync(Settings(), Stop);

        Assert.Equal(DcCertificateAction.Renewed, second.Action);
        Assert.NotEqual(first.SerialNumber, second.SerialNumber);
        Assert.Equal(third.SerialNumber, await SerialAsync());
        Assert.Equal(content, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(Keys, "*", SearchOption.AllDirectories)), Stop));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key[0]));
        // The one in place and the one before it.
        Assert.Equal("2", (await ExecAsync($"ls -A -d {Folder}/.{Name}.* | wc -l")).Trim());
    }

    [Fact]
    public async Task Clocks_that_differ_are_told_in_words()
    {
        Clock = new ShiftedClock(TimeSpan.FromHours(-5));

        var issued = await Issuing.IssueAsync(Settings(), Stop);

        Assert.Contains(issued.Notes, note => note.StartsWith("This machine's clock is 5 hours behind that of home-ca", StringComparison.Ordinal));
        Assert.DoesNotContain(issued.Notes, note => note.Contains("node pi1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_whose_clock_is_behind_is_named()
    {
        // A host's clock is this machine's; so what tells the time there is made to be wrong.
        await ExecAsync("cp -a /usr/bin/date /usr/bin/date.real; printf '#!/bin/sh\\necho $(( $(/usr/bin/date.real +%%s) - 93600 ))\\n' >/usr/bin/date.new; chmod 755 /usr/bin/date.new; mv /usr/bin/date.new /usr/bin/date");
        try
        {
            var issued = await Issuing.IssueAsync(Settings(), Stop);
            Assert.Contains(issued.Notes, note => note.StartsWith("The clock of node pi1 is 26 hours behind that of home-ca, so it takes the new certificate for not valid yet", StringComparison.Ordinal));
        }
        finally
        {
            await ExecAsync("mv /usr/bin/date.real /usr/bin/date");
        }
    }

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
