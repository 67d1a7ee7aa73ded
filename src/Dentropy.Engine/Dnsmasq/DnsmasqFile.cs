using System.Security.Cryptography;

namespace Dentropy.Engine.Dnsmasq;

/// <summary>A file that is to be put in place of the one that was read.</summary>
/// <param name="Path">Its whole path, in the folder or elsewhere on the same disk.</param>
/// <param name="Before">The checksum of what was read.</param>
/// <param name="Content">The new content; null takes the file away.</param>
/// <param name="IsConfiguration">Whether dnsmasq reads it when it starts: it is checked before, and dnsmasq is started anew. Others are read again on SIGHUP.</param>
internal sealed record DnsmasqFile(string Path, string Before, byte[]? Content, bool IsConfiguration)
{
    /// <summary>Checksum of a file that does not exist.</summary>
    public const string None = "none";

    /// <summary>The checksum by which the node knows whether a file is still the one that was read.</summary>
    public static string Sum(byte[]? content) => content is null ? None : Convert.ToHexStringLower(SHA256.HashData(content));
}

/// <summary>What was read of a folder.</summary>
/// <param name="Contents">The files in the order in which they were asked for; null for one that does not exist.</param>
/// <param name="AsRoot">Whether the account is root itself.</param>
/// <param name="Rest">What the script behind them printed.</param>
internal sealed record DnsmasqReading(IReadOnlyList<byte[]?> Contents, bool AsRoot, byte[] Rest);
