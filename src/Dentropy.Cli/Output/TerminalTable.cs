using Dentropy.Cli.Common;
using Spectre.Console;

namespace Dentropy.Cli.Output;

// Columns on a terminal, wrapped to its width.
internal static class TerminalTable
{
    public static string Render<T>(IReadOnlyList<T> rows, IReadOnlyList<Column<T>> columns, bool color)
    {
        // Room is short on a terminal, so a column that says nothing is left out; the first one always stays.
        columns = [.. columns.Where((column, i) => i == 0 || rows.Any(row => !string.IsNullOrEmpty(column.Text(row))))];
        var table = new Table().NoBorder();
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(column.Title.ToUpperInvariant(), new Spectre.Console.Style(decoration: Decoration.Bold)));
            header.Alignment = column.Right ? Justify.Right : Justify.Left;
            table.AddColumn(header);
        }

        foreach (var row in rows)
            table.AddRow(columns.Select(column => new Text(column.Text(row) ?? "")));

        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = color ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = Terminal.Width;
        console.Write(table);
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}
