using System.Security.Cryptography;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>A key of Serf's gossip: 16, 24 or 32 bytes (AES-128, -192 or -256; memberlist's <c>ValidateKey</c>). It shows itself as a fingerprint only.</summary>
internal sealed class SerfKey : IEquatable<SerfKey>
{
    private const int LargestBytes = 32;

    private SerfKey(string text, byte[] bytes)
    {
        Text = text;
        Fingerprint = FingerprintOf(bytes);
    }

    /// <summary>The key itself in Base64, as agents want it.</summary>
    public string Text { get; }

    /// <summary>What it is told apart by: the first 16 hexadecimal digits of the SHA-256 of its bytes.</summary>
    public string Fingerprint { get; }

    /// <summary>A new key of 32 bytes.</summary>
    public static SerfKey Create()
    {
        var bytes = RandomNumberGenerator.GetBytes(LargestBytes);
        return new SerfKey(Convert.ToBase64String(bytes), bytes);
    }

    /// <summary>Reads a key; null where the text is none.</summary>
    public static SerfKey? Parse(string text)
    {
        var bytes = new byte[LargestBytes + 3];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var length) && length is 16 or 24 or 32 ? new SerfKey(Convert.ToBase64String(bytes, 0, length), bytes[..length]) : null;
    }

    /// <summary>Reads the key that a reference leads to.</summary>
    /// <exception cref="DentropyException"><c>SecretUnavailable</c>; <c>SerfKeyInvalid</c>: it is no key. The message has the reference and never the content.</exception>
    public static async Task<SerfKey> ReadAsync(SecretReference reference, string folder, CancellationToken cancellationToken) =>
        Parse(await reference.ReadAsync(folder, cancellationToken).ConfigureAwait(false)) ?? throw SerfKeyErrors.Invalid(reference.ToString());

    /// <inheritdoc/>
    public bool Equals(SerfKey? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SerfKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The fingerprint.</summary>
    public override string ToString() => Fingerprint;

    private static string FingerprintOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
}
