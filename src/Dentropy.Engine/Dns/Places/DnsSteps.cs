using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Places;

/// <summary>What places have in common that take one change after the other.</summary>
internal static class DnsSteps
{
    // After one of these the next change would only meet the same, each time after all the retries.
    private static readonly HashSet<string> s_ends =
    [
        "ServiceUnreachable", "ServiceTimeout", "ServiceRateLimited", "ServiceFailed", "ServiceUntrusted", "DnsPlaceRefused",
    ];

    /// <summary>Makes changes one by one, removals first, since they make room. What the place cannot hold is refused without a request; once the place is out of reach, the rest is not tried.</summary>
    /// <param name="provider">The place.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="work">Makes one change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An outcome for each change.</returns>
    public static async IAsyncEnumerable<DnsOutcome> RunAsync(
        IDnsProvider provider, IReadOnlyList<DcDnsChange> changes, Func<DcDnsChange, Task> work, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DentropyException? end = null;
        foreach (var change in changes.OrderBy(change => change.After.Count > 0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var failure = (provider.Traits.Problem(change) ?? provider.Refusal(change)) is { } problem ? DnsErrors.Unsupported(change, problem) : end;
            if (failure is null && change.Action != DcDnsAction.None)
            {
                try
                {
                    await work(change).ConfigureAwait(false);
                }
                catch (DentropyException e)
                {
                    failure = e;
                    end = s_ends.Contains(e.ErrorId) ? e : null;
                }
            }

            yield return new DnsOutcome(change, failure);
        }
    }

    /// <summary>A record that a place has, in its one spelling; null where it is none that can be spelt, or lies outside of what is asked for.</summary>
    public static DcDnsRecord? Record(string place, string zone, string? wanted, string name, string type, string value)
    {
        try
        {
            var spelt = DnsNames.Parse(name);
            return DnsNames.IsWithin(spelt, zone) && (wanted is null || string.Equals(spelt, wanted, StringComparison.Ordinal))
                ? new DcDnsRecord { Name = spelt, Type = type, Value = DnsValues.Parse(type, value), Zone = zone, Place = place }
                : null;
        }
        catch (DentropyException)
        {
            return null;
        }
    }

    /// <summary>A name in its one spelling; itself where it cannot be spelt.</summary>
    public static string Name(string text)
    {
        try
        {
            return DnsNames.Parse(text);
        }
        catch (DentropyException)
        {
            return text;
        }
    }

    /// <summary>The address of a service as a folder that paths can be put below, without a page that people copy along with it.</summary>
    public static Uri Folder(Uri address, string page = "")
    {
        var path = address.AbsolutePath.TrimEnd('/');
        if (page.Length > 0 && path.EndsWith("/" + page, StringComparison.OrdinalIgnoreCase))
            path = path[..^(page.Length + 1)];
        return new Uri(address.GetLeftPart(UriPartial.Authority) + path + "/");
    }
}
