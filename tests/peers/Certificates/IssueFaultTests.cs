using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Issue;
using Xunit;

namespace Dentropy.Peers.Tests.Certificates;

/// <summary>What goes wrong: each is told as what it is, and what was there before is as it was.</summary>
public sealed class IssueFaultTests : CertificateTest
{
    [Fact]
    public async Task An_order_that_fails_at_validation_leaves_nothing()
    {
        var root = $"{Folder}/www";
        await ExecAsync($"mkdir -p {root}");
        // Nobody listens there.
        await Server.AddressAsync(Name, Node.Address!);

        var e = await FailsAsync("CertificateValidationFailed", () => Issuing.IssueAsync(Settings() with { WebRoot = root }, Stop));

        Assert.Equal(Name, e.Target);
        Assert.Contains("could not connect to the name's address (connection)", e.Message, StringComparison.Ordinal);
        Assert.Equal("", await ExecAsync($"ls -A {root}"));
        await ExecAsync($"rmdir {root}");
        await NothingInstalledAsync();
    }

    [Fact]
    public async Task A_record_that_nobody_can_see_is_told_before_the_authority_is_asked_and_taken_away()
    {
        Server.Hides = true;

        var e = await FailsAsync("CertificateDnsTimeout", () => Issuing.IssueAsync(Settings(), Stop));

        Assert.Contains(Lab("DNS")!, e.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Records);
        await NothingInstalledAsync();
    }

    [Fact]
    public async Task A_name_that_the_authority_does_not_issue_for_is_told_in_its_words()
    {
        var e = await FailsAsync("CertificateRequestRefused", () => Issuing.IssueAsync(Settings("blocked-domain.example.org"), Stop));

        Assert.Contains("does not issue for this name (rejectedIdentifier)", e.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Changes);
    }

    [Fact]
    public async Task An_authority_that_is_not_trusted_is_sent_nothing()
    {
        PutIssuer(Lab("DIRECTORY")!, caFile: await ForeignAuthorityAsync());

        await FailsAsync("ServiceUntrusted", () => Issuing.IssueAsync(Settings(), Stop));

        await NothingInstalledAsync();
    }

    [Fact]
    public async Task An_authority_that_cannot_be_reached_is_told_as_that()
    {
        PutIssuer("https://127.0.0.1:9/dir");

        await FailsAsync("ServiceUnreachable", () => Issuing.IssueAsync(Settings(), Stop));

        await NothingInstalledAsync();
    }

    [Fact]
    public async Task Terms_that_the_operator_has_not_agreed_to_make_no_account()
    {
        PutIssuer(Lab("DIRECTORY")!, agree: false);

        await FailsAsync("CertificateTermsNotAgreed", () => Issuing.IssueAsync(Settings(), Stop));
    }

    [Fact]
    public async Task Where_the_reload_command_fails_the_old_files_are_put_back_and_reloaded()
    {
        var first = await Issuing.IssueAsync(Settings(), Stop);
        var reload = $"echo now >>{Folder}/runs; openssl x509 -in {Installed}/cert.pem -noout -serial | grep -q {first.SerialNumber} || {{ echo nginx: bad configuration; exit 3; }}";

        var e = await FailsAsync("CertificateReloadFailed", () => Issuing.IssueAsync(Settings() with { ReloadCommand = reload }, Stop));

        Assert.Contains("it ended with 3: nginx: bad configuration", e.Message, StringComparison.Ordinal);
        Assert.Equal(first.SerialNumber, await SerialAsync());
        Assert.Equal("2", (await ExecAsync($"wc -l <{Folder}/runs")).Trim());
        Assert.Equal(first.SerialNumber, (await RecordAsync()).SerialNumber);
        Assert.Equal("1", (await ExecAsync($"ls -A -d {Folder}/.{Name}.* | wc -l")).Trim());
    }

    [Fact]
    public async Task Where_the_first_reload_fails_nothing_stays()
    {
        await FailsAsync("CertificateReloadFailed", () => Issuing.IssueAsync(Settings() with { ReloadCommand = "false" }, Stop));

        await NothingInstalledAsync();
    }

    [Fact]
    public async Task A_disk_that_is_full_keeps_what_was_there()
    {
        var settings = Settings() with { InstallPath = "/srv/small/cert" };
        try
        {
            var first = await Issuing.IssueAsync(settings, Stop);
            await ExecAsync("cat /dev/zero >/srv/small/fill 2>/dev/null");

            await FailsAsync("CertificateInstallFailed", () => Issuing.IssueAsync(settings, Stop));

            Assert.Contains(first.SerialNumber!, await ExecAsync($"openssl x509 -in /srv/small/cert/{Name}/cert.pem -noout -serial"), StringComparison.Ordinal);
            Assert.Equal("1", (await ExecAsync($"ls -A -d /srv/small/cert/.{Name}.* | wc -l")).Trim());
        }
        finally
        {
            await ExecAsync("rm -rf /srv/small/fill /srv/small/cert");
        }
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_before_anything_is_ordered()
    {
        await FailsAsync("CertificateInstallFailed", () => Issuing.IssueAsync(Settings() with { InstallPath = "/proc/cert" }, Stop));

        Assert.Empty(Server.Changes);
    }

    [Fact]
    public async Task A_folder_that_somebody_else_made_under_the_certificates_name_is_left_alone()
    {
        await ExecAsync($"mkdir {Installed}; echo mine >{Installed}/cert.pem");

        await FailsAsync("CertificateInstallFailed", () => Issuing.IssueAsync(Settings(), Stop));

        Assert.Equal("mine", (await ExecAsync($"cat {Installed}/cert.pem")).Trim());
        Assert.Empty(Server.Changes);
    }

    [Fact]
    public async Task An_order_that_is_cancelled_in_the_middle_takes_its_record_away()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Server.Changed = change =>
        {
            if (change.After.Count > 0)
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Issuing.IssueAsync(Settings(), stop.Token));

        Assert.Equal(2, Server.Changes.Count);
        Assert.Empty(Server.Records);
        await NothingInstalledAsync();
    }

    [Fact]
    public async Task A_renewal_that_fails_ten_times_is_counted_and_the_old_certificate_stays()
    {
        var first = await Issuing.IssueAsync(Settings(), Stop);
        PutIssuer("https://127.0.0.1:9/dir");

        for (var failures = 1; failures <= 10; failures++)
        {
            var outcome = Assert.Single(await Renewal.RenewAsync([await RecordAsync()], Stop).ToListAsync(Stop));
            Assert.Equal("CertificateRenewalFailed", outcome.Failure?.ErrorId);
            Assert.Equal(failures, (await RecordAsync()).Failures);
            if (failures == 10)
                Assert.Matches($"could not be renewed, 10 times in a row now. The old one is still in place and has {first.DaysLeft} days left", outcome.Failure!.Message);
        }

        Assert.Equal(first.SerialNumber, await SerialAsync());
        PutIssuer(Lab("DIRECTORY")!);
        var renewed = Assert.Single(await Renewal.RenewAsync([await RecordAsync()], Stop).ToListAsync(Stop)).Record!;
        Assert.Equal((DcCertificateAction.Renewed, 0), (renewed.Action, (await RecordAsync()).Failures));
        Assert.NotEqual(first.SerialNumber, await SerialAsync());
    }

    [Fact]
    public async Task A_certificate_is_due_when_less_than_a_third_of_its_time_is_left()
    {
        var issued = await Issuing.IssueAsync(Settings(), Stop);
        var third = (issued.NotAfter - issued.NotBefore) / 3;

        Assert.False(Renewal.IsDue(issued));
        Clock = new FixedClock(issued.NotAfter - third - TimeSpan.FromSeconds(1));
        Assert.False(Renewal.IsDue(await RecordAsync()));
        Clock = new FixedClock(issued.NotAfter - third + TimeSpan.FromSeconds(1));
        Assert.True(Renewal.IsDue(await RecordAsync()));
    }

    private async Task<string> ForeignAuthorityAsync()
    {
        var path = Path.Join(Cloud, "foreign.pem");
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=foreign", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem(), Stop);
        return path;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
