using System.Management.Automation;
using Dentropy.Engine.Inventory;

namespace Dentropy.PowerShell.Common;

internal static class Inventory
{
    // The first of these that is set; a relative path starts at PowerShell's current folder, which is not that of the process.
    public static INodeStore Open(PSCmdlet cmdlet, params ReadOnlySpan<string?> clouds)
    {
        string? named = null;
        foreach (var cloud in clouds)
            named ??= string.IsNullOrWhiteSpace(cloud) ? null : cloud;
        named ??= Environment.GetEnvironmentVariable(CloudFolder.Variable);
        return new FileNodeStore(CloudFolder.Resolve(string.IsNullOrWhiteSpace(named) ? null : LocalPath.Full(cmdlet, named)));
    }

    // A key below ~ stays as written: it means the same on every machine that shares the inventory, and ssh expands it.
    public static string? KeyPath(PSCmdlet cmdlet, string? path) =>
        path is null || path.StartsWith('~') || path.StartsWith('%') ? path : LocalPath.Full(cmdlet, path);

    public static DentropyException Exists(INodeStore store, string name, string present) => new(
        "NodeExists",
        DentropyErrorCategory.ResourceExists,
        name,
        $"There is a node '{present}' in {store.Location} already. Change it with Set-DcNode, or choose another name.");

    // Work for nobody is more often a mistyped role than what was meant.
    public static DentropyException NoneMatches(INodeStore store, string expression) => new(
        "NoNodeMatches",
        DentropyErrorCategory.ObjectNotFound,
        expression,
        $"No node in {store.Location} is '{expression}', and nothing was done for it. Get-DcNode lists the nodes.");

    public static async Task<DentropyException> NotFoundAsync(INodeStore store, string name, CancellationToken cancellationToken)
    {
        var listing = await store.ReadAllAsync(cancellationToken);
        var near = NearNames.Find(name, listing.Nodes.Select(node => node.Name));
        var hint = near.Count > 0 ? $"Did you mean {string.Join(", ", near)}?" : "Get-DcNode lists the nodes, New-DcNode adds one.";
        return new DentropyException(
            "NodeNotFound", DentropyErrorCategory.ObjectNotFound, name, $"There is no node '{name}' in {store.Location}. {hint}");
    }
}
