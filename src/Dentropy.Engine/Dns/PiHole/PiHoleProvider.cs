using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.PiHole;

/// <summary>
/// Local names of a Pi-hole v6 over its REST API. Each item is added and removed by itself: to write the whole list would undo what
/// somebody else has changed since it was read.
/// </summary>
internal sealed class PiHoleProvider : IDnsProvider
{
    private readonly PiHoleSession _session;

    /// <summary>Makes a provider. Nobody is asked anything yet.</summary>
    public PiHoleProvider(string place, ApiSettings settings, string? password, TimeSpan? farewell = null)
    {
        Place = place;
        _session = new PiHoleSession(settings, password) { Farewell = farewell ?? TimeSpan.FromSeconds(10) };
    }

    public static DnsProviderKind Kind { get; } = new("pihole", DcDnsView.Inside, ["url", "password", "caFile"], OpenAsync) { Host = settings => settings.Url("url")?.DnsSafeHost };

    public string Place { get; }

    public DnsTraits Traits { get; } = new() { Types = new HashSet<string>(StringComparer.Ordinal) { "A", "AAAA", "CNAME" }, TimeToLive = true, TimeToLiveTypes = new HashSet<string>(StringComparer.Ordinal) { "CNAME" }, AutomaticTimeToLive = true, ManyValues = true, AnyZone = true };

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken) =>
        (await NamesAsync(cancellationToken).ConfigureAwait(false)).Records(Place, zone, name);

    public string? Refusal(DcDnsChange change) => change switch
    {
        { Type: "CNAME", After.Count: > 1 } => "a name can stand for one other name",
        _ => null,
    };

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PiHoleWork? work = null;
        var waiting = new List<DnsOutcome>();
        DentropyException? failure = null;
        try
        {
            var outcomes = DnsSteps.RunAsync(
                this,
                changes,
                async change =>
                {
                    work ??= new PiHoleWork(_session, Place, await NamesAsync(cancellationToken).ConfigureAwait(false));
                    await work.ApplyAsync(change, cancellationToken).ConfigureAwait(false);
                },
                cancellationToken);
            await foreach (var outcome in outcomes.ConfigureAwait(false))
            {
                // CNAME records count from the restart on, of which there is one for all.
                if (outcome is { Failure: null, Change.Type: "CNAME" } && work is { NeedsRestart: true })
                    waiting.Add(outcome);
                else
                    yield return outcome;
            }
        }
        finally
        {
            if (work is { NeedsRestart: true })
                failure = await work.RestartAsync().ConfigureAwait(false);
        }

        foreach (var outcome in waiting)
            yield return outcome with { Failure = failure };
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private static async Task<IDnsProvider> OpenAsync(DnsPlaceSettings settings, DnsSurroundings surroundings, CancellationToken cancellationToken)
    {
        var secret = settings.Secret("password") is { } reference ? await reference.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false) : null;
        _ = settings.Needed("url");
        return new PiHoleProvider(
            settings.Name,
            new ApiSettings { Name = $"{settings.Name} (Pi-hole)", Address = DnsSteps.Folder(settings.Url("url")!, "admin"), CaFile = settings.FilePath("caFile") },
            secret);
    }

    private async Task<PiHoleNames> NamesAsync(CancellationToken cancellationToken)
    {
        var answer = await _session.SendAsync(HttpMethod.Get, "api/config/dns", cancellationToken).ConfigureAwait(false);
        var (hosts, cnames) = PiHoleAnswers.Names(Place, answer);
        return new PiHoleNames(hosts, cnames);
    }
}
