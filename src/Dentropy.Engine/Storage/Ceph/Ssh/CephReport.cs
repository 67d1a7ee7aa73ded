using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Storage.Ceph.Ssh;

/// <summary>One answer in what the script printed.</summary>
/// <param name="Name">The question, or <c>connect</c> or <c>socket</c>.</param>
/// <param name="Code">0, or why there is none: an errno, or an exit code.</param>
/// <param name="Data">What was answered.</param>
/// <param name="Words">What was complained about.</param>
internal sealed record CephReportPart(string Name, int Code, ReadOnlyMemory<byte> Data, string Words);

/// <summary>Takes apart what <see cref="CephScript"/> printed.</summary>
/// <param name="Parts">The answers, in the order in which they came.</param>
/// <param name="IsWhole">Whether the end was there.</param>
internal sealed record CephReport(IReadOnlyList<CephReportPart> Parts, bool IsWhole)
{
    /// <summary>Reads it. What comes before the first answer, such as an account's greeting, does not count.</summary>
    public static CephReport Read(ReadOnlyMemory<byte> output)
    {
        var parts = new List<CephReportPart>();
        var rest = output;
        while (Next(rest.Span) is var start && start >= 0)
        {
            rest = rest[start..];
            var line = rest.Span.IndexOf((byte)'\n');
            if (line < 0 || Header(Encoding.UTF8.GetString(rest.Span[2..line])) is not var (name, code, bytes, words))
            {
                rest = rest[2..];
                continue;
            }

            rest = rest[(line + 1)..];
            if (name == "end")
                return new CephReport(parts, IsWhole: true);
            if ((long)bytes + words > rest.Length)
                break;
            parts.Add(new CephReportPart(name, code, rest[..bytes], Encoding.UTF8.GetString(rest.Span.Slice(bytes, words)).Trim()));
            rest = rest[(bytes + words)..];
        }

        return new CephReport(parts, IsWhole: false);
    }

    /// <summary>The first part of a name; null where there is none.</summary>
    public CephReportPart? Find(string name) => Parts.FirstOrDefault(part => part.Name == name);

    // Where a line begins with the mark.
    private static int Next(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("=="u8))
            return 0;
        var found = bytes.IndexOf("\n=="u8);
        return found < 0 ? -1 : found + 1;
    }

    private static (string Name, int Code, int Bytes, int Words)? Header(string line) =>
        line.Split(' ') is [var name, var code, var bytes, var words] && name.Length > 0
        && int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var c)
        && int.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
        && int.TryParse(words, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
            ? (name, c, b, w)
            : null;
}
