using System.Collections;
using System.Management.Automation;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Completion;

// What completers know: the files of the inventory and nothing else. It must be quick, and it must never trouble the prompt.
internal static class InventoryReader
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<DcNode> Nodes(IDictionary boundParameters) => Read(boundParameters, async (store, token) => (await store.ReadAllAsync(token)).Nodes);

    public static IReadOnlyList<T> Read<T>(IDictionary boundParameters, Func<FileNodeStore, CancellationToken, Task<IReadOnlyList<T>>> read)
    {
        IReadOnlyList<T> found = [];
        using var limit = new CancellationTokenSource(s_limit);
        Pump.Run(async () => found = await read(new FileNodeStore(Cloud(boundParameters)), limit.Token));
        return found;
    }

    public static IReadOnlyList<DnsPlaceInfo> DnsPlaces(IDictionary boundParameters) => Read(boundParameters, (store, token) => DnsPlaceInfo.ReadAsync(store.Location, token));

    // Names of the ways for routes.
    public static IReadOnlyList<string> Ways(IDictionary boundParameters) => Read(boundParameters, (store, token) => AppRoutes.WaysOfAsync(store.Location, token));

    private static string Cloud(IDictionary boundParameters)
    {
        var cloud = boundParameters["Cloud"]?.ToString() ?? Environment.GetEnvironmentVariable(CloudFolder.Variable);
        return CloudFolder.Resolve(string.IsNullOrWhiteSpace(cloud) ? cloud : CurrentFolder().GetUnresolvedProviderPathFromPSPath(cloud));
    }

    private static PathIntrinsics CurrentFolder() =>
        ScriptBlock.Create("$ExecutionContext.SessionState.Path").Invoke() is [{ BaseObject: PathIntrinsics path }] ? path : throw new InvalidOperationException();
}
