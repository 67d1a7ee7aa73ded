using System.Net;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>Asks sources side by side. Whatever goes wrong at one is its answer.</summary>
/// <param name="ranges">What can be a public address.</param>
/// <param name="timeout">How long each source may take.</param>
internal sealed class AddressSurvey(AddressRanges ranges, TimeSpan timeout)
{
    /// <summary>Asks those of the sources that can tell the family.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="family">The family.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An answer of each, in the order of the sources.</returns>
    public async Task<IReadOnlyList<AddressAnswer>> AskAsync(IEnumerable<IAddressSource> sources, DcAddressFamily family, CancellationToken cancellationToken) =>
        await Task.WhenAll(sources.Where(source => source.Families.Contains(family)).Select(source => AskAsync(source, family, cancellationToken))).ConfigureAwait(false);

    private async Task<AddressAnswer> AskAsync(IAddressSource source, DcAddressFamily family, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return Judge(source, await source.AskAsync(family, limit.Token).ConfigureAwait(false));
        }
        catch (AddressProblemException e)
        {
            return new AddressAnswer(source, [], e.Message, e.IsAway);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AddressAnswer(source, [], FormattableString.Invariant($"gave no answer within {timeout.TotalSeconds:0.#} seconds"), IsAway: true);
        }
    }

    private AddressAnswer Judge(IAddressSource source, IReadOnlyList<IPAddress> addresses)
    {
        var good = addresses.Where(address => ranges.Refusal(address) is null).ToList();
        return good.Count > 0
            ? new AddressAnswer(source, good)
            : new AddressAnswer(source, [], $"named {addresses[0]}, which {ranges.Refusal(addresses[0])}");
    }
}
