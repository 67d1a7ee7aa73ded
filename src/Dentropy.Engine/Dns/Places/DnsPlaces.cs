using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Places;

/// <summary>A place that is open.</summary>
/// <param name="Provider">The place.</param>
/// <param name="View">Who sees its records.</param>
/// <param name="Zones">Zones that are written down for it; none where it is to be asked.</param>
public sealed record DnsPlace(IDnsProvider Provider, DcDnsView View, IReadOnlyList<string> Zones) : IAsyncDisposable
{
    private IReadOnlyList<string>? _asked;

    /// <summary>Servers whose answers count for what is here, as they are written down; none where a check finds them itself.</summary>
    public IReadOnlyList<string> Resolvers { get; init; } = [];

    /// <summary>Its name.</summary>
    public string Name => Provider.Place;

    /// <summary>The zones that it has: those that are written down, else those that it says itself. It is asked once.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">Those of <see cref="IDnsProvider.ZonesAsync"/>.</exception>
    public async Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) =>
        Zones.Count > 0 ? Zones : _asked ??= await Provider.ZonesAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The zone in which the place keeps a name: the longest that it has. A place without zones of its own takes any name; its zone is
    /// then the name without its first label.
    /// </summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The zone; null where it has none for the name.</returns>
    /// <exception cref="DentropyException">Those of <see cref="ZonesAsync"/>.</exception>
    public async Task<string?> ZoneOfAsync(string name, CancellationToken cancellationToken)
    {
        var zones = await ZonesAsync(cancellationToken).ConfigureAwait(false);
        if (DnsNames.ZoneOf(name, zones) is { } zone || zones.Count > 0 || !Provider.Traits.AnyZone)
            return DnsNames.ZoneOf(name, zones);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? name : name[(dot + 1)..];
    }

    /// <summary>Makes changes, and has an outcome for each: one that the place broke off before, or said nothing of, is not known to be done.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="changes">As for <see cref="IDnsProvider.ApplyAsync"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The outcomes, each as soon as it is known.</returns>
    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = changes.ToList();
        DentropyException? broken = null;
        var outcomes = Provider.ApplyAsync(zone, changes, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (outcomes.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    if (!await outcomes.MoveNextAsync().ConfigureAwait(false))
                        break;
                }
                catch (DentropyException e)
                {
                    broken = e;
                    break;
                }

                if (waiting.Remove(outcomes.Current.Change))
                    yield return outcomes.Current;
            }
        }

        foreach (var change in waiting)
            yield return new DnsOutcome(change, broken ?? DnsErrors.Failed(change.Place, $"it said nothing of {change.Name} {change.Type}"));
    }

    /// <summary>Closes it, which ends what the place holds for us, such as a session.</summary>
    public ValueTask DisposeAsync() => Provider.DisposeAsync();
}

/// <summary>Finds the places for DNS records that <c>cloud.yaml</c> names, and keeps those that it opened until it is disposed.</summary>
/// <param name="store">The inventory, whose folder has the file.</param>
/// <param name="links">Links to nodes.</param>
public sealed class DnsPlaces(INodeStore store, ILinkPool links) : IAsyncDisposable
{
    private readonly Dictionary<string, DnsPlace> _open = new(StringComparer.Ordinal);

    /// <summary>Kinds of places that there are.</summary>
    internal IReadOnlyList<DnsProviderKind> Kinds { get; init; } = DnsProviderKind.All;

    /// <summary>Folder of the inventory.</summary>
    public string Cloud => store.Location;

    /// <summary>Opens places by name. Nobody is asked anything yet.</summary>
    /// <param name="names">Names; none for all places.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The places, in the file's order.</returns>
    /// <exception cref="DentropyException"><c>DnsPlaceNotFound</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>, <c>SecretUnavailable</c>, <c>NodeNotFound</c>.</exception>
    public async Task<IReadOnlyList<DnsPlace>> OpenAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken).ConfigureAwait(false);
        if (names.FirstOrDefault(name => !all.Any(place => string.Equals(place.Name, name, StringComparison.Ordinal))) is { } unknown)
            throw DnsErrors.PlaceNotFound(unknown, [.. all.Select(place => place.Name)]);
        var places = new List<DnsPlace>();
        foreach (var settings in all.Where(place => names.Count == 0 || names.Contains(place.Name, StringComparer.Ordinal)))
            places.Add(await OpenAsync(settings, cancellationToken).ConfigureAwait(false));
        return places;
    }

    /// <summary>The places whose records are seen by some. None of them is opened, and no secret is read.</summary>
    /// <param name="view">Who sees them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Names of places, in the file's order; at least one.</returns>
    /// <exception cref="DentropyException"><c>DnsPlaceNotFound</c>: there is none; <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public async Task<IReadOnlyList<string>> NamesAsync(DcDnsView view, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = [.. (await ListAsync(cancellationToken).ConfigureAwait(false)).Where(place => place.View == view).Select(place => place.Name)];
        return names.Count > 0 ? names : throw DnsErrors.NoPlaces(store.Location);
    }

    /// <summary>What the file says of its places. None of them is opened, and no secret is read.</summary>
    /// <exception cref="DentropyException"><c>DnsPlaceNotFound</c>: there is none; <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    internal async Task<IReadOnlyList<DnsPlaceSettings>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await DnsPlaceSettings.ReadAllAsync(store.Location, Kinds, cancellationToken).ConfigureAwait(false);
        return all.Count > 0 ? all : throw DnsErrors.NoPlaces(store.Location);
    }

    /// <summary>Closes every place that was opened, also where one of them fails.</summary>
    public async ValueTask DisposeAsync()
    {
        var closing = _open.Values.Select(place => place.DisposeAsync().AsTask()).ToList();
        _open.Clear();
        await Task.WhenAll(closing).ConfigureAwait(false);
    }

    private async Task<DnsPlace> OpenAsync(DnsPlaceSettings settings, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(settings.Name, out var place))
        {
            var provider = await settings.Kind.Open(settings, new DnsSurroundings(store, links), cancellationToken).ConfigureAwait(false);
            _open.Add(settings.Name, place = new DnsPlace(provider, settings.View, settings.Zones) { Resolvers = settings.Resolvers });
        }

        return place;
    }
}
