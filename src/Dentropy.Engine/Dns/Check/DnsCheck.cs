using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Dns.Check;

/// <summary>
/// Asks the servers whose answers count for what the places declare, and says in words where they disagree. Records in the inside view are asked of the
/// place's <c>resolvers</c>, else of this machine's; those in the outside view of the place's <c>resolvers</c>, else of the zone's own name servers.
/// </summary>
/// <param name="places">The places.</param>
public sealed class DnsCheck(DnsPlaces places)
{
    // What a * stands for is asked under a name that nobody has.
    private const string Standing = "dentropy-check";

    /// <summary>Checks records.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A result for each name, type, view and server, as they arrive.</returns>
    /// <exception cref="DentropyException"><c>DnsPlaceNotFound</c>, <c>DnsZoneNotFound</c>, <c>DnsRecordNotFound</c>, <c>DnsServerUnknown</c>, <c>InvalidDnsName</c>, <c>InvalidDnsType</c>; a place cannot be reached, or refuses.</exception>
    public async IAsyncEnumerable<DcDnsTest> TestAsync(DnsCheckSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var work = await PlanAsync(settings, cancellationToken).ConfigureAwait(false);
        var questioner = new DnsQuestioner(settings.Timeout);
        var results = Channel.CreateUnbounded<DcDnsTest>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asking = AskAllAsync(work, questioner, settings.ThrottleLimit, results.Writer, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return result;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAllAsync(IReadOnlyList<Question> work, DnsQuestioner questioner, int limit, ChannelWriter<DcDnsTest> results, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = limit, CancellationToken = cancellationToken }, async (question, token) =>
                await results.WriteAsync(await AskAsync(question, questioner, token).ConfigureAwait(false), token).ConfigureAwait(false)).ConfigureAwait(false);
            results.Complete();
        }
        catch (Exception e)
        {
            results.Complete(e);
        }
    }

    private async Task<DcDnsTest> AskAsync(Question question, DnsQuestioner questioner, CancellationToken cancellationToken)
    {
        var (zone, name, type, declared, server) = question;
        var reply = await questioner.AskAsync(server, name.StartsWith('*') ? Standing + name[1..] : name, type, cancellationToken).ConfigureAwait(false);
        var (agrees, text) = DnsExplanation.Of(declared, server, reply, null);
        if (!agrees && server.IsAuthoritative)
            (agrees, text) = DnsExplanation.Of(declared, server, reply, await questioner.SerialAsync(server, zone, cancellationToken).ConfigureAwait(false));
        return new DcDnsTest
        {
            Name = name,
            Type = type,
            Zone = zone,
            View = declared.View,
            Server = server.Name,
            Places = declared.Places,
            Expected = declared.Expected,
            Answered = reply.Values,
            Agrees = agrees,
            Explanation = text + ".",
            Cloud = places.Cloud,
        };
    }

    // What is to be asked of whom. Values of types that are not compared are left out.
    private async Task<IReadOnlyList<Question>> PlanAsync(DnsCheckSettings settings, CancellationToken cancellationToken)
    {
        var names = settings.Names.Select(DnsNames.Parse).ToHashSet(StringComparer.Ordinal);
        var types = settings.Types.Select(DnsValues.Type).ToHashSet(StringComparer.Ordinal);
        var open = await places.OpenAsync(settings.Places.ToList(), cancellationToken).ConfigureAwait(false);
        var records = new List<(DnsPlace Place, DcDnsRecord Record)>();
        var known = new List<string>();
        foreach (var place in open)
            known.AddRange(await place.ZonesAsync(cancellationToken).ConfigureAwait(false));
        foreach (var place in open)
        {
            foreach (var (zone, name) in await WantedAsync(place, names, settings.Zones, known, cancellationToken).ConfigureAwait(false))
                records.AddRange((await place.Provider.ReadAsync(zone, name, cancellationToken).ConfigureAwait(false)).Select(record => (place, record)));
        }

        var chosen = records.Where(one => DnsQuestioner.IsCompared(one.Record.Type) && (types.Count == 0 || types.Contains(one.Record.Type))).ToList();
        if (names.FirstOrDefault(name => !chosen.Exists(one => one.Record.Name == name)) is { } missing)
            throw NotFound(missing);
        var finder = new DnsServerFinder();
        var work = new List<Question>();
        foreach (var group in chosen.GroupBy(one => (one.Record.Name, one.Record.Type, one.Place.View)))
        {
            var declared = Declared(group.Key.View, [.. group], chosen.Where(one => one.Record.Name == group.Key.Name && one.Record.Type == group.Key.Type && one.Place.View != group.Key.View).Select(one => one.Record));
            var zone = group.First().Record.Zone;
            var named = settings.Resolvers.Count > 0 ? settings.Resolvers : [.. group.SelectMany(one => one.Place.Resolvers).Distinct(StringComparer.Ordinal)];
            foreach (var server in await finder.FindAsync(zone, group.Key.View, named, cancellationToken).ConfigureAwait(false))
                work.Add(new Question(zone, group.Key.Name, group.Key.Type, declared, server));
        }

        return work;
    }

    private static DnsDeclared Declared(DcDnsView view, IReadOnlyList<(DnsPlace Place, DcDnsRecord Record)> group, IEnumerable<DcDnsRecord> other) => new(
        view,
        [.. group.Select(one => one.Record.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        [.. other.Select(record => record.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        [.. group.Select(one => one.Place.Name).Distinct(StringComparer.Ordinal)],
        group.Any(one => one.Record.Proxied == true));

    private static async Task<IReadOnlyList<(string Zone, string? Name)>> WantedAsync(DnsPlace place, IReadOnlySet<string> names, IReadOnlyList<string> zones, IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        var wanted = new List<(string, string?)>();
        foreach (var name in names)
        {
            if (await place.ZoneOfAsync(name, cancellationToken).ConfigureAwait(false) is { } zone && (zones.Count == 0 || zones.Select(DnsNames.Parse).Contains(zone, StringComparer.Ordinal)))
                wanted.Add((zone, name));
        }

        if (names.Count > 0)
            return wanted;
        var there = await place.ZonesAsync(cancellationToken).ConfigureAwait(false);
        var asked = zones.Select(DnsNames.Parse).ToList();
        // A place without zones of its own is asked for what it has in those of the others.
        var all = there.Count == 0 && place.Provider.Traits.AnyZone ? known.Distinct(StringComparer.Ordinal) : there;
        return [.. (asked.Count == 0 ? all : asked.Where(zone => there.Contains(zone, StringComparer.Ordinal) || (there.Count == 0 && place.Provider.Traits.AnyZone))).Select(zone => (zone, (string?)null))];
    }

    private static DentropyException NotFound(string name) => new(
        "DnsRecordNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"No place has a record for {name} that could be checked. See what there is with Get-DcDnsRecord.");

    private sealed record Question(string Zone, string Name, string Type, DnsDeclared Declared, DnsServer Server);
}
