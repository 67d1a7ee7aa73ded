using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Dentropy.Engine.Security;

namespace Dentropy.PowerShell.Completion;

// Completes names of security checks, and says what each finds.
public sealed class SecurityCheckCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = (wordToComplete ?? "").Trim('\'', '"');
        return [.. SecurityChecks.All.Where(check => check.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(check => new CompletionResult(check.Name, check.Name, CompletionResultType.ParameterValue, check.Description))];
    }
}
