using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Dentropy.Engine.Storage.Ceph;

namespace Dentropy.PowerShell.Completion;

// Completes Ceph clusters with those that cloud.yaml names; none is asked.
public sealed class CephClusterCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            var names = InventoryReader.Read(fakeBoundParameters, (store, token) => CephClusters.NamesAsync(store.Location, token));
            return [.. names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name, name, CompletionResultType.ParameterValue, $"Ceph cluster {name}"))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing.
            return [];
        }
    }
}
