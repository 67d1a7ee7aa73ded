using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Dentropy.Engine.Resilience.Model;

namespace Dentropy.PowerShell.Completion;

// Completes parts and services of the cloud from the inventory's files; nobody is asked.
public sealed class ResilienceCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            var words = InventoryReader.Read(fakeBoundParameters, async (store, token) =>
            {
                var (services, parts) = await ResilienceModel.NamesAsync(store, token);
                return parameterName is "Service" ? services : [.. parts.Select(part => part.ToString())];
            });
            return [.. words.Where(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(word => new CompletionResult(word))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing.
            return [];
        }
    }
}
