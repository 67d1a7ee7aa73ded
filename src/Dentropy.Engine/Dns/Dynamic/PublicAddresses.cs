using Dentropy.Dns;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>What was found of one family.</summary>
/// <param name="Family">The family.</param>
/// <param name="Address">The address that enough sources agree on; null where they do not.</param>
/// <param name="Failure">Why there is none; null where there is.</param>
public sealed record PublicAddressOutcome(DcAddressFamily Family, DcPublicAddress? Address, DentropyException? Failure);

/// <summary>Finds the public addresses of this network. Sources and rules are those of <c>dynamicDns:</c> in <c>cloud.yaml</c>, else the usual ones.</summary>
/// <param name="store">The inventory, whose folder has the file.</param>
/// <param name="links">Links to nodes, for sources that are a node's interface.</param>
public sealed class PublicAddresses(INodeStore store, ILinkPool links)
{
    /// <summary>Asks all sources, side by side.</summary>
    /// <param name="families">The families; none for those that there are: one that no source can reach at all is left out then, unless nothing else is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome of each family. Its failure is <c>PublicAddressUncertain</c> or <c>PublicAddressUnknown</c>.</returns>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>, <c>NodeNotFound</c>.</exception>
    public async Task<IReadOnlyList<PublicAddressOutcome>> FindAsync(IReadOnlyCollection<DcAddressFamily> families, CancellationToken cancellationToken)
    {
        var settings = await DynamicSettings.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var sources = new List<IAddressSource>();
        foreach (var source in settings.Sources)
            sources.Add(await source.Open(store, links, cancellationToken).ConfigureAwait(false));
        var survey = new AddressSurvey(settings.Ranges, settings.Timeout);
        var asked = families.Count > 0 ? families.Distinct() : [DcAddressFamily.IPv4, DcAddressFamily.IPv6];
        var outcomes = await Task.WhenAll(asked.Select(family => FindAsync(family, sources, survey, settings, cancellationToken))).ConfigureAwait(false);
        var told = outcomes.Where(outcome => families.Count > 0 || !IsAbsent(outcome)).ToList();
        if (told.Count == 0)
            told = [.. outcomes.Where(outcome => !HasNoSource(outcome))];
        return told.Count > 0 ? told : outcomes;
    }

    private static bool IsAbsent(PublicAddressOutcome outcome) =>
        HasNoSource(outcome) || outcome.Failure is { ErrorId: "PublicAddressUnknown", Category: DentropyErrorCategory.ConnectionError };

    private static bool HasNoSource(PublicAddressOutcome outcome) => outcome.Failure is { ErrorId: "PublicAddressUnknown", Category: DentropyErrorCategory.ObjectNotFound };

    private async Task<PublicAddressOutcome> FindAsync(
        DcAddressFamily family, IReadOnlyList<IAddressSource> sources, AddressSurvey survey, DynamicSettings settings, CancellationToken cancellationToken)
    {
        var time = DateTimeOffset.UtcNow;
        var answers = await survey.AskAsync(sources, family, cancellationToken).ConfigureAwait(false);
        if (answers.Count == 0)
            return new PublicAddressOutcome(family, Address: null, DynamicErrors.NoSource(family));
        var verdict = AddressAgreement.Of(family, Addresses.Bits(family), answers, settings.Agreement);
        return new PublicAddressOutcome(family, verdict.Value is { } value ? Address(family, value.ToString(), verdict, time, store.Location) : null, verdict.Failure);
    }

    internal static DcPublicAddress Address(DcAddressFamily family, string value, AddressVerdict verdict, DateTimeOffset time, string cloud) => new()
    {
        Address = value,
        Family = family,
        Sources = [.. verdict.Agreed.Select(answer => answer.Shown)],
        Disagreed = [.. verdict.Disagreed.Select(answer => answer.Shown)],
        Time = time,
        Cloud = cloud,
    };
}
