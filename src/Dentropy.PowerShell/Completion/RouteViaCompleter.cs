using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Dentropy.PowerShell.Completion;

// Completes ways for routes: traefik, and the proxies of cloud.yaml. It reads that file only.
public sealed class RouteViaCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            return [.. InventoryReader.Ways(fakeBoundParameters).Where(way => way.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(way => new CompletionResult(way))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing.
            return [];
        }
    }
}
