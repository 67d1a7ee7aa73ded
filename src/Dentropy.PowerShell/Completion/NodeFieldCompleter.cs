using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Dentropy.Nodes;

namespace Dentropy.PowerShell.Completion;

// Completes a parameter with what the nodes of the inventory hold in the field of the same name.
public sealed class NodeFieldCompleter : IArgumentCompleter
{
    private static readonly char[] s_quoted = [' ', '\'', '"', ';', '&', '|', '(', ')', '{', '}', ',', '$', '`', '@', '#', '<', '>'];
    private static readonly char[] s_operators = ['&', '|', '!', '(', ')', ','];

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            var start = parameterName is "Name" or "Node" or "Via" ? typed.LastIndexOfAny(s_operators) + 1 : 0;
            var (head, tail) = (typed[..start], typed[start..]);
            return [.. Values(parameterName, InventoryReader.Nodes(fakeBoundParameters), tail)
                .Where(value => value.Text.StartsWith(tail, StringComparison.OrdinalIgnoreCase))
                .DistinctBy(value => value.Text, StringComparer.OrdinalIgnoreCase)
                .Select(value => new CompletionResult(Quote(head + value.Text, parameterName), value.Text, CompletionResultType.ParameterValue, value.Tip))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing; the cmdlet itself says what is wrong.
            return [];
        }
    }

    private static IEnumerable<(string Text, string Tip)> Values(string parameter, IReadOnlyList<DcNode> nodes, string tail) => parameter switch
    {
        "Name" or "Node" or "Via" when tail.StartsWith('@') => Counted(nodes.SelectMany(node => node.Roles).Select(role => "@" + role)),
        "Name" => Names(nodes),
        "Node" or "Via" => Names(nodes).Append((DcNode.LocalName, "this machine, without SSH")),
        "ProxyJump" or "Without" or "Join" => Names(nodes),
        "Role" or "AddRole" or "RemoveRole" => Counted(nodes.SelectMany(node => node.Roles)),
        "Tag" or "AddTag" or "RemoveTag" => Counted(nodes.SelectMany(node => node.Tags)),
        "Hardware" => Counted(nodes.Select(node => node.Hardware)),
        "Architecture" => Counted(nodes.Select(node => node.Architecture)),
        "Switch" => Counted(nodes.Select(node => node.Switch)),
        "Power" => Counted(nodes.Select(node => node.Power)),
        "Site" => Counted(nodes.Select(node => node.Site)),
        "User" => Counted(nodes.Select(node => node.User)),
        "Metadata" => Counted(nodes.SelectMany(node => node.Metadata).Select(pair => $"@{{{Key(pair.Key)}='{Escape(pair.Value)}'}}")),
        _ => [],
    };

    private static IEnumerable<(string, string)> Names(IEnumerable<DcNode> nodes) =>
        nodes.Select(node => (node.Name, $"{node.Name} {node.Address} {string.Join(", ", node.Roles)}".TrimEnd()));

    private static IEnumerable<(string, string)> Counted(IEnumerable<string?> values) => values
        .OfType<string>()
        .CountBy(value => value, StringComparer.OrdinalIgnoreCase)
        .OrderBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
        .Select(value => (value.Key, value.Value == 1 ? $"{value.Key} (1 node)" : $"{value.Key} ({value.Value} nodes)"));

    private static string Quote(string text, string parameter) =>
        parameter is not "Metadata" && text.IndexOfAny(s_quoted) >= 0 ? $"'{Escape(text)}'" : text;

    private static string Key(string key) => key.All(char.IsAsciiLetterOrDigit) ? key : $"'{Escape(key)}'";

    private static string Escape(string text) => CodeGeneration.EscapeSingleQuotedStringContent(text);
}
