using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Dentropy.Engine.Provisioning.Profiles;

namespace Dentropy.PowerShell.Completion;

// Completes names of profiles: files of the cloud, and those that come with Dentropy.
public sealed class ProfileCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            var names = InventoryReader.Read(fakeBoundParameters, (store, _) => Task.FromResult(new ProfileFolder(store.Location).Names()));
            return [.. names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, name))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing.
            return [];
        }
    }
}
