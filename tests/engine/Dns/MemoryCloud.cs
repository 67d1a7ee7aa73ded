using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Plans;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

// An inventory whose places are in memory.
internal sealed class MemoryCloud : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dentropy-dns-");
    private readonly Dictionary<string, MemoryPlace> _places = new(StringComparer.Ordinal);

    public string Folder => _folder.FullName;

    public List<string> Opened { get; } = [];

    public MemoryPlace this[string name] => _places[name];

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    public MemoryPlace Place(string name, DcDnsView view, string written = "", params string[] zones)
    {
        var path = Path.Combine(Folder, "cloud.yaml");
        if (!File.Exists(path))
            File.WriteAllText(path, "dns:\n");
        File.AppendAllText(path, $"  {name}:\n    type: memory\n    view: {view.ToString().ToLowerInvariant()}\n{(written.Length > 0 ? $"    zones: [{written}]\n" : "")}");
        var place = new MemoryPlace(name);
        place.Zones.AddRange(zones.Length > 0 ? zones : written.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        _places.Add(name, place);
        return place;
    }

    // Each call finds the inventory anew, as each cmdlet does.
    public DnsPlaces Places() => new(new FileNodeStore(Folder), new NoLinks())
    {
        Kinds = [new DnsProviderKind("memory", DcDnsView.Outside, [], (settings, _, _) =>
        {
            Opened.Add(settings.Name);
            return Task.FromResult<IDnsProvider>(_places[settings.Name]);
        })],
    };

    public Task<IReadOnlyList<DcDnsChange>> SetAsync(DnsSetting setting) => new DnsRecords(Places()).SetAsync(setting, Stop);

    public Task<IReadOnlyList<DcDnsChange>> RemoveAsync(DnsRemoval removal) => new DnsRecords(Places()).RemoveAsync(removal, Stop);

    public static async Task<string> FailsAsync(Func<Task> work) => (await Assert.ThrowsAsync<DentropyException>(work)).ErrorId;

    public async Task<(IReadOnlyList<string> Records, IReadOnlyList<string> Failures)> GetAsync(DnsQuery query)
    {
        var (records, failures) = (new List<string>(), new List<string>());
        await foreach (var found in new DnsRecords(Places()).GetAsync(query, Stop))
        {
            if (found.Record is { } record)
                records.Add($"{record} at {record.Place}{(record.Owned ? " ours" : "")}");
            if (found.Failure is { } failure)
                failures.Add(failure.ErrorId);
        }

        return ([.. records.Order(StringComparer.Ordinal)], failures);
    }

    public string Write(string text, string name = "dns.yaml")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public Task<DnsPlanning> PlanAsync(string path, bool includeForeign = false) => new DnsPlans(Places()).PlanAsync(path, includeForeign, Stop);

    public async Task<IReadOnlyList<DnsOutcome>> InvokeAsync(DcDnsPlan plan, DnsPlanPermission? permission = null)
    {
        var plans = new DnsPlans(Places());
        var now = await plans.PrepareAsync(plan, permission ?? new DnsPlanPermission(), Stop);
        var outcomes = new List<DnsOutcome>();
        await foreach (var outcome in plans.ApplyAsync(now, now.Plan.Changes, Stop))
            outcomes.Add(outcome);
        return outcomes;
    }

    public async Task<IReadOnlyList<DnsOutcome>> ApplyAsync(string path) => await InvokeAsync((await PlanAsync(path)).Plan);

    public string? Owned(string place) => Path.Combine(Folder, "dns", "owned", place + ".yaml") is var path && File.Exists(path) ? File.ReadAllText(path) : null;

    private sealed class NoLinks : ILinkPool
    {
        public Task<INodeLink> GetAsync(Dentropy.Nodes.DcNode node, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CloseAsync(Dentropy.Nodes.DcNode node) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
