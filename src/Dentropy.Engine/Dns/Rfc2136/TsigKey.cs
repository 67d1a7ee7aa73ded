using System.Security.Cryptography;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>A key that both sides have (RFC 8945).</summary>
/// <param name="Name">Its name on both sides, in lower case.</param>
/// <param name="Algorithm">One of <see cref="Algorithms"/>.</param>
/// <param name="Secret">The secret itself.</param>
internal sealed record TsigKey(string Name, string Algorithm, byte[] Secret)
{
    /// <summary>Algorithms by their names (RFC 8945, 6).</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["hmac-sha256", "hmac-sha1", "hmac-sha384", "hmac-sha512"];

    public byte[] Mac(byte[] data) => Algorithm switch
    {
#pragma warning disable CA5350 // Servers that know nothing newer are still about; as an HMAC it is not broken.
        "hmac-sha1" => HMACSHA1.HashData(Secret, data),
#pragma warning restore CA5350
        "hmac-sha256" => HMACSHA256.HashData(Secret, data),
        "hmac-sha384" => HMACSHA384.HashData(Secret, data),
        "hmac-sha512" => HMACSHA512.HashData(Secret, data),
        _ => throw new InvalidOperationException(Algorithm),
    };

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Name} ({Algorithm})";
}
