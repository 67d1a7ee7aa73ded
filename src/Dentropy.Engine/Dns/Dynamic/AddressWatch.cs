using System.Net;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>What a run came to believe of one family and length.</summary>
/// <param name="Believed">What is believed; null where the sources do not agree and nothing is to be done.</param>
/// <param name="Shown">The address with its sources; null where it was not settled by all of them.</param>
internal sealed record WatchedAddress(BelievedAddress? Believed, DcPublicAddress? Shown)
{
    public IPAddress? Value => Believed is { } believed ? IPAddress.Parse(believed.Value) : null;
}

/// <summary>
/// Looks whether the public address is still the one that is believed. One source is enough to say so, another one on each run, since nothing is changed upon it; as soon as it says
/// anything else, all are asked. So a run that changes nothing costs one request a family.
/// </summary>
/// <param name="cloud">Folder of the inventory.</param>
/// <param name="settings">What cloud.yaml says.</param>
/// <param name="sources">The sources.</param>
/// <param name="clock">The clock.</param>
internal sealed class AddressWatch(string cloud, DynamicSettings settings, IReadOnlyList<IAddressSource> sources, TimeProvider clock)
{
    private readonly AddressSurvey _survey = new(settings.Ranges, settings.Timeout);

    /// <summary>What did not go as it should, and what is worth saying.</summary>
    public List<DentropyException> Failures { get; } = [];

    public List<string> Remarks { get; } = [];

    /// <summary>Looks at one family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="lengths">The lengths that records need.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="askAll">Whether one source is not enough.</param>
    /// <param name="atOnce">Whether a changed address is to be believed at once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is believed of each length.</returns>
    public async Task<IReadOnlyDictionary<int, WatchedAddress>> LookAsync(
        DcAddressFamily family, IReadOnlyCollection<int> lengths, DynamicState state, bool askAll, bool atOnce, CancellationToken cancellationToken)
    {
        var known = lengths.ToDictionary(length => length, length => state.Addresses.GetValueOrDefault(BelievedAddress.KeyOf(family, length)));
        if (!askAll && await IsUnchangedAsync(family, known, state.Runs, cancellationToken).ConfigureAwait(false))
            return known.ToDictionary(pair => pair.Key, pair => new WatchedAddress(pair.Value, Shown: null));

        var time = clock.GetUtcNow();
        var answers = await _survey.AskAsync(sources, family, cancellationToken).ConfigureAwait(false);
        var watched = new Dictionary<int, WatchedAddress>();
        foreach (var length in lengths)
            watched.Add(length, Settle(family, length, known[length], answers, atOnce, time));
        return watched;
    }

    private async Task<bool> IsUnchangedAsync(DcAddressFamily family, Dictionary<int, BelievedAddress?> known, int runs, CancellationToken cancellationToken)
    {
        if (known.Values.Any(one => one is not { Pending: null }))
            return false;
        // Only those whose word was good for each of the lengths: a gateway shares the prefix and not the host part.
        var trusted = sources.Where(source => source.Families.Contains(family) && known.Values.All(one => one!.Sources.Contains(source.Name, StringComparer.Ordinal))).ToList();
        if (trusted.Count == 0)
            return false;
        var answer = (await _survey.AskAsync([trusted[runs % trusted.Count]], family, cancellationToken).ConfigureAwait(false))[0];
        var unchanged = known.All(pair => answer.Addresses.Any(address => Addresses.Prefix(address, pair.Key).Equals(IPAddress.Parse(pair.Value!.Value))));
        Remarks.Add(unchanged
            ? $"The {family} address is {answer.Addresses[0]}, as before; {answer.Source.Name} says so."
            : $"{answer.Source.Name} {(answer.Problem is { } problem ? problem : $"says {answer.Addresses[0]}, which is new")}, so every source of {family} is asked.");
        return unchanged;
    }

    private WatchedAddress Settle(DcAddressFamily family, int length, BelievedAddress? before, IReadOnlyList<AddressAnswer> answers, bool atOnce, DateTimeOffset time)
    {
        if (answers.Count == 0)
        {
            Failures.Add(DynamicErrors.NoSource(family));
            return new WatchedAddress(Believed: null, Shown: null);
        }

        var verdict = AddressAgreement.Of(family, length, answers, settings.Agreement);
        if (verdict.Failure is { } failure)
        {
            Failures.Add(failure);
            return new WatchedAddress(Believed: null, Shown: null);
        }

        var after = BelievedAddress.After(before, verdict, atOnce, settings.Debounce, time);
        foreach (var other in verdict.Disagreed)
            Remarks.Add($"{other.Source.Name} does not agree on the {family} address: {other.Problem ?? string.Join(", ", other.Addresses)}.");
        if (after.Pending is { } pending)
            Remarks.Add($"The {family} address seems to be {pending} now; until that is certain, records stay at {after.Value}.");
        return new WatchedAddress(after, PublicAddresses.Address(family, after.Value, verdict, time, cloud));
    }
}
