using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>A public key, as a line of <c>authorized_keys</c> holds it (sshd(8), AUTHORIZED_KEYS FILE FORMAT).</summary>
/// <param name="Options">What stands before the key; empty where nothing does.</param>
/// <param name="Type">Key type, e.g. <c>ssh-ed25519</c>.</param>
/// <param name="Blob">The key, base64.</param>
/// <param name="Comment">What stands behind it.</param>
internal sealed record AuthorizedKey(string Options, string Type, string Blob, string Comment)
{
    private static readonly string[] s_types = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-dss"];

    /// <summary>SHA-256 fingerprint as ssh-keygen prints it.</summary>
    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Blob))).TrimEnd('=');

    /// <summary>Whether it is the same key, whatever stands around it.</summary>
    public bool Is(AuthorizedKey other) => string.Equals(Blob, other.Blob, StringComparison.Ordinal);

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The key; null for a comment or a line that holds none.</returns>
    public static AuthorizedKey? Parse(string line)
    {
        line = line.Trim();
        if (line.Length == 0 || line[0] == '#')
            return null;
        var options = "";
        if (!s_types.Contains(Word(line), StringComparer.Ordinal))
        {
            var end = EndOfOptions(line);
            (options, line) = (line[..end], line[end..].TrimStart());
        }

        var parts = line.Split((char[])[' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is [var type, var blob, ..] && s_types.Contains(type, StringComparer.Ordinal) && Holds(blob, type) ? new AuthorizedKey(options, type, blob, parts.Length > 2 ? parts[2] : "") : null;
    }

    /// <summary>Every key of a file.</summary>
    public static IEnumerable<AuthorizedKey> ReadAll(string text) => text.Split('\n').Select(Parse).OfType<AuthorizedKey>();

    /// <summary>The line.</summary>
    public override string ToString() => string.Join(' ', ((string[])[Options, Type, Blob, Comment]).Where(part => part.Length > 0));

    private static string Word(string line)
    {
        var end = line.IndexOfAny([' ', '\t']);
        return end < 0 ? line : line[..end];
    }

    // Blanks within double quotes belong to an option.
    private static int EndOfOptions(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && (i == 0 || line[i - 1] != '\\'))
                quoted = !quoted;
            else if (!quoted && line[i] is ' ' or '\t')
                return i;
        }

        return line.Length;
    }

    // The key begins with its own type (RFC 4253, 6.6).
    private static bool Holds(string blob, string type)
    {
        var bytes = new byte[blob.Length];
        if (!Convert.TryFromBase64String(blob, bytes, out var length) || length < 4)
            return false;
        var size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return size <= length - 4 && string.Equals(Encoding.ASCII.GetString(bytes, 4, (int)size), type, StringComparison.Ordinal);
    }
}
