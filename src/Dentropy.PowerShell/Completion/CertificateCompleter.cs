using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Dentropy.Engine.Certificates;

namespace Dentropy.PowerShell.Completion;

// Completes issuers with those of cloud.yaml, and names with the certificates that the inventory records.
public sealed class CertificateCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            var names = InventoryReader.Read(fakeBoundParameters, (store, token) =>
                parameterName == "Issuer" ? CertificateNames.IssuersAsync(store.Location, token) : CertificateNames.IssuedAsync(store.Location, token));
            return [.. names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(Quote(name), name, CompletionResultType.ParameterValue, name))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing.
            return [];
        }
    }

    private static string Quote(string name) => name.Contains('*', StringComparison.Ordinal) ? $"'{name}'" : name;
}
