using System.Security.Cryptography;

namespace Dentropy.Engine.Transport;

/// <summary>A public host key, as a line of <c>known_hosts</c> holds it.</summary>
/// <param name="Host">The host as OpenSSH names it there: <c>host</c>, or <c>[host]:port</c> where the port is not 22.</param>
/// <param name="Type">Key type, e.g. <c>ssh-ed25519</c>.</param>
/// <param name="Blob">The key, base64.</param>
public sealed record HostKey(string Host, string Type, string Blob)
{
    /// <summary>SHA-256 fingerprint in the form that ssh-keygen prints: <c>SHA256:</c> and base64 without padding.</summary>
    public string Fingerprint => "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(Blob))).TrimEnd('=');

    /// <summary>Reads one line of a <c>known_hosts</c> file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).</summary>
    /// <param name="line">The line.</param>
    /// <returns>The key, or null for a comment, a marked or a broken line.</returns>
    public static HostKey? Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length >= 3 && words[0][0] is not ('#' or '@') && IsBase64(words[2]) ? new HostKey(words[0], words[1], words[2]) : null;
    }

    /// <summary>The line for a <c>known_hosts</c> file.</summary>
    public override string ToString() => $"{Host} {Type} {Blob}";

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
