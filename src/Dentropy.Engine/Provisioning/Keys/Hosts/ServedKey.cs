using System.Buffers.Binary;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>A host key that a node's sshd serves.</summary>
/// <param name="Path">Its private half's file there.</param>
/// <param name="Key">Its public half; <see cref="HostKey.Host"/> is the name that <c>known_hosts</c> has.</param>
/// <param name="Certificate">What sshd shows beside it; null where it has none.</param>
internal sealed record ServedKey(string Path, HostKey Key, CertificateLine? Certificate)
{
    private const string Rsa = "ssh-rsa";
    private const string Certified = "-cert-v01@openssh.com";

    /// <summary>Types that ssh-keygen makes keys of for hosts, and what it calls them.</summary>
    public string? Kind => Key.Type switch
    {
        "ssh-ed25519" => "ed25519",
        Rsa => "rsa",
        "ecdsa-sha2-nistp256" or "ecdsa-sha2-nistp384" or "ecdsa-sha2-nistp521" => "ecdsa",
        _ => null,
    };

    /// <summary>The algorithms by which ssh asks for this key and no other (RFC 8332, 3: an RSA key signs with SHA-2).</summary>
    public string Algorithms => Key.Type == Rsa ? "rsa-sha2-512,rsa-sha2-256" : Key.Type;

    /// <summary>The same for its certificate.</summary>
    public string CertifiedAlgorithms => Key.Type == Rsa ? $"rsa-sha2-512{Certified},rsa-sha2-256{Certified}" : Key.Type + Certified;

    /// <summary>Length of a key in bits; 0 where its type does not say.</summary>
    public static int Bits(HostKey key)
    {
        if (key.Type == "ssh-ed25519")
            return 256;
        if (key.Type.StartsWith("ecdsa-sha2-nistp", StringComparison.Ordinal) && int.TryParse(key.Type["ecdsa-sha2-nistp".Length..], out var bits))
            return bits;
        if (key.Type != Rsa)
            return 0;
        // Type, exponent, modulus, each with its length; a number whose first bit is set has a zero before it.
        ReadOnlySpan<byte> rest = Convert.FromBase64String(key.Blob);
        for (var i = 0; i < 2; i++)
            rest = rest.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(rest) is var size && size <= rest.Length - 4 ? rest[(4 + (int)size)..] : [];
        return rest.Length > 4 ? rest[4..].TrimStart((byte)0).Length * 8 : 0;
    }
}
