using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Output;

// Shows what a verb found or did, in the format that was asked for.
internal sealed class Renderer(Terminal terminal, OutputFormat format)
{
    public OutputFormat Format => format;

    public bool ForPeople => format == OutputFormat.Table;

    public void Table<T>(IReadOnlyList<T> items, IReadOnlyList<Column<T>> columns)
    {
        if (items.Count > 0)
            terminal.Out(terminal.OutIsTerminal ? TerminalTable.Render(items, columns, terminal.OutColor) : PlainTable.Render(items, columns));
    }

    // What --what-if says of a verb.
    public void Plan(IReadOnlyList<PlanView> plan)
    {
        if (!ForPeople)
        {
            Document(plan, CliJsonContext.Default.PlanView);
            return;
        }

        foreach (var step in plan)
            terminal.OutLine($"would {step.Action} {step.Target}" + (step.Details.Count > 0 ? ": " + string.Join("; ", step.Details) : ""));
    }

    // One document, which is always an array; or a line an item.
    public void Document<T>(IReadOnlyList<T> items, JsonTypeInfo<T> type)
    {
        if (format == OutputFormat.Jsonl)
        {
            foreach (var item in items)
                Line(item, type);
            return;
        }

        using var memory = new MemoryStream();
        using (var writer = CliJson.Writer(memory, indented: true))
        {
            writer.WriteStartArray();
            foreach (var item in items)
                JsonSerializer.Serialize(writer, item, type);
            writer.WriteEndArray();
        }

        if (format == OutputFormat.Yaml)
        {
            using var document = JsonDocument.Parse(memory.GetBuffer().AsMemory(0, (int)memory.Length));
            using var text = new StringWriter { NewLine = "\n" };
            YamlText.Write(text, document.RootElement);
            terminal.Out(text.ToString());
            return;
        }

        memory.WriteByte((byte)'\n');
        memory.Position = 0;
        memory.CopyTo(terminal.OutBytes);
    }

    // One object on one line, handed on at once.
    public void Line<T>(T item, JsonTypeInfo<T> type)
    {
        terminal.OutLine(Encoding.UTF8.GetString(CliJson.Bytes(item, type, indented: false)));
        terminal.OutBytes.Flush();
    }
}
