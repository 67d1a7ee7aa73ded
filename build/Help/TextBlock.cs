using System.Text;

namespace Dentropy.Build.Help;

internal enum TextKind
{
    Paragraph,
    Item,
    Code,
}

// A piece of text without its markup. Label is an item's mark, or the language of a piece of code.
internal sealed record TextBlock(TextKind Kind, string Label, string Text, int Line)
{
    // Reads the Markdown that the pages use, and refuses any other.
    public static IReadOnlyList<TextBlock> Parse(string file, IReadOnlyList<PageLine> lines)
    {
        var blocks = new List<TextBlock>();
        var open = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.IsBlank)
            {
                open = false;
            }
            else if (line.IsFence)
            {
                var end = i + 1;
                while (!lines[end].IsFence)
                    end++;
                var code = string.Join('\n', lines.Skip(i + 1).Take(end - i - 1).Select(part => part.Text));
                blocks.Add(new TextBlock(TextKind.Code, line.Text[3..].Trim(), code, line.Number));
                i = end;
                open = false;
            }
            else if (ItemMark(line.Text) is { } mark)
            {
                blocks.Add(new TextBlock(TextKind.Item, mark.Trim(), Plain(file, line.Number, line.Text[mark.Length..]), line.Number));
                open = true;
            }
            else if (open && (blocks[^1].Kind == TextKind.Paragraph || line.Text[0] == ' '))
            {
                blocks[^1] = blocks[^1] with { Text = $"{blocks[^1].Text} {Plain(file, line.Number, line.Text.Trim())}" };
            }
            else
            {
                RefuseOther(file, line);
                blocks.Add(new TextBlock(TextKind.Paragraph, "", Plain(file, line.Number, line.Text), line.Number));
                open = true;
            }
        }

        return blocks;
    }

    // A line without its marks for code, stress and links.
    public static string Plain(string file, int line, string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            if (rest[0] == '\\' && rest.Length > 1 && char.IsPunctuation(rest[1]) | char.IsSymbol(rest[1]))
            {
                plain.Append(text[++i]);
            }
            else if (rest[0] == '`')
            {
                var end = text.IndexOf('`', i + 1);
                if (end < 0)
                    throw new PageException(file, line, "a backtick has no partner on its line");
                plain.Append(text, i + 1, end - i - 1);
                i = end;
            }
            else if (rest.StartsWith("**"))
            {
                i++;
            }
            else if (rest[0] == '*')
            {
                throw new PageException(file, line, "a bare '*' means stress in Markdown; put it in backticks, or write '**' for stress");
            }
            else if (rest.StartsWith("{{"))
            {
                throw new PageException(file, line, "'{{' marks a placeholder that was not filled in");
            }
            else if (rest.StartsWith("!["))
            {
                throw new PageException(file, line, "help has no pictures");
            }
            else if (rest[0] == '[' && LinkEnd(text, i) is var (middle, close) && close > 0)
            {
                plain.Append(Plain(file, line, text[(i + 1)..middle])).Append(" (").Append(text, middle + 2, close - middle - 2).Append(')');
                i = close;
            }
            else
            {
                plain.Append(rest[0]);
            }
        }

        return plain.ToString();
    }

    private static (int Middle, int Close) LinkEnd(string text, int start)
    {
        var middle = text.IndexOf("](", start, StringComparison.Ordinal);
        return (middle, middle < 0 ? -1 : text.IndexOf(')', middle));
    }

    // "- " or "1. ", the blanks before it included; an item may stand under another one.
    private static string? ItemMark(string text)
    {
        var start = text.Length - text.TrimStart().Length;
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        if (end > start ? end < text.Length && text[end] == '.' : end < text.Length && text[end] is '-' or '*')
            end++;
        else
            return null;
        return end < text.Length && text[end] == ' ' ? text[..(end + 1)] : null;
    }

    private static void RefuseOther(string file, PageLine line)
    {
        var what = line.Text[0] switch
        {
            ' ' or '\t' => "indented text is not understood; put code between ``` lines",
            '|' => "tables are not understood; use a list",
            '>' => "quotes are not understood",
            '<' => "HTML is not understood",
            '~' => "code goes between ``` lines",
            _ => null,
        };
        if (what is not null || line.Text.All(letter => letter is '=' or '-'))
            throw new PageException(file, line.Number, what ?? "headings start with '#', and rules are not understood");
    }
}
