using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>Lets the records that <c>dynamicDns:</c> in <c>cloud.yaml</c> names follow the public address.</summary>
public sealed class DynamicDns
{
    private readonly string _cloud;
    private readonly Func<DynamicSettings, CancellationToken, Task<IReadOnlyList<IAddressSource>>> _sources;
    private readonly Func<string, CancellationToken, Task<DnsPlace>> _open;
    private readonly DynamicStateFile _file;
    private readonly TimeProvider _clock;

    /// <summary>Makes it. What it remembers is in a folder of this account's own, not in the inventory.</summary>
    /// <param name="store">The inventory, whose folder has the file.</param>
    /// <param name="links">Links to nodes.</param>
    /// <param name="places">Places of records; they are the caller's to dispose.</param>
    public DynamicDns(INodeStore store, ILinkPool links, DnsPlaces places)
        : this(
            store.Location,
            async (settings, token) =>
            {
                var sources = new List<IAddressSource>();
                foreach (var source in settings.Sources)
                    sources.Add(await source.Open(store, links, token).ConfigureAwait(false));
                return sources;
            },
            async (name, token) => (await places.OpenAsync([name], token).ConfigureAwait(false))[0],
            DynamicStateFile.FolderOf(store.Location),
            TimeProvider.System)
    {
    }

    internal DynamicDns(
        string cloud,
        Func<DynamicSettings, CancellationToken, Task<IReadOnlyList<IAddressSource>>> sources,
        Func<string, CancellationToken, Task<DnsPlace>> open,
        string stateFolder,
        TimeProvider clock) =>
        (_cloud, _sources, _open, _file, _clock) = (cloud, sources, open, new DynamicStateFile(stateFolder), clock);

    /// <summary>
    /// Looks at the public address and works out what has to change. Places are asked only for records that are not known to be right: those whose address changed, failed
    /// last time, or were not looked at for the time <c>refresh</c>. Nothing is changed yet.
    /// </summary>
    /// <param name="options">How to go about it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The run. No other run on the same cloud goes on until it is disposed.</returns>
    /// <exception cref="DentropyException">
    /// <c>DynamicDnsUnconfigured</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>, <c>NodeNotFound</c>, <c>DynamicDnsBusy</c>, <c>DynamicStateNewer</c>,
    /// <c>DynamicStateUnreadable</c>, <c>DynamicStateUnwritable</c>. What fails for one address or record is in the run.
    /// </exception>
    public async Task<DynamicRun> PlanAsync(DynamicDnsOptions options, CancellationToken cancellationToken)
    {
        var settings = await DynamicSettings.ReadAsync(_cloud, cancellationToken).ConfigureAwait(false);
        if (settings.Records.Count == 0)
            throw DynamicErrors.NoRecords(_cloud);
        var sources = await _sources(settings, cancellationToken).ConfigureAwait(false);
        var held = await _file.LockAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var (state, damaged) = await _file.ReadAsync(cancellationToken).ConfigureAwait(false);
            return await PlanAsync(settings, sources, state, damaged, options, held, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private async Task<DynamicRun> PlanAsync(
        DynamicSettings settings, IReadOnlyList<IAddressSource> sources, DynamicState state, bool damaged, DynamicDnsOptions options, IDisposable held, CancellationToken cancellationToken)
    {
        var watch = new AddressWatch(_cloud, settings, sources, _clock);
        if (damaged)
            watch.Remarks.Add($"{_file.Location} cannot be understood; it is written anew, and every place is read.");
        var (due, addresses, shown) = (new List<FollowerDue>(), new Dictionary<string, BelievedAddress>(state.Addresses, StringComparer.Ordinal), new List<DcPublicAddress>());
        foreach (var family in settings.Records.GroupBy(record => record.Family))
        {
            var stale = options.Force || family.Any(record => IsStale(state, record, settings.Refresh));
            var watched = await watch.LookAsync(family.Key, [.. family.Select(record => record.Length).Distinct()], state, stale, options.Force, cancellationToken).ConfigureAwait(false);
            foreach (var (length, address) in watched)
            {
                if (address.Believed is { } believed)
                    addresses[BelievedAddress.KeyOf(family.Key, length)] = believed;
                if (address.Shown is { } one)
                    shown.Add(one);
            }

            due.AddRange(family
                .Where(record => watched[record.Length].Believed is not null)
                .Select(record => new FollowerDue(record, watched[record.Length].Value!, state.Records.GetValueOrDefault(record.Key)))
                .Where(one => options.Force || IsStale(state, one.Follower, settings.Refresh) || !IsAsWanted(one)));
        }

        var (steps, failures, places) = await new FollowerReading(_open, _cloud, _clock).ReadAsync(due, cancellationToken).ConfigureAwait(false);
        var kept = settings.Records.Select(record => record.Key).ToHashSet(StringComparer.Ordinal);
        var next = state with
        {
            Version = DynamicState.Current,
            Runs = (state.Runs + 1) % 1_000_000,
            Addresses = addresses,
            Records = state.Records.Where(pair => kept.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal),
        };
        return new DynamicRun(_file, held, next, steps, places)
        {
            Addresses = shown,
            Failures = [.. watch.Failures.DistinctBy(failure => (failure.ErrorId, failure.Message)), .. failures],
            Remarks = watch.Remarks,
            Records = settings.Records.Count,
        };
    }

    private bool IsStale(DynamicState state, FollowerSettings record, TimeSpan refresh) =>
        !state.Records.TryGetValue(record.Key, out var last)
        || !string.Equals(last.Settings, FollowerPlan.SettingsOf(record), StringComparison.Ordinal)
        || _clock.GetUtcNow() - last.Checked is var age && (age >= refresh || age < -refresh);

    private static bool IsAsWanted(FollowerDue due) =>
        System.Net.IPAddress.TryParse(due.Last!.Value, out var value) && value.Equals(due.Follower.Wanted(due.Seen, value));
}
