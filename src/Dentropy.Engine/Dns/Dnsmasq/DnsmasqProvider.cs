using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Dnsmasq;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>dnsmasq on a node: files of our own beside its others, over the node's link.</summary>
internal sealed class DnsmasqProvider(DnsmasqSite site, ILinkPool links) : IDnsProvider
{
    // Others who change other names at the same time cost a new reading each.
    private const int Attempts = 10;

    private readonly DnsmasqNode _node = new(site, links);
    private DnsmasqState? _state;

    public static DnsProviderKind Kind { get; } = new("dnsmasq", DcDnsView.Inside, ["node", "file", "reload"], OpenAsync) { Host = settings => settings.Text("node") };

    public string Place => site.Place;

    public DnsTraits Traits { get; } = new() { Types = DnsmasqSyntax.Types, Wildcards = true, ManyValues = true, AnyZone = true };

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        _state = await _node.ReadAsync(cancellationToken).ConfigureAwait(false);
        return [.. _state.Files.Entries
            .Where(entry => name is null ? DnsNames.IsWithin(entry.Name, zone) : entry.Name == name)
            .Select(entry => new DcDnsRecord { Name = entry.Name, Type = entry.Type, Value = entry.Value, Zone = zone, Place = Place })];
    }

    public string? Refusal(DcDnsChange change)
    {
        if (change is { Type: "CNAME", After.Count: > 1 })
            return "a name is a CNAME to one other";
        return change.After.Select(record => DnsmasqSyntax.Problem(new DnsmasqEntry(record.Name, record.Type, record.Value))).FirstOrDefault(problem => problem is not null);
    }

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var outcomes = new List<DnsOutcome>();
        try
        {
            outcomes.AddRange(await WriteAsync(changes, cancellationToken).ConfigureAwait(false));
        }
        catch (DentropyException e)
        {
            outcomes.AddRange(changes.Select(change => new DnsOutcome(change, e)));
        }

        foreach (var outcome in outcomes)
            yield return outcome;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<IDnsProvider> OpenAsync(DnsPlaceSettings settings, DnsSurroundings surroundings, CancellationToken cancellationToken) =>
        new DnsmasqProvider(await DnsmasqSite.ReadAsync(settings, surroundings.Nodes, cancellationToken).ConfigureAwait(false), surroundings.Links);

    // All changes are one new state of the files. What does not fit what is there is left out of it, and told.
    private async Task<IReadOnlyList<DnsOutcome>> WriteAsync(IReadOnlyList<DcDnsChange> changes, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var state = _state ?? await _node.ReadAsync(cancellationToken).ConfigureAwait(false);
            _state = null;
            var outcomes = new List<DnsOutcome>();
            // What goes makes room for what comes.
            var files = state.Files;
            foreach (var change in changes.OrderBy(change => change.After.Count > 0))
            {
                var failure = Problem(files, change);
                outcomes.Add(new DnsOutcome(change, failure));
                files = failure is null ? files.With(change) : files;
            }

            if (outcomes.TrueForAll(outcome => outcome.Failure is not null) || await _node.WriteAsync(state, files, cancellationToken).ConfigureAwait(false))
                return outcomes;
        }

        throw DnsmasqErrors.Of(site, DnsmasqFolder.Changed, "");
    }

    private DentropyException? Problem(DnsmasqFiles files, DcDnsChange change)
    {
        var there = files.Entries.Where(entry => entry.Name == change.Name).ToLookup(entry => entry.Type, entry => entry.Value, StringComparer.Ordinal);
        if (!there[change.Type].ToHashSet(StringComparer.Ordinal).SetEquals(change.Before.Select(record => record.Value)))
        {
            return new DentropyException(
                "DnsRecordChanged",
                DentropyErrorCategory.ResourceBusy,
                change.Name,
                $"{change.Name} {change.Type} at {Place} is not as it was read: somebody else changed it meanwhile. Nothing was changed; look with Get-DcDnsRecord and try again.");
        }

        if (change.After.Count == 0)
            return null;
        if (change.Type == "CNAME" ? there.Any(group => group.Key != "CNAME") : there.Contains("CNAME"))
            return DnsErrors.Conflict(change, "a CNAME stands alone, and the name has " + string.Join(" and ", there.Where(group => group.Key != change.Type).Select(group => group.Key)));
        return null;
    }
}
