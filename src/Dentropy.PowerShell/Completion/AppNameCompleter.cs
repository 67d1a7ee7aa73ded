using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Dentropy.PowerShell.Apps;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Completion;

// Completes names of apps with those that this session has seen; it asks no engine.
public sealed class AppNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            return [.. AppNameCache.Of(Session.Current).Seen
                .Where(app => app.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .GroupBy(app => app.Name, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase)
                .Select(group => new CompletionResult(
                    Quote(group.Key), group.Key, CompletionResultType.ParameterValue, $"{group.Key} on {string.Join(", ", group.Select(app => app.Node))}"))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing.
            return [];
        }
    }

    private static string Quote(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
