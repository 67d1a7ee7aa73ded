using System.Text;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>What the files of a first boot may hold.</summary>
internal static class SeedRules
{
    private const int LongestLabel = 63;
    private const int LongestName = 253;
    private const int LongestUser = 32;
    private static readonly string[] s_kinds = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

    // Accounts and groups of every Debian (base-passwd): useradd makes none of these names, and cloud-init goes on without the account.
    private static readonly string[] s_reserved =
    [
        "adm", "audio", "backup", "bin", "cdrom", "daemon", "dialout", "dip", "disk", "fax", "floppy", "games", "irc", "kmem", "list", "lp", "mail", "man", "news", "nobody", "nogroup", "operator",
        "plugdev", "proxy", "sasl", "shadow", "src", "staff", "sudo", "sync", "sys", "tape", "tty", "users", "utmp", "uucp", "video", "voice", "www-data",
    ];

    public static bool IsHostName(string text) => text.Length <= LongestName && text.Split('.').All(IsLabel);

    public static bool IsLabel(string text) => text.Length is > 0 and <= LongestLabel && text[0] != '-' && text[^1] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>Whether a text can be the name of a new account, or of root (useradd(8)).</summary>
    public static bool IsUser(string text) => !s_reserved.Contains(text, StringComparer.Ordinal) && text.Length is > 0 and <= LongestUser && (char.IsAsciiLetterLower(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-');

    public static bool IsPackage(string text) => text.Length is > 1 and <= LongestName && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '+' or '-' or '.');

    /// <summary>Whether a text is an OpenSSH public key: its kind, and a blob that says the same.</summary>
    public static bool IsPublicKey(string text)
    {
        var words = text.Split(' ', 3);
        if (words.Length < 2 || !s_kinds.Contains(words[0], StringComparer.Ordinal) || text.Any(char.IsControl))
            return false;
        var blob = new byte[words[1].Length];
        var kind = Encoding.ASCII.GetBytes(words[0]);
        return Convert.TryFromBase64String(words[1], blob, out var length) && length > kind.Length + 4 && blob.AsSpan(4, kind.Length).SequenceEqual(kind);
    }

    /// <summary>The public keys of a file, without comments and empty lines.</summary>
    /// <exception cref="DentropyException"><c>BootMediaKeyInvalid</c>; what a private key says is not shown.</exception>
    public static async Task<IReadOnlyList<string>> KeysAsync(string path, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw Invalid(path, $"The public key {path} cannot be read: {e.Message.TrimEnd('.')}. Name the file of a public key, such as ~/.ssh/id_ed25519.pub.");
        }

        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            throw Invalid(path, $"{path} is a private key, which must not leave this machine. Name the public one, which ends in .pub.");
        var keys = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').ToList();
        if (keys.Count == 0 || keys.FindIndex(key => !IsPublicKey(key)) is var at and >= 0)
            throw Invalid(path, $"{path} is no file of OpenSSH public keys. Name one that ends in .pub.");
        return keys;
    }

    private static DentropyException Invalid(string path, string problem) => new("BootMediaKeyInvalid", DentropyErrorCategory.InvalidData, path, problem);
}
