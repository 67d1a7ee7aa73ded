using System.Text;

namespace Dentropy.Cli.Output;

// Aligned columns with two spaces between them: a line a row whatever its width, for files and pipes.
internal static class PlainTable
{
    public static string Render<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns)
    {
        var cells = new string[rows.Count + 1][];
        cells[0] = new string[columns.Count];
        var widths = new int[columns.Count];
        for (var i = 0; i < columns.Count; i++)
            cells[0][i] = columns[i].Title.ToUpperInvariant();
        for (var row = 0; row < rows.Count; row++)
        {
            cells[row + 1] = new string[columns.Count];
            for (var i = 0; i < columns.Count; i++)
                cells[row + 1][i] = (columns[i].Text(rows[row]) ?? "").ReplaceLineEndings(" ");
        }

        foreach (var line in cells)
        {
            for (var i = 0; i < line.Length; i++)
                widths[i] = Math.Max(widths[i], line[i].Length);
        }

        var text = new StringBuilder();
        foreach (var line in cells)
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = columns[i].Right ? line[i].PadLeft(widths[i]) : line[i].PadRight(widths[i]);
            text.Append(string.Join("  ", line).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
