using System.Management.Automation;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge;

// A cmdlet that shows what packet filters hold.
public abstract class EdgeReadCmdlet : CloudCmdlet
{
    private const int Throttle = 32;

    private protected async Task ShowAsync<T>(
        string? cloud,
        DcNodeReference[] references,
        Func<FirewallView, IEnumerable<T>> items,
        IReadOnlyList<string> names,
        Func<T, string> name,
        Func<string, string, DentropyException> missing,
        CancellationToken cancellationToken)
        where T : notnull
    {
        var nodes = await ResolveAsync(cloud, references, cancellationToken);
        var links = Session.Current.Links();
        var firewalls = nodes.ToDictionary(node => node, node => new NodeFirewall(OpenStore(node.Cloud), links));
        await foreach (var (node, view, failure) in FanOut.TryAsync(nodes, Throttle, (node, token) => firewalls[node].ReadAsync(node, token), cancellationToken))
        {
            if (view is null)
            {
                WriteError(failure!, node.Name);
                continue;
            }

            foreach (var note in view.Notes)
                WriteWarning(note);
            var all = items(view).ToList();
            var patterns = names.Select(one => new WildcardPattern(one, WildcardOptions.IgnoreCase)).ToList();
            foreach (var item in all.Where(item => patterns.Exists(pattern => pattern.IsMatch(name(item)))))
                WriteObject(item);
            foreach (var one in names.Where(one => !WildcardPattern.ContainsWildcardCharacters(one) && !all.Exists(item => name(item).Equals(one, StringComparison.OrdinalIgnoreCase))))
                WriteError(missing(one, node.Name), one);
        }
    }
}
