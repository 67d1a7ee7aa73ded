using System.Globalization;
using System.Text;
using Dentropy.Engine.Backups.Format;

namespace Dentropy.Engine.Backups.Create;

/// <summary>What the node says that it sent (see <see cref="PartScript.Pack"/>), to be compared with what came.</summary>
internal sealed class PartSum
{
    /// <summary>What stands before it, at the end of standard error.</summary>
    public const string Mark = "dentropy-sent ";

    private const int MostKept = 64 * 1024;
    private const int Sha256Digits = 64;

    private PartSum(string text, string? sent) => (Text, Sent) = (text, sent);

    /// <summary>The first of what else was said.</summary>
    public string Text { get; }

    // 64 hexadecimal digits, or a number of bytes; null where the script did not come to its end.
    private string? Sent { get; }

    /// <summary>Reads standard error to its end. However much tar has to say, the last line is not lost.</summary>
    /// <param name="stream">Standard error.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<PartSum> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        string? sent = null;
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: -1, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                sent = line[Mark.Length..].Trim().Split(' ')[0];
            }
            else if (kept.Length + line.Length < MostKept)
            {
                kept.Append(line).Append('\n');
            }
        }

        return new PartSum(kept.ToString(), sent);
    }

    /// <summary>What is wrong with what came; null where it is what was sent.</summary>
    /// <param name="length">Bytes that came.</param>
    /// <param name="sha256">Their SHA-256 in lower case; null where nobody took it.</param>
    public string? Problem(long length, string? sha256)
    {
        if (Sent is null)
        {
            return "the node did not say what it sent";
        }

        if (Sent.Length == Sha256Digits)
        {
            return sha256 is null || sha256 == Sent ? null : $"{length} bytes came with the SHA-256 {sha256}, and the node sent what has {Sent}";
        }

        return Sent == length.ToString(CultureInfo.InvariantCulture) ? null : $"{length} bytes came, and the node sent {Sent}";
    }

    /// <summary>Throws where something else came than was sent.</summary>
    /// <param name="part">The part.</param>
    /// <exception cref="DentropyException"><c>BackupPartInvalid</c>.</exception>
    public void Check(BackupPart part)
    {
        if (Problem(part.Length, part.Sha256) is { } problem)
        {
            throw BackupErrors.PartInvalid(part.Name, problem);
        }
    }
}
