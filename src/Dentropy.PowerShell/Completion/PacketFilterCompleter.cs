using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Dentropy.PowerShell.Completion;

// Completes tables and chains of iptables that a raw rule can be in.
public sealed class PacketFilterCompleter : IArgumentCompleter
{
    private static readonly string[] s_tables = ["filter", "nat", "mangle", "raw"];
    private static readonly string[] s_chains = ["INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING"];

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        (string.Equals(parameterName, "Table", StringComparison.OrdinalIgnoreCase) ? s_tables : s_chains)
        .Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
        .Select(name => new CompletionResult(name));
}
