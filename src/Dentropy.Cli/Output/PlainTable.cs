using System.Text;

namespace Dentropy.Cli.Output;

// Aligned columns with two spaces between them: a line a row whatever its width, for files and pipes.
internal static class PlainTable
{
    public static string Render<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns)
    {
        var cells = rows.Select(row => columns.Select(column => OneLine(column.Text(row) ?? "")).ToArray()).ToList();
        var widths = columns.Select((column, i) => cells.Select(row => row[i].Length).Append(column.Title.Length).Max()).ToArray();
        var text = new StringBuilder();
        Line([.. columns.Select(column => column.Title.ToUpperInvariant())]);
        foreach (var row in cells)
            Line(row);
        return text.ToString();

        void Line(string[] row)
        {
            var line = row.Select((cell, i) => columns[i].Right ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            text.Append(string.Join("  ", line).TrimEnd()).Append('\n');
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
