using System.Globalization;
using System.Text.RegularExpressions;

namespace Dentropy.Build.Help;

// Reads a page in PlatyPS's Markdown schema 2.0.0, and refuses whatever it does not understand.
// The schema: platyPS.schema.md in the project PowerShell/platyPS, "Version 2.0.0".
internal static partial class CommandPageReader
{
    public const string HelpFile = "Dentropy.PowerShell.dll-Help.xml";
    public const string OnlySet = "__AllParameterSets";
    private const string Common = "CommonParameters";

    private static readonly string[] s_sections =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    public static CommandPage Read(string path)
    {
        var file = Path.GetFileName(path);
        var lines = File.ReadAllLines(path).Select((text, index) => new PageLine(index + 1, text)).ToList();
        var name = Path.GetFileNameWithoutExtension(path);
        var body = ReadHeader(file, lines);
        var page = PageSection.Parse(file, body).Single(name);
        page.RefuseText();
        var sections = ReadSections(page);

        var parameters = ReadParameters(sections["PARAMETERS"]);
        var syntax = ReadSyntax(sections["SYNTAX"], name, parameters);
        CheckSets(file, parameters, syntax);
        return new CommandPage(file, name)
        {
            Synopsis = Text(sections["SYNOPSIS"], required: true),
            Syntax = syntax,
            Description = Text(sections["DESCRIPTION"], required: true),
            Examples = ReadExamples(sections["EXAMPLES"]),
            Parameters = parameters,
            Inputs = ReadTypes(sections["INPUTS"]),
            Outputs = ReadTypes(sections["OUTPUTS"]),
            Notes = Text(sections["NOTES"], required: false),
            Links = ReadLinks(sections["RELATED LINKS"]),
        };
    }

    // Checks the lines between the two '---', and returns those after them.
    private static List<PageLine> ReadHeader(string file, List<PageLine> lines)
    {
        var end = lines.FindIndex(1, line => line.Text is "---");
        if (lines[0].Text is not "---" || end < 0)
            throw new PageException(file, 1, "the page needs a header between two lines '---'");
        var facts = ReadFacts(file, lines[1..end], ["external help file", "Module Name", "online version", "schema", "Locale", "title"]);
        Expect("external help file", HelpFile);
        Expect("Module Name", "Dentropy");
        Expect("schema", "2.0.0");
        return lines[(end + 1)..];

        void Expect(string key, string value)
        {
            if (!facts.TryGetValue(key, out var fact) || !string.Equals(fact.Value, value, StringComparison.Ordinal))
                throw new PageException(file, fact.Line == 0 ? 1 : fact.Line, $"the header needs '{key}: {value}'");
        }
    }

    private static Dictionary<string, PageSection> ReadSections(PageSection page)
    {
        var known = page.Sections.Select(section => section.Title).ToList();
        foreach (var section in page.Sections.Where(section => !s_sections.Contains(section.Title, StringComparer.Ordinal)))
            throw section.Error($"there is no section '{section.Title}' in a page; the sections are {string.Join(", ", s_sections)}");
        if (!known.SequenceEqual(s_sections, StringComparer.Ordinal))
            throw page.Error($"the page needs each of these sections once, in this order: {string.Join(", ", s_sections)}; it has {string.Join(", ", known)}");
        return page.Sections.ToDictionary(section => section.Title, StringComparer.Ordinal);
    }

    private static IReadOnlyList<TextBlock> Text(PageSection section, bool required)
    {
        section.RefuseSections();
        var blocks = TextBlock.Parse(section.File, section.Body);
        return blocks.Count > 0 || !required ? blocks : throw section.Error($"'{section.Title}' is empty");
    }

    private static List<ExamplePage> ReadExamples(PageSection section)
    {
        section.RefuseText();
        if (section.Sections.Count == 0)
            throw section.Error("a page needs an example");
        return [.. section.Sections.Select(example =>
        {
            var blocks = Text(example, required: true);
            if (blocks.All(block => block.Kind != TextKind.Code) || blocks.All(block => block.Kind == TextKind.Code))
                throw example.Error("an example needs a piece of code and a sentence about it");
            return new ExamplePage(example.Title, blocks);
        })];
    }

    private static List<ParameterPage> ReadParameters(PageSection section)
    {
        section.RefuseText();
        var parameters = new List<ParameterPage>();
        foreach (var part in section.Sections.Where(part => part.Title is not Common))
        {
            if (!part.Title.StartsWith('-') || parameters.Exists(other => string.Equals(other.Name, part.Title[1..], StringComparison.OrdinalIgnoreCase)))
                throw part.Error($"a heading in PARAMETERS is '### -Name', once for each parameter, or '### {Common}'; this one is '{part.Title}'");
            var blocks = Text(part, required: true);
            var facts = blocks.Where(block => block is { Kind: TextKind.Code, Label: "yaml" }).Select(block => ReadFacts(part.File, block)).ToList();
            var text = blocks.Where(block => block is not { Kind: TextKind.Code, Label: "yaml" }).ToList();
            if (facts.Count == 0 || text.Count == 0)
                throw part.Error("a parameter needs a sentence about it and a yaml block with its facts");
            parameters.Add(new ParameterPage(part.Title[1..], text, facts, part.Line));
        }

        if (section.Sections.LastOrDefault() is not { Title: Common } common)
            throw section.Error($"PARAMETERS ends with '### {Common}'");
        Text(common, required: true);
        return parameters;
    }

    private static ParameterFacts ReadFacts(string file, TextBlock block)
    {
        var lines = block.Text.Split('\n').Select((text, index) => new PageLine(block.Line + 1 + index, text)).ToList();
        var facts = ReadFacts(file, lines,
        [
            "Type", "Parameter Sets", "Aliases", "Accepted values", "Required", "Position", "Default value", "Accept pipeline input", "Accept wildcard characters",
        ]);
        var pipeline = Value("Accept pipeline input");
        var match = PipelineInput().Match(pipeline.Value);
        if (!match.Success)
            throw Bad(pipeline, "False, True (ByValue), True (ByPropertyName) or True (ByPropertyName, ByValue)");
        var position = Value("Position");
        var number = -1;
        if (position.Value is not "Named" && !int.TryParse(position.Value, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            throw Bad(position, "Named or a number");
        return new ParameterFacts(block.Line)
        {
            Type = Value("Type").Value is { Length: > 0 } type ? type : throw Bad(Value("Type"), "a type"),
            Sets = Words("Parameter Sets"),
            Aliases = Words("Aliases"),
            AcceptedValues = facts.ContainsKey("Accepted values") ? Words("Accepted values") : [],
            Required = Flag("Required"),
            Position = position.Value is "Named" ? null : number,
            DefaultValue = Value("Default value").Value,
            ByValue = match.Groups["how"].Value.Contains("ByValue", StringComparison.Ordinal),
            ByPropertyName = match.Groups["how"].Value.Contains("ByPropertyName", StringComparison.Ordinal),
            Wildcards = Flag("Accept wildcard characters"),
        };

        (int Line, string Key, string Value) Value(string key) => facts.TryGetValue(key, out var fact)
            ? (fact.Line, key, fact.Value)
            : throw new PageException(file, block.Line, $"these facts lack '{key}'");

        IReadOnlyList<string> Words(string key) => Value(key).Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        bool Flag(string key) => Value(key).Value switch { "True" => true, "False" => false, _ => throw Bad(Value(key), "True or False") };

        PageException Bad((int Line, string Key, string Value) fact, string wanted) =>
            new(file, fact.Line, $"'{fact.Key}' is '{fact.Value}' and must be {wanted}");
    }

    // Lines "key: value" with known keys, each at most once.
    private static Dictionary<string, (int Line, string Value)> ReadFacts(string file, IReadOnlyList<PageLine> lines, string[] known)
    {
        var facts = new Dictionary<string, (int, string)>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => !line.IsBlank))
        {
            var colon = line.Text.IndexOf(':', StringComparison.Ordinal);
            var key = colon < 0 ? line.Text : line.Text[..colon];
            if (colon < 0 || !known.Contains(key, StringComparer.Ordinal))
                throw new PageException(file, line.Number, $"'{key}' is not known here; known are {string.Join(", ", known)}");
            if (!facts.TryAdd(key, (line.Number, line.Text[(colon + 1)..].Trim())))
                throw new PageException(file, line.Number, $"'{key}' is given twice");
        }

        return facts;
    }

    private static List<SyntaxPage> ReadSyntax(PageSection section, string command, List<ParameterPage> parameters)
    {
        if (section.Sections.Count == 0)
            return [ReadSet(section, OnlySet, isDefault: true)];
        section.RefuseText();
        return [.. section.Sections.Select(part =>
        {
            const string mark = " (Default)";
            var isDefault = part.Title.EndsWith(mark, StringComparison.Ordinal);
            return ReadSet(part, isDefault ? part.Title[..^mark.Length] : part.Title, isDefault);
        })];

        SyntaxPage ReadSet(PageSection part, string set, bool isDefault)
        {
            if (Text(part, required: true) is not [{ Kind: TextKind.Code } block])
                throw part.Error("a syntax is one piece of code");
            var text = Blanks().Replace(block.Text, " ").Trim();
            if (!text.StartsWith(command + " ", StringComparison.Ordinal) || !text.EndsWith($" [<{Common}>]", StringComparison.Ordinal))
                throw new PageException(part.File, block.Line, $"a syntax starts with '{command}' and ends with '[<{Common}>]'");

            // Every item must be what the facts say; so the text cannot promise another syntax than the one that help shows.
            var rest = text[command.Length..^$" [<{Common}>]".Length].Trim();
            var items = new List<string>();
            while (rest.Length > 0)
            {
                var name = ItemName().Match(rest).Groups["name"].Value;
                var parameter = parameters.Find(one => string.Equals(one.Name, name, StringComparison.Ordinal))
                    ?? throw new PageException(part.File, block.Line, $"'{rest}' does not start with a parameter that PARAMETERS has");
                var facts = parameter.Facts.FirstOrDefault(one => one.IsIn(set))
                    ?? throw new PageException(part.File, block.Line, $"-{name} stands in the syntax '{set}', but its facts do not name that parameter set");
                var expected = facts.Syntax(name);
                if (!(rest + " ").StartsWith(expected + " ", StringComparison.Ordinal))
                    throw new PageException(part.File, block.Line, $"by the facts of -{name} the syntax needs '{expected}' where it has '{rest}'");
                items.Add(name);
                rest = rest[expected.Length..].TrimStart();
            }

            foreach (var parameter in parameters.Where(one => one.Facts.Any(facts => facts.IsIn(set)) && items.Count(item => string.Equals(item, one.Name, StringComparison.Ordinal)) != 1))
                throw new PageException(part.File, block.Line, $"-{parameter.Name} belongs to the syntax '{set}' and must stand there once");
            return new SyntaxPage(set, isDefault, items, block.Line);
        }
    }

    private static void CheckSets(string file, List<ParameterPage> parameters, List<SyntaxPage> syntax)
    {
        foreach (var facts in parameters.SelectMany(parameter => parameter.Facts))
        {
            var unknown = facts.Sets.FirstOrDefault(set => set is not ParameterFacts.AllSets && !syntax.Exists(one => string.Equals(one.Set, set, StringComparison.Ordinal)));
            if (unknown is not null || facts.Sets.Count == 0)
                throw new PageException(file, facts.Line, $"SYNTAX has no parameter set '{unknown}'");
        }

        if (syntax.Count(set => set.IsDefault) > 1)
            throw new PageException(file, syntax[0].Line, "two parameter sets are marked as the default one");
    }

    private static List<TypePage> ReadTypes(PageSection section)
    {
        section.RefuseText();
        return [.. section.Sections.Select(part => new TypePage(TextBlock.Plain(part.File, part.Line, part.Title), Text(part, required: false)))];
    }

    private static List<LinkPage> ReadLinks(PageSection section)
    {
        section.RefuseSections();
        return [.. section.Body.Where(line => !line.IsBlank).Select(line =>
        {
            var match = Link().Match(line.Text);
            return match.Success
                ? new LinkPage(match.Groups["text"].Value, match.Groups["address"].Value)
                : throw new PageException(section.File, line.Number, "a related link is '[text](address)' on a line of its own");
        })];
    }

    [GeneratedRegex(@"^(False|True \((?<how>ByValue|ByPropertyName|ByPropertyName, ByValue|ByValue, ByPropertyName)\))$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PipelineInput();

    [GeneratedRegex(@"^\[*-(?<name>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ItemName();

    [GeneratedRegex(@"^\s*(- )?\[(?<text>[^\]]+)\]\((?<address>[^)]*)\)\s*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
