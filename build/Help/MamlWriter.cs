using System.Globalization;
using System.Xml.Linq;

namespace Dentropy.Build.Help;

// Writes pages as the XML that Get-Help reads. The elements are those of the command help schema of MAML
// (Schemas/PSMaml in PowerShell's own repository).
internal static class MamlWriter
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write(IEnumerable<CommandPage> pages) => new(
        new XDeclaration("1.0", "utf-8", standalone: null),
        new XElement(s_help + "helpItems", new XAttribute("schema", "maml"), pages.Select(Command)));

    private static XElement Command(CommandPage page)
    {
        var dash = page.Name.IndexOf('-', StringComparison.Ordinal);
        return new XElement(
            s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(
                s_command + "details",
                new XElement(s_command + "name", page.Name),
                new XElement(s_command + "verb", page.Name[..dash]),
                new XElement(s_command + "noun", page.Name[(dash + 1)..]),
                Description(page.Synopsis)),
            Description(page.Description),
            new XElement(s_command + "syntax", page.Syntax.Select(set => new XElement(
                s_command + "syntaxItem",
                new XElement(s_maml + "name", page.Name),
                set.Items.Select(item => page.Parameters.First(parameter => string.Equals(parameter.Name, item, StringComparison.Ordinal)))
                    .Select(parameter => Parameter(parameter, parameter.Facts.First(facts => facts.IsIn(set.Set)), inSyntax: true))))),
            new XElement(s_command + "parameters", page.Parameters.Select(parameter => Parameter(parameter, parameter.Facts[0], inSyntax: false))),
            new XElement(s_command + "inputTypes", page.Inputs.Select(type => Type(s_command + "inputType", type))),
            new XElement(s_command + "returnValues", page.Outputs.Select(type => Type(s_command + "returnValue", type))),
            page.Notes.Count == 0 ? null : new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", Paragraphs(page.Notes))),
            new XElement(s_command + "examples", page.Examples.Select(Example)),
            new XElement(s_command + "relatedLinks", page.Links.Select(Link)));
    }

    private static XElement Parameter(ParameterPage page, ParameterFacts facts, bool inSyntax) => new(
        s_command + "parameter",
        new XAttribute("required", Word(facts.Required)),
        new XAttribute("variableLength", "true"),
        new XAttribute("globbing", Word(facts.Wildcards)),
        new XAttribute("pipelineInput", Pipeline(facts)),
        new XAttribute("position", facts.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", facts.Aliases.Count == 0 ? "none" : string.Join(", ", facts.Aliases)),
        new XElement(s_maml + "name", page.Name),
        Description(page.Description),
        inSyntax && facts.AcceptedValues.Count > 0
            ? new XElement(s_command + "parameterValueGroup", facts.AcceptedValues.Select(value => Value(s_command + "parameterValue", value, facts)))
            : null,

        // In a syntax, an element here would give a switch a value to take.
        inSyntax && facts.IsSwitch ? null : Value(s_command + "parameterValue", facts.Type, facts),
        new XElement(s_dev + "type", new XElement(s_maml + "name", facts.Type), new XElement(s_maml + "uri")),
        new XElement(s_dev + "defaultValue", facts.DefaultValue));

    private static XElement Value(XName name, string value, ParameterFacts facts) => new(
        name, new XAttribute("required", Word(!facts.IsSwitch)), new XAttribute("variableLength", "false"), value);

    private static string Pipeline(ParameterFacts facts) => (facts.ByValue, facts.ByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement Type(XName name, TypePage type) => new(
        name, new XElement(s_dev + "type", new XElement(s_maml + "name", type.Name)), Description(type.Description));

    private static XElement Example(ExamplePage example) => new(
        s_command + "example",
        new XElement(s_maml + "title", $"-------- {example.Title} --------"),
        new XElement(s_dev + "code", string.Join("\n\n", example.Blocks.Where(block => block.Kind == TextKind.Code).Select(block => block.Text))),

        // Help puts no line between an example and the next one's title by itself.
        new XElement(s_dev + "remarks", Paragraphs(example.Blocks.Where(block => block.Kind != TextKind.Code)), new XElement(s_maml + "para")));

    // A link to another page means something only beside that page; help shows its name.
    private static XElement Link(LinkPage link) => new(
        s_maml + "navigationLink",
        new XElement(s_maml + "linkText", link.Text),
        new XElement(s_maml + "uri", Uri.IsWellFormedUriString(link.Address, UriKind.Absolute) ? link.Address : ""));

    private static XElement Description(IEnumerable<TextBlock> blocks) => new(s_maml + "description", Paragraphs(blocks));

    // Items of one list stay together in one paragraph; a piece of code keeps its lines.
    private static IEnumerable<XElement> Paragraphs(IEnumerable<TextBlock> blocks)
    {
        var paragraphs = new List<(TextKind Kind, string Text)>();
        foreach (var block in blocks)
        {
            var text = block.Kind switch
            {
                TextKind.Item => $"{block.Label} {block.Text}",
                TextKind.Code => string.Join('\n', block.Text.Split('\n').Select(line => "    " + line)),
                _ => block.Text,
            };
            if (block.Kind == TextKind.Item && paragraphs is [.., { Kind: TextKind.Item } last])
                paragraphs[^1] = (TextKind.Item, $"{last.Text}\n{text}");
            else
                paragraphs.Add((block.Kind, text));
        }

        return paragraphs.Select(paragraph => new XElement(s_maml + "para", paragraph.Text));
    }

    private static string Word(bool value) => value ? "true" : "false";
}
