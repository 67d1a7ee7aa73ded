using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Owned;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Changes;

/// <summary>Carries changes out, place by place and zone by zone, and writes down what Dentropy made there.</summary>
/// <param name="places">The places.</param>
internal sealed class DnsApply(DnsPlaces places)
{
    private readonly OwnedRecords _owned = new(places.Cloud);

    /// <summary>Carries changes out. One that fails keeps no other back.</summary>
    /// <param name="changes">Changes that were checked.</param>
    /// <param name="gone">By place and zone: records that the inventory has written down and the place has no more.</param>
    /// <param name="cancellationToken">Ends it. What is known to be done by then is written down.</param>
    /// <returns>An outcome for each change, as soon as it is known.</returns>
    public async IAsyncEnumerable<DnsOutcome> RunAsync(
        IReadOnlyList<DcDnsChange> changes, ILookup<(string Place, string Zone), string> gone, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var group in changes.GroupBy(change => (change.Place, change.Zone)))
        {
            var done = new List<DcDnsChange>();
            try
            {
                await foreach (var outcome in RunAsync([.. group], cancellationToken).ConfigureAwait(false))
                {
                    if (outcome.Failure is null)
                        done.Add(outcome.Change);
                    yield return outcome.Failure is null && outcome.Change.Action != DcDnsAction.None ? outcome with { Change = outcome.Change with { Applied = true } } : outcome;
                }
            }
            finally
            {
                await WriteAsync(group.Key.Place, group.Key.Zone, done, [.. gone[group.Key]]).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(string place, string zone, IReadOnlyCollection<DcDnsChange> done, IReadOnlyCollection<string> gone)
    {
        // Where nothing was changed, nothing is written here either.
        if (done.All(change => change.Action == DcDnsAction.None))
            return;
        var open = (await places.OpenAsync([place], CancellationToken.None).ConfigureAwait(false))[0];
        if (!open.Provider.Traits.Comments)
            await _owned.WriteAsync(place, zone, done, gone, CancellationToken.None).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<DnsOutcome> RunAsync(IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var change in changes.Where(change => change.Action == DcDnsAction.None))
            yield return new DnsOutcome(change, Failure: null);
        var waiting = changes.Where(change => change.Action != DcDnsAction.None).ToList();
        if (waiting.Count == 0)
            yield break;
        var place = (await places.OpenAsync([waiting[0].Place], cancellationToken).ConfigureAwait(false))[0];
        // Whatever fails or was not answered, the next run looks and finishes it.
        await foreach (var outcome in place.ApplyAsync(waiting[0].Zone, waiting, cancellationToken).ConfigureAwait(false))
            yield return outcome;
    }
}
