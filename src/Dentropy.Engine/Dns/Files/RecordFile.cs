using System.Globalization;
using System.Text;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Files;

/// <summary>A file with a record a line. Lines that no change is about stay as somebody wrote them.</summary>
internal sealed class RecordFile
{
    private readonly List<(string Text, DcDnsRecord? Record)> _lines;

    private RecordFile(List<(string Text, DcDnsRecord? Record)> lines) => _lines = lines;

    public IEnumerable<DcDnsRecord> Records => _lines.Select(line => line.Record).OfType<DcDnsRecord>();

    /// <summary>Reads a file; one that is not there is empty.</summary>
    /// <exception cref="DentropyException"><c>DnsFileInvalid</c> with the line, <c>DnsFileUnreadable</c>.</exception>
    public static async Task<RecordFile> ReadAsync(string path, string place, CancellationToken cancellationToken)
    {
        string[] lines;
        try
        {
            lines = File.Exists(path) ? await File.ReadAllLinesAsync(path, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellationToken).ConfigureAwait(false) : [];
        }
        catch (DecoderFallbackException e)
        {
            throw Invalid(path, 1, "this is not UTF-8 text", e);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException(
                "DnsFileUnreadable", DentropyErrorCategory.ReadError, path, $"{path}, the records of {place}, cannot be read: {e.Message.TrimEnd('.')}. Check the file's permissions.", e);
        }

        return new RecordFile([.. lines.Select((line, at) => (line, Read(path, at + 1, line, place)))]);
    }

    /// <summary>Puts the records after a change in the place of those before it.</summary>
    /// <returns>Why it cannot be done, as the end of a sentence; null where it was done.</returns>
    public string? Apply(DcDnsChange change)
    {
        var delta = Places.DnsDelta.Of(change);
        if (delta.Edit.Select(edit => edit.From).Concat(delta.Remove).FirstOrDefault(record => Find(record) < 0) is { } gone)
            return $"{gone} is not in the file any more";
        foreach (var (from, to) in delta.Edit)
        {
            var at = Find(from);
            _lines[at] = (RecordLine.Write(to) + RecordLine.Comment(_lines[at].Text), to);
        }

        foreach (var record in delta.Remove)
            _lines.RemoveAt(Find(record));
        var end = _lines.FindLastIndex(line => line.Record is { } one && string.Equals(one.Name, change.Name, StringComparison.Ordinal));
        _lines.InsertRange(end < 0 ? _lines.Count : end + 1, delta.Add.Select(record => (RecordLine.Write(record), (DcDnsRecord?)record)));
        return null;
    }

    public override string ToString() => string.Concat(_lines.Select(line => line.Text + "\n"));

    private static DcDnsRecord? Read(string path, int number, string line, string place)
    {
        try
        {
            return RecordLine.Read(line, place);
        }
        catch (FormatException e)
        {
            throw Invalid(path, number, e.Message, e);
        }
        catch (DentropyException e)
        {
            throw Invalid(path, number, $"'{Shown.Text(e.Target ?? line)}' does not belong there ({e.ErrorId})", e);
        }
    }

    private int Find(DcDnsRecord record) => _lines.FindIndex(line => line.Record is { } one
        && string.Equals(one.Name, record.Name, StringComparison.Ordinal)
        && string.Equals(one.Type, record.Type, StringComparison.Ordinal)
        && string.Equals(one.Value, record.Value, StringComparison.Ordinal));

    private static DentropyException Invalid(string path, int line, string problem, Exception cause) => new(
        "DnsFileInvalid",
        DentropyErrorCategory.InvalidData,
        path,
        string.Create(CultureInfo.InvariantCulture, $"{path} line {line}: {problem}. Correct the file; nothing was changed."),
        cause);
}
