using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Certificates;

public sealed class CertificateFactsTests : IDisposable
{
    private readonly X509Certificate2 _root = Made.Root();
    private readonly X509Certificate2 _middle;

    public CertificateFactsTests() => _middle = Made.Intermediate(_root);

    public void Dispose()
    {
        _middle.Dispose();
        _root.Dispose();
    }

    [Fact]
    public void A_whole_chain_to_a_known_root_is_trusted()
    {
        using var leaf = Made.Leaf(_middle, ["pi1.home.lan", "10.77.0.11"], days: 20);

        var found = Look([leaf, _middle], "10.77.0.11");

        Assert.True(found.Trusted);
        Assert.Equal(["CN=pi1.home.lan", "CN=home intermediate", "CN=home root"], found.Chain);
        Assert.Equal(["pi1.home.lan", "10.77.0.11"], found.Names);
        Assert.Equal((20, "ECDSA", 256, false), (found.DaysLeft, found.KeyAlgorithm, found.KeySize, found.SelfSigned));
        Assert.Equal(64, found.Thumbprint.Length);
    }

    [Theory]
    [InlineData("other.home.lan", "name mismatch: it is not for other.home.lan")]
    [InlineData("10.77.0.12", "name mismatch: it is not for 10.77.0.12")]
    public void Another_name_is_a_mismatch(string name, string problem)
    {
        using var leaf = Made.Leaf(_middle, ["pi1.home.lan", "10.77.0.11"]);

        Assert.Equal([problem], Look([leaf, _middle], name).Problems);
    }

    [Fact]
    public void A_wildcard_is_for_one_level()
    {
        using var leaf = Made.Leaf(_middle, ["*.home.lan"]);

        Assert.True(Look([leaf, _middle], "pi1.home.lan").Trusted);
        Assert.False(Look([leaf, _middle], "a.pi1.home.lan").Trusted);
    }

    [Fact]
    public void One_that_has_ended_says_when()
    {
        using var leaf = Made.Leaf(_middle, ["pi1.home.lan"], days: -3, begins: -30);

        var found = Look([leaf, _middle], "pi1.home.lan");

        Assert.Equal(["expired: CN=pi1.home.lan ended 2026-11-24 12:00 UTC"], found.Problems);
        Assert.Equal(-3, found.DaysLeft);
    }

    [Fact]
    public void One_that_has_not_begun_asks_after_the_clock()
    {
        using var leaf = Made.Leaf(_middle, ["pi1.home.lan"], begins: 1);

        Assert.StartsWith("not valid yet: CN=pi1.home.lan begins 2026-11-28 12:00 UTC", Assert.Single(Look([leaf, _middle], null).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_that_nobody_knows_is_named()
    {
        using var other = Made.Root("CN=somebody");
        using var leaf = Made.Leaf(other, ["pi1.home.lan"]);

        Assert.Equal(["unknown authority: CN=somebody is not known here"], Look([leaf], null).Problems);
        Assert.Equal(["unknown authority: CN=somebody is not trusted here"], Look([leaf, other], null).Problems);
    }

    [Fact]
    public void An_intermediate_that_did_not_come_is_missing()
    {
        using var leaf = Made.Leaf(_middle, ["pi1.home.lan"], issuersAddress: "http://127.0.0.1:9/ca.crt");

        Assert.Equal(["missing intermediate: the certificate of CN=home intermediate did not come with it"], Look([leaf], null).Problems);
    }

    [Fact]
    public void One_with_its_own_key_is_self_signed()
    {
        using var leaf = Made.Leaf(issuer: null, ["pi1.home.lan"]);

        var found = Look([leaf], null);

        Assert.True(found.SelfSigned);
        Assert.Equal(["unknown authority: it is signed with its own key"], found.Problems);
    }

    [Fact]
    public void Pem_der_and_pkcs12_are_read_and_the_leaf_is_first()
    {
        using var leaf = Made.Leaf(_middle, ["pi1.home.lan"]);
        var pem = Encoding.ASCII.GetBytes("a comment\n" + leaf.ExportCertificatePem() + "\n" + _middle.ExportCertificatePem());
        var pfx = new X509Certificate2Collection { _middle, leaf }.Export(X509ContentType.Pkcs12)!;

        Assert.Equal([leaf.Subject, _middle.Subject], CertificateReader.Read(pem, "x").Select(one => one.Subject));
        Assert.Equal([leaf.Subject], CertificateReader.Read(leaf.RawData, "x").Select(one => one.Subject));
        Assert.Equal([leaf.Subject, _middle.Subject], CertificateReader.Read(pfx, "x").Select(one => one.Subject));
    }

    [Theory]
    [InlineData("")]
    [InlineData("words")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public void What_is_none_is_an_error(string content) => Errors.Of("CertificateUnreadable", () => { CertificateReader.Read(Encoding.ASCII.GetBytes(content), "x"); });

    private DcCertificate Look(X509Certificate2Collection found, string? name) => CertificateFacts.Of(found, [_root], name, "test", Made.Now);
}
