using System.Text;
using Dentropy.Cli.Common;
using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// Lines for people: the node's name before each, output to standard output and errors to standard error, byte for byte.
internal sealed class LinesReport(Terminal terminal, bool prefix) : RunReport
{
    public override void Add(DcCommandResult result)
    {
        Write(terminal.OutBytes, result.RawOutput, Style.Cyan(result.Node + ":", terminal.OutColor));
        terminal.OutBytes.Flush();
        Write(terminal.ErrorBytes, result.RawError, Style.Red(result.Node + ":", terminal.ErrorColor));
    }

    private void Write(Stream stream, byte[] text, string name)
    {
        if (text.Length == 0)
            return;
        if (!prefix)
        {
            stream.Write(text);
            return;
        }

        var before = Encoding.UTF8.GetBytes(name + " ");
        using var lines = new MemoryStream(text.Length + (text.Length / 4));
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var end = rest.IndexOf((byte)'\n');
            lines.Write(before);
            lines.Write(end < 0 ? rest : rest[..end]);
            lines.WriteByte((byte)'\n');
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        stream.Write(lines.GetBuffer().AsSpan(0, (int)lines.Length));
    }
}
