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
}
