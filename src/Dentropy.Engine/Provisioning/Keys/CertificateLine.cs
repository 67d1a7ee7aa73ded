using System.Buffers.Binary;
using Dentropy.Engine.Transport.Mux;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>What an SSH certificate says (OpenSSH, PROTOCOL.certkeys). Its signature is not looked at: ssh and sshd do that.</summary>
/// <param name="KeyBlob">The certified key, base64, as a plain public key.</param>
/// <param name="Serial">Serial number.</param>
/// <param name="Identity">What the authority calls it.</param>
/// <param name="Principals">Names that it is for.</param>
/// <param name="From">Start of its validity.</param>
/// <param name="Until">End of its validity; the largest time where it has none.</param>
/// <param name="AuthorityBlob">The authority's key, base64.</param>
internal sealed record CertificateLine(string KeyBlob, ulong Serial, string Identity, IReadOnlyList<string> Principals, DateTimeOffset From, DateTimeOffset Until, string AuthorityBlob)
{
    private const string Ending = "-cert-v01@openssh.com";

    /// <summary>Reads the line of a <c>-cert.pub</c> file.</summary>
    /// <returns>The certificate; null for anything else.</returns>
    public static CertificateLine? Parse(string line)
    {
        var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !words[0].EndsWith(Ending, StringComparison.Ordinal))
            return null;
        try
        {
            return Read(words[0][..^Ending.Length], Convert.FromBase64String(words[1]));
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return null;
        }
    }

    private static CertificateLine? Read(string type, byte[] blob)
    {
        var reader = new SshReader(blob);
        reader.Bytes();
        reader.Bytes();
        // The parts of a plain key of that type, in its own order (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4).
        var parts = type switch { "ssh-ed25519" => 1, "ssh-rsa" => 2, _ when type.StartsWith("ecdsa-sha2-", StringComparison.Ordinal) => 2, _ => 0 };
        if (parts == 0)
            return null;
        using var key = new MemoryStream();
        Write(key, System.Text.Encoding.ASCII.GetBytes(type));
        for (var i = 0; i < parts; i++)
            Write(key, reader.Bytes());
        var serial = UInt64(ref reader);
        reader.UInt32();
        var identity = reader.Text();
        var principals = Texts(reader.Bytes());
        var from = Time(UInt64(ref reader));
        var until = Time(UInt64(ref reader));
        reader.Bytes();
        reader.Bytes();
        reader.Bytes();
        var authority = Convert.ToBase64String(reader.Bytes());
        return new CertificateLine(Convert.ToBase64String(key.ToArray()), serial, identity, principals, from, until, authority);
    }

    private static DateTimeOffset Time(ulong seconds) => seconds < (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : DateTimeOffset.MaxValue;

    private static List<string> Texts(ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var text = new SshReader(bytes[at..]).Text();
            texts.Add(text);
            at += sizeof(uint) + System.Text.Encoding.UTF8.GetByteCount(text);
        }

        return texts;
    }

    private static ulong UInt64(ref SshReader reader) => ((ulong)reader.UInt32() << 32) | reader.UInt32();

    private static void Write(Stream stream, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)part.Length);
        stream.Write(length);
        stream.Write(part);
    }
}
