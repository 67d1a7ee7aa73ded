using System.Globalization;
using System.Text;
using Dentropy.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>
/// Makes lines of the pieces of one container's log. Each piece starts with its time (RFC 3339 and a space); a line of more than 16 KiB comes in
/// several pieces, of which only the last ends with a line feed. With a terminal the pieces are cut anywhere, and each line starts with its time.
/// </summary>
internal sealed class LogLines(string node, string app, string service, string container, bool terminal)
{
    // What a program writes without ever ending a line must not fill the memory.
    private const int Longest = 1 << 20;

    private readonly Pending _output = new();
    private readonly Pending _error = new();

    public IEnumerable<DcAppLogLine> Add(LogChunk chunk)
    {
        var pending = chunk.IsError ? _error : _output;
        var data = chunk.Data;
        while (!data.IsEmpty)
        {
            var end = data.Span.IndexOf((byte)'\n');
            var piece = end < 0 ? data : data[..end];
            data = end < 0 ? default : data[(end + 1)..];
            pending.Append(piece.Span, startsWithTime: !terminal);
            if (end >= 0 || pending.Length > Longest)
                yield return Line(pending, chunk.IsError);
        }
    }

    /// <summary>What was left without a line end.</summary>
    public IEnumerable<DcAppLogLine> End()
    {
        if (_output.Any)
            yield return Line(_output, isError: false);
        if (_error.Any)
            yield return Line(_error, isError: true);
    }

    private DcAppLogLine Line(Pending pending, bool isError)
    {
        var (time, text) = pending.Take();
        return new DcAppLogLine { Node = node, App = app, Service = service, Container = container, IsError = isError, Time = time, Text = text };
    }

    private sealed class Pending
    {
        private readonly MemoryStream _bytes = new();
        private DateTimeOffset? _time;

        public bool Any => _time is not null || _bytes.Length > 0;

        public long Length => _bytes.Length;

        public void Append(ReadOnlySpan<byte> piece, bool startsWithTime)
        {
            // Of a terminal's pieces only the first of a line has a time, and it may be cut in two; it is split off when the line is whole.
            if (startsWithTime && SplitTime(piece) is { } split)
            {
                _time ??= split.Time;
                piece = piece[split.Length..];
            }

            _bytes.Write(piece);
        }

        public (DateTimeOffset Time, string Text) Take()
        {
            var bytes = _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
            if (_time is null && SplitTime(bytes) is { } split)
            {
                _time = split.Time;
                bytes = bytes[split.Length..];
            }

            var text = Encoding.UTF8.GetString(bytes.TrimEnd((byte)'\r'));
            var time = _time ?? DateTimeOffset.MinValue;
            _time = null;
            _bytes.SetLength(0);
            return (time, text);
        }

        // Docker writes nanoseconds and .NET has a seventh digit at most, so the rest is cut off.
        private static (DateTimeOffset Time, int Length)? SplitTime(ReadOnlySpan<byte> line)
        {
            var space = line[..Math.Min(line.Length, 40)].IndexOf((byte)' ');
            if (space < 20)
                return null;
            var text = Encoding.ASCII.GetString(line[..space]);
            var dot = text.IndexOf('.', StringComparison.Ordinal);
            if (dot > 0)
            {
                var zone = text.AsSpan(dot + 1).IndexOfAnyExcept("0123456789") + dot + 1;
                text = zone > dot ? string.Concat(text.AsSpan(0, Math.Min(dot + 8, zone)), text.AsSpan(zone)) : text;
            }

            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? (time, space + 1) : null;
        }
    }
}
