using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>One run: what it found, and what it would change. It keeps other runs waiting until it is disposed.</summary>
public sealed class DynamicRun : IDisposable
{
    private readonly DynamicStateFile _file;
    private readonly IDisposable _held;
    private readonly DynamicState _state;
    private readonly IReadOnlyList<FollowerStep> _steps;
    private readonly IReadOnlyDictionary<string, DnsPlace> _places;

    internal DynamicRun(DynamicStateFile file, IDisposable held, DynamicState state, IReadOnlyList<FollowerStep> steps, IReadOnlyDictionary<string, DnsPlace> places)
    {
        (_file, _held, _state, _steps, _places) = (file, held, state, steps, places);
        Changes = [.. steps.Select(step => step.Change).Where(change => change.Action != DcDnsAction.None)];
    }

    /// <summary>The addresses that all sources were asked for; none where one source said that nothing has changed.</summary>
    public IReadOnlyList<DcPublicAddress> Addresses { get; internal init; } = [];

    /// <summary>What has to change; all records of a name and type in each.</summary>
    public IReadOnlyList<DcDnsChange> Changes { get; }

    /// <summary>Addresses that are not certain, places that could not be read, records that cannot be kept: each leaves its records as they are.</summary>
    public IReadOnlyList<DentropyException> Failures { get; internal init; } = [];

    /// <summary>What is worth knowing where somebody asks for more.</summary>
    public IReadOnlyList<string> Remarks { get; internal init; } = [];

    /// <summary>How many records follow.</summary>
    public int Records { get; internal init; }

    /// <summary>
    /// Makes changes, those of a place and zone in one go, and remembers what came of the run. It has to be called where nothing is to be changed too, since what was
    /// seen of the address counts for the next run; for a dry run it is not.
    /// </summary>
    /// <param name="changes">Those of <see cref="Changes"/> that are to be made.</param>
    /// <param name="cancellationToken">Ends it; what is done by then is remembered.</param>
    /// <returns>An outcome of each change. One that failed is tried again on the next run.</returns>
    /// <exception cref="DentropyException"><c>DynamicStateUnwritable</c>.</exception>
    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(IReadOnlyCollection<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            foreach (var step in _steps.Where(step => step.Change.Action == DcDnsAction.None))
                _state.Records[step.Follower.Key] = step.Remembered;
            var wanted = _steps.Where(step => changes.Contains(step.Change, ReferenceEqualityComparer.Instance)).ToList();
            foreach (var group in wanted.GroupBy(step => (step.Change.Place, step.Change.Zone)))
            {
                await foreach (var outcome in ApplyAsync(_places[group.Key.Place], group.Key.Zone, [.. group], cancellationToken).ConfigureAwait(false))
                    yield return outcome;
            }
        }
        finally
        {
            _file.Write(_state);
        }
    }

    /// <summary>Lets the next run go on.</summary>
    public void Dispose() => _held.Dispose();

    private async IAsyncEnumerable<DnsOutcome> ApplyAsync(DnsPlace place, string zone, IReadOnlyList<FollowerStep> steps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = steps.ToDictionary(step => (step.Change.Name, step.Change.Type));
        // What a place does not do leaves the others; it is tried again on the next run.
        await foreach (var outcome in place.ApplyAsync(zone, [.. steps.Select(step => step.Change)], cancellationToken).ConfigureAwait(false))
            yield return Remember(open[(outcome.Change.Name, outcome.Change.Type)], outcome.Failure);
    }

    private DnsOutcome Remember(FollowerStep step, DentropyException? failure)
    {
        if (failure is not null)
            return new DnsOutcome(step.Change, failure);
        _state.Records[step.Follower.Key] = step.Remembered;
        return new DnsOutcome(step.Change with { Applied = true }, Failure: null);
    }
}
