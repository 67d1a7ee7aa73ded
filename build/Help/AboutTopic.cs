using System.Text;

namespace Dentropy.Build.Help;

// Turns a page of docs/about into the text file that Get-Help shows for an about_ topic.
internal static class AboutTopic
{
    private const int Width = 80;

    public static string Convert(string path)
    {
        var file = Path.GetFileName(path);
        var name = Path.GetFileNameWithoutExtension(path);
        var lines = File.ReadAllLines(path).Select((text, index) => new PageLine(index + 1, text)).ToList();
        var page = PageSection.Parse(file, lines).Single(name);
        page.RefuseText();
        if (page.Sections is not [{ Title: "SHORT DESCRIPTION" } summary, { Title: "LONG DESCRIPTION" }, ..])
            throw page.Error("a topic starts with the sections 'SHORT DESCRIPTION' and 'LONG DESCRIPTION'");

        // Get-Help takes the line after SHORT DESCRIPTION as the topic's synopsis.
        summary.RefuseSections();
        if (TextBlock.Parse(file, summary.Body) is not [{ Kind: TextKind.Paragraph, Text.Length: <= Width - 4 }])
            throw summary.Error($"'SHORT DESCRIPTION' is one paragraph of at most {Width - 4} characters");
        var text = new StringBuilder("TOPIC\n").Append("    ").Append(name).Append('\n');
        foreach (var section in page.Sections)
            Append(text, section, level: 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, PageSection section, int level)
    {
        var indent = new string(' ', level == 0 ? 0 : 2);
        text.Append('\n').Append(indent).Append(TextBlock.Plain(section.File, section.Line, section.Title)).Append('\n');
        var first = true;
        TextBlock? before = null;
        foreach (var block in TextBlock.Parse(section.File, section.Body))
        {
            if (!first && !(block.Kind == TextKind.Item && before?.Kind == TextKind.Item))
                text.Append('\n');
            switch (block.Kind)
            {
                case TextKind.Code:
                    foreach (var line in block.Text.Split('\n'))
                        text.Append(line.Length == 0 ? "" : "        " + line).Append('\n');
                    break;
                case TextKind.Item:
                    Wrap(text, block.Text, $"    {block.Label} ", new string(' ', block.Label.Length + 5));
                    break;
                default:
                    Wrap(text, block.Text, "    ", "    ");
                    break;
            }

            first = false;
            before = block;
        }

        foreach (var part in section.Sections)
            Append(text, part, level + 1);
    }

    private static void Wrap(StringBuilder text, string words, string start, string indent)
    {
        var line = new StringBuilder(start);
        var empty = true;
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(indent);
                empty = true;
            }

            line.Append(empty ? "" : " ").Append(word);
            empty = false;
        }

        text.Append(line).Append('\n');
    }
}
