using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Certificates.Acme;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Certificates;

[UnsupportedOSPlatform("windows")]
public sealed class AccountKeyTests : IDisposable
{
    private static readonly Uri Directory1 = new("https://ca.home.lan/acme/directory");
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-keys-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_request_is_signed_with_es256_over_its_header_and_payload()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = new AccountKey(pair);

        var request = JsonNode.Parse(key.Sign(new JsonObject { ["a"] = 1 }, new Uri("https://ca/new-order"), "n1", new Uri("https://ca/acct/1")))!;

        var header = JsonNode.Parse(Base64Url.DecodeFromChars(request["protected"]!.ToString()))!;
        Assert.Equal(("ES256", "n1", "https://ca/new-order", "https://ca/acct/1"), (header["alg"]!.ToString(), header["nonce"]!.ToString(), header["url"]!.ToString(), header["kid"]!.ToString()));
        Assert.Null(header["jwk"]);
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(request["payload"]!.ToString())));
        Assert.True(pair.VerifyData(Encoding.ASCII.GetBytes($"{request["protected"]}.{request["payload"]}"), Base64Url.DecodeFromChars(request["signature"]!.ToString()), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    [Fact]
    public void A_read_has_an_empty_payload_and_a_new_account_its_key()
    {
        using var key = new AccountKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));

        var request = JsonNode.Parse(key.Sign(payload: null, new Uri("https://ca/x"), "n1", account: null))!;

        Assert.Equal("", request["payload"]!.ToString());
        Assert.Equal("EC", JsonNode.Parse(Base64Url.DecodeFromChars(request["protected"]!.ToString()))!["jwk"]!["kty"]!.ToString());
    }

    [Fact]
    public void The_thumbprint_is_over_the_members_in_their_order()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = new AccountKey(pair);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";

        Assert.Equal("tok." + Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(canonical))), key.Authorization("tok"));
    }

    [Fact]
    public void An_external_account_is_bound_with_its_mac_key()
    {
        using var key = new AccountKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var mac = RandomNumberGenerator.GetBytes(32);

        var bound = key.Bind("kid-1", mac, new Uri("https://ca/new-account"));

        Assert.Equal(Base64Url.EncodeToString(HMACSHA256.HashData(mac, Encoding.ASCII.GetBytes($"{bound["protected"]}.{bound["payload"]}"))), bound["signature"]!.ToString());
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(bound["protected"]!.ToString()))!;
        Assert.Equal(("HS256", "kid-1", "https://ca/new-account"), (header["alg"]!.ToString(), header["kid"]!.ToString(), header["url"]!.ToString()));
        Assert.Equal(key.Jwk().ToJsonString(), Encoding.UTF8.GetString(Base64Url.DecodeFromChars(bound["payload"]!.ToString())));
    }

    [Fact]
    public async Task A_key_is_made_once_for_its_owner_alone_and_one_for_each_directory()
    {
        var file = new AccountKeyFile(_folder);
        using var first = await file.OpenAsync(Directory1, Stop);
        using var again = await file.OpenAsync(Directory1, Stop);
        using var other = await file.OpenAsync(new Uri("https://ca.home.lan/acme/other"), Stop);

        Assert.Equal(first.Thumbprint(), again.Thumbprint());
        Assert.NotEqual(first.Thumbprint(), other.Thumbprint());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.PathOf(Directory1)));
        Assert.Equal(2, Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Two_that_make_the_key_at_once_have_the_same()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new AccountKeyFile(_folder).OpenAsync(Directory1, Stop), Stop)));

        Assert.Single(keys.Select(key => key.Thumbprint()).Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_broken_or_open_to_others_is_refused_and_left_as_it_is()
    {
        var file = new AccountKeyFile(_folder);
        (await file.OpenAsync(Directory1, Stop)).Dispose();
        var path = file.PathOf(Directory1);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await Errors.Of("AccountKeyExposed", () => file.OpenAsync(Directory1, Stop));

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(path, "no key", Stop);
        var e = await Errors.Of("AccountKeyUnavailable", () => file.OpenAsync(Directory1, Stop));

        Assert.Equal("no key", await File.ReadAllTextAsync(path, Stop));
        Assert.DoesNotContain("no key", e.Message, StringComparison.Ordinal);
    }
}
