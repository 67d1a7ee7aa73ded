using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// What a backup's file name says: <c>nextcloud-20261120T153000Z.tar.zst</c>. An encrypted file ends in <c>.age</c> and has <c>@node</c> behind
/// the app, because nothing else of it can be read without an identity. What is no letter, digit, <c>.</c>, <c>_</c> or <c>-</c> in an app's or
/// a node's name is written as <c>%XX</c>, byte by byte of its UTF-8.
/// </summary>
/// <param name="App">Name of the app.</param>
/// <param name="Node">Name of the source node; null where the name does not say.</param>
/// <param name="Time">When it was made, in whole seconds of UTC.</param>
/// <param name="Compression">How it is compressed.</param>
/// <param name="Encrypted">Whether it is encrypted.</param>
public sealed record BackupName(string App, string? Node, DateTimeOffset Time, BackupCompression Compression, bool Encrypted)
{
    /// <summary>What the name of an encrypted file ends in.</summary>
    public const string EncryptedEnd = ".age";

    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int TimeLength = 16;

    /// <summary>The name for a backup.</summary>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="encrypted">Whether it is encrypted.</param>
    public static BackupName For(BackupManifest manifest, bool encrypted) =>
        new(manifest.App, encrypted ? manifest.SourceNode : null, manifest.Time, manifest.Compression, encrypted);

    /// <summary>Reads a file name.</summary>
    /// <param name="name">The name without folders.</param>
    /// <returns>What it says; null where it is no backup's name.</returns>
    public static BackupName? Parse(string name)
    {
        var encrypted = name.EndsWith(EncryptedEnd, StringComparison.Ordinal);
        var stem = encrypted ? name[..^EncryptedEnd.Length] : name;
        foreach (var compression in Enum.GetValues<BackupCompression>())
        {
            if (!stem.EndsWith(End(compression), StringComparison.Ordinal))
                continue;
            stem = stem[..^End(compression).Length];
            var dash = stem.Length - TimeLength - 1;
            if (dash < 1 || stem[dash] != '-' || !TryTime(stem[(dash + 1)..], out var time))
                return null;

            var at = stem.IndexOf('@', StringComparison.Ordinal);
            var app = Decode(at < 0 ? stem[..dash] : stem[..Math.Min(at, dash)]);
            var node = at < 0 || at > dash ? null : Decode(stem[(at + 1)..dash]);
            var parsed = app is null || (at >= 0 && node is null) ? null : new BackupName(app, node, time, compression, encrypted);
            return string.Equals(parsed?.ToString(), name, StringComparison.Ordinal) ? parsed : null;
        }

        return null;
    }

    /// <summary>The file name.</summary>
    public override string ToString() => string.Concat(
        Encode(App),
        Node is null ? "" : "@" + Encode(Node),
        "-",
        Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
        End(Compression) + (Encrypted ? EncryptedEnd : ""));

    private static string End(BackupCompression compression) => compression == BackupCompression.Gzip ? ".tar.gz" : ".tar.zst";

    private static bool TryTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    // A dot in front would hide the file, and a dash would be taken for an option.
    private static string Encode(string name)
    {
        var text = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            var plain = b < 128 && (char.IsAsciiLetterOrDigit((char)b) || (char)b is '_' || ((char)b is '.' or '-' && text.Length > 0));
            if (plain)
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return text.ToString();
    }

    private static string? Decode(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                if (!char.IsAscii(text[i]))
                    return null;
                bytes.Add((byte)text[i]);
            }
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return bytes.Count > 0 ? Encoding.UTF8.GetString([.. bytes]) : null;
    }
}
