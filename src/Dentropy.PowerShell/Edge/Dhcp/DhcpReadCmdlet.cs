using System.Management.Automation;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge.Dhcp;

// A cmdlet that reads what nodes give out. A node that cannot be read is one error, and so is a name that nothing has.
public abstract class DhcpReadCmdlet : CloudCmdlet
{
    private protected async Task FindAsync<T>(
        DcNodeReference[] wanted, string[] names, Func<INodeStore, IReadOnlyList<DcNode>, IAsyncEnumerable<DhcpFound<T>>> find, Func<T, string?> nameOf, CancellationToken cancellationToken)
        where T : class
    {
        var nodes = await ResolveAsync(Cloud, wanted, cancellationToken);
        if (nodes.Count == 0 && wanted.Length > 0)
            return;
        var missing = names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var failed = false;
        await foreach (var found in find(OpenStore(nodes.Count > 0 ? nodes[0] : null), nodes))
        {
            if (found.Failure is { } failure)
            {
                WriteError(failure, found.Node);
                failed = true;
                continue;
            }

            missing.Remove(nameOf(found.Record!) ?? "");
            WriteObject(found.Record!);
        }

        foreach (var name in failed ? [] : missing)
            WriteError(DhcpFront.Missing(typeof(T).Name["Dc".Length..], name), name);
    }
}
