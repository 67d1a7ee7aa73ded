using System.Collections;
using System.Management.Automation;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Completion;

// What completers know: the files of the inventory and nothing else. It must be quick, and it must never trouble the prompt.
internal static class InventoryReader
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<DcNode> Nodes(IDictionary boundParameters)
    {
        IReadOnlyList<DcNode> nodes = [];
        using var limit = new CancellationTokenSource(s_limit);
        Pump.Run(async () =>
        {
            var store = new FileNodeStore(Folder(boundParameters));
            nodes = (await store.ReadAllAsync(limit.Token)).Nodes;
        });
        return nodes;
    }

    // Names of the ways for routes.
    public static IReadOnlyList<string> Ways(IDictionary boundParameters)
    {
        IReadOnlyList<string> ways = [];
        using var limit = new CancellationTokenSource(s_limit);
        Pump.Run(async () => ways = await AppRoutes.WaysOfAsync(Folder(boundParameters), limit.Token));
        return ways;
    }

    private static string Folder(IDictionary boundParameters)
    {
        var cloud = boundParameters["Cloud"]?.ToString() ?? Environment.GetEnvironmentVariable(CloudFolder.Variable);
        if (!string.IsNullOrWhiteSpace(cloud))
            cloud = CurrentFolder().GetUnresolvedProviderPathFromPSPath(cloud);
        return CloudFolder.Resolve(cloud);
    }

    private static PathIntrinsics CurrentFolder() =>
        ScriptBlock.Create("$ExecutionContext.SessionState.Path").Invoke() is [{ BaseObject: PathIntrinsics path }] ? path : throw new InvalidOperationException();
}
