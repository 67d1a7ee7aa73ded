using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>Records at every place that <c>cloud.yaml</c> names: finding, setting and removing them.</summary>
/// <param name="places">The places. They stay open until whoever made them disposes them.</param>
public sealed class DnsRecords(DnsPlaces places)
{
    private static readonly ILookup<(string, string), string> s_none = Array.Empty<string>().ToLookup(_ => ("", ""));

    /// <summary>Finds records. Places are asked side by side, and one that fails hides no other.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Records place by place as they arrive, sorted by name within each zone; and failures.</returns>
    /// <exception cref="DentropyException"><c>DnsPlaceNotFound</c>, <c>InvalidDnsName</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public IAsyncEnumerable<DnsFound> GetAsync(DnsQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new DnsSearch(places, query).RunAsync(cancellationToken);
    }

    /// <summary>Works out what has to change. It reads, and writes nothing.</summary>
    /// <param name="settings">What records are to be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A change for each name, type and place; also those where nothing is to be done.</returns>
    /// <exception cref="DentropyException">
    /// <c>DnsZoneNotFound</c>, <c>DnsPlaceNotFound</c>, <c>DnsPlaceAmbiguous</c>, <c>DnsRecordUnsupported</c>, <c>DnsRecordConflict</c>,
    /// <c>DnsTypeMissing</c>, <c>DnsValueMissing</c>, <c>InvalidDnsName</c>, <c>InvalidDnsType</c>, <c>InvalidDnsValue</c>, and those of the places.
    /// </exception>
    public Task<IReadOnlyList<DcDnsChange>> PlanSetAsync(IReadOnlyList<DnsSetting> settings, CancellationToken cancellationToken) =>
        new DnsSetPlan(places).SetAsync(settings, cancellationToken);

    /// <summary>Works out what has to be removed. It reads, and writes nothing.</summary>
    /// <param name="removals">What is to go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A change for each name, type and place.</returns>
    /// <exception cref="DentropyException"><c>DnsRecordNotFound</c>, and those of <see cref="PlanSetAsync"/>.</exception>
    public Task<IReadOnlyList<DcDnsChange>> PlanRemoveAsync(IReadOnlyList<DnsRemoval> removals, CancellationToken cancellationToken) =>
        new DnsSetPlan(places).RemoveAsync(removals, cancellationToken);

    /// <summary>Carries changes out that were worked out here. One that fails keeps no other back.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Ends it. What is done by then stays, and a repetition does the rest.</param>
    /// <returns>An outcome for each change, as soon as it is known.</returns>
    public IAsyncEnumerable<DnsOutcome> ApplyAsync(IReadOnlyList<DcDnsChange> changes, CancellationToken cancellationToken) =>
        new DnsApply(places).RunAsync(changes, s_none, cancellationToken);

    /// <summary>Sets records: everything is checked before the first is written.</summary>
    /// <param name="setting">What they are to be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="DentropyException">Those of <see cref="PlanSetAsync"/>; the first failure of a place, after the other changes were tried.</exception>
    public async Task<IReadOnlyList<DcDnsChange>> SetAsync(DnsSetting setting, CancellationToken cancellationToken) =>
        await DoneAsync(await PlanSetAsync([setting], cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Removes records.</summary>
    /// <param name="removal">What is to go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="DentropyException">Those of <see cref="PlanRemoveAsync"/>; the first failure of a place, after the other changes were tried.</exception>
    public async Task<IReadOnlyList<DcDnsChange>> RemoveAsync(DnsRemoval removal, CancellationToken cancellationToken) =>
        await DoneAsync(await PlanRemoveAsync([removal], cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<DcDnsChange>> DoneAsync(IReadOnlyList<DcDnsChange> changes, CancellationToken cancellationToken)
    {
        var outcomes = new List<DnsOutcome>();
        await foreach (var outcome in ApplyAsync(changes, cancellationToken).ConfigureAwait(false))
            outcomes.Add(outcome);
        return outcomes.Find(outcome => outcome.Failure is not null) is { Failure: { } failure } ? throw failure : [.. outcomes.Select(outcome => outcome.Change)];
    }
}
