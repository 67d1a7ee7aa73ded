namespace Dentropy.Build.Help;

internal readonly record struct PageLine(int Number, string Text)
{
    public bool IsBlank => string.IsNullOrWhiteSpace(Text);

    public bool IsFence => Text.StartsWith("```", StringComparison.Ordinal);
}

// A heading, the lines under it, and the headings one level down.
internal sealed record PageSection(string File, string Title, int Line)
{
    public List<PageLine> Body { get; } = [];

    public List<PageSection> Sections { get; } = [];

    public PageException Error(string message) => new(File, Line, message);

    // The page as one section without a title. Headings inside fences are code.
    public static PageSection Parse(string file, IReadOnlyList<PageLine> lines)
    {
        var top = new PageSection(file, "", lines.Count == 0 ? 1 : lines[0].Number);
        var open = new Stack<PageSection>([top]);
        PageLine? fence = null;
        foreach (var line in lines)
        {
            var level = fence is null ? Level(line.Text) : 0;
            if (line.IsFence)
                fence = fence is null ? line : null;
            if (level == 0)
            {
                open.Peek().Body.Add(line);
                continue;
            }

            if (level > open.Count)
                throw new PageException(file, line.Number, "this heading is more than one level below the one above it");
            while (open.Count > level)
                open.Pop();
            var section = new PageSection(file, line.Text[level..].Trim(), line.Number);
            open.Peek().Sections.Add(section);
            open.Push(section);
        }

        return fence is null ? top : throw new PageException(file, fence.Value.Number, "this code block has no end");
    }

    // The first heading's text must be this, and nothing may stand before it.
    public PageSection Single(string title)
    {
        if (Body.FirstOrDefault(line => !line.IsBlank) is { Text: not null } stray)
            throw new PageException(File, stray.Number, "there is text before the first heading");
        if (Sections.Count != 1 || !string.Equals(Sections[0].Title, title, StringComparison.Ordinal))
            throw new PageException(File, Sections.Take(2).LastOrDefault()?.Line ?? Line, $"the page needs one heading of the first level, '# {title}'");
        return Sections[0];
    }

    public void RefuseSections()
    {
        if (Sections.Count > 0)
            throw Sections[0].Error($"no heading is expected under '{Title}'");
    }

    public void RefuseText()
    {
        if (Body.FirstOrDefault(line => !line.IsBlank) is { Text: not null } stray)
            throw new PageException(File, stray.Number, $"no text is expected between '{Title}' and the first heading under it");
    }

    private static int Level(string text)
    {
        var level = text.TakeWhile(letter => letter == '#').Count();
        return level > 0 && level < text.Length && text[level] == ' ' ? level : 0;
    }
}
