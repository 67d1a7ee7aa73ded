using System.Globalization;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>The plan of one zone at one place.</summary>
/// <param name="zone">The zone.</param>
/// <param name="place">The place.</param>
/// <param name="records">How many records the zone has there.</param>
internal sealed class DnsZonePlan(string zone, DnsPlace place, int records)
{
    // A plan that takes this much away is more often a mistake than a wish.
    private const int FreeRemovals = 5;
    private const int Share = 3;

    public string Zone => zone;

    public string Place => place.Name;

    public DnsPlace At => place;

    public List<DcDnsChange> Changes { get; } = [];

    public List<DentropyException> Problems { get; } = [];

    public int Unchanged { get; set; }

    public int Foreign { get; set; }

    /// <summary>Records that the inventory knows as made by Dentropy and the place has no more.</summary>
    public IReadOnlyList<string> Gone { get; set; } = [];

    /// <summary>How many records are taken away without another in their place.</summary>
    public int Removals => Changes.Sum(change => Math.Max(0, change.Before.Count - change.After.Count));

    /// <summary>Why it takes too much away; null where it does not.</summary>
    public string? TooMany => Removals > FreeRemovals && Removals * Share > records
        ? string.Create(CultureInfo.InvariantCulture, $"The plan removes {Removals} of the {records} records of {zone} at {Place}.")
        : null;

    /// <summary>Why the place is not believed; null where it is.</summary>
    public string? Empty => records == 0 && Gone.Count > FreeRemovals && Changes.Count > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Place} says that {zone} has no records, and Dentropy made {Gone.Count} there.")
        : null;
}
