using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Certificates.Acme;

/// <summary>The key of an account: it signs requests with ES256 (RFC 7518, 3.4) and answers challenges.</summary>
internal sealed class AccountKey(ECDsa key) : IDisposable
{
    /// <summary>Its public half (RFC 7518, 6.2.1). The members are in the order that a thumbprint needs.</summary>
    public JsonObject Jwk()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject { ["crv"] = "P-256", ["kty"] = "EC", ["x"] = AcmeJson.Base64(point.X), ["y"] = AcmeJson.Base64(point.Y) };
    }

    /// <summary>SHA-256 of the public half (RFC 7638).</summary>
    public string Thumbprint() => AcmeJson.Base64(SHA256.HashData(AcmeJson.Bytes(Jwk())));

    /// <summary>What proves control of a name: token and thumbprint (RFC 8555, 8.1).</summary>
    public string Authorization(string token) => $"{token}.{Thumbprint()}";

    /// <summary>A signed request (RFC 8555, 6.2), as flattened JSON.</summary>
    /// <param name="payload">What is sent; null for POST-as-GET, whose payload is empty.</param>
    /// <param name="url">Where it goes.</param>
    /// <param name="nonce">The nonce.</param>
    /// <param name="account">The account's address; null where the key itself has to be sent along.</param>
    public byte[] Sign(JsonNode? payload, Uri url, string nonce, Uri? account)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["nonce"] = nonce, ["url"] = url.AbsoluteUri };
        if (account is null)
            header["jwk"] = Jwk();
        else
            header["kid"] = account.AbsoluteUri;
        return Flattened(header, payload is null ? "" : AcmeJson.Base64(AcmeJson.Bytes(payload)), input => key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    /// <summary>The binding to an external account (RFC 8555, 7.3.4): our public key, signed with the account's MAC key.</summary>
    public JsonNode Bind(string keyId, byte[] macKey, Uri url)
    {
        var header = new JsonObject { ["alg"] = "HS256", ["kid"] = keyId, ["url"] = url.AbsoluteUri };
        return JsonNode.Parse(Flattened(header, AcmeJson.Base64(AcmeJson.Bytes(Jwk())), input => HMACSHA256.HashData(macKey, input)))!;
    }

    public void Dispose() => key.Dispose();

    private static byte[] Flattened(JsonObject header, string payload, Func<byte[], byte[]> sign)
    {
        var head = AcmeJson.Base64(AcmeJson.Bytes(header));
        var signature = sign(Encoding.ASCII.GetBytes($"{head}.{payload}"));
        return AcmeJson.Bytes(new JsonObject { ["protected"] = head, ["payload"] = payload, ["signature"] = AcmeJson.Base64(signature) });
    }
}
