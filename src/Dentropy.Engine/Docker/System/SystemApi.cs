using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>
/// The engine itself. Every method may fail with <c>DockerUnreachable</c>, <c>DockerConnectionLost</c>, <c>LinkLost</c>,
/// <c>DockerRefused</c> and <c>DockerFailed</c>.
/// </summary>
public sealed class SystemApi
{
    private readonly DockerHttp _http;

    internal SystemApi(DockerHttp http) => _http = http;

    /// <summary>What the engine and its machine are.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<SystemDetails> InfoAsync(CancellationToken cancellationToken) =>
        new(await _http.ObjectAsync(new DockerPath("/info"), DockerSubject.Engine("describe itself"), cancellationToken).ConfigureAwait(false));

    /// <summary>Sizes of images, containers and volumes. The engine walks through every volume for this, which may take minutes.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>DockerConflict</c>: another such request is being worked on (engines before 23.0).</exception>
    public async Task<DiskUsage> DiskUsageAsync(CancellationToken cancellationToken)
    {
        var json = await _http.ObjectAsync(new DockerPath("/system/df"), DockerSubject.Engine("measure its disk usage"), cancellationToken).ConfigureAwait(false);
        return new DiskUsage(json);
    }

    /// <summary>Events as they happen, until the caller stops or the time is over.</summary>
    /// <param name="since">Events from this time on are told first; null for new ones only.</param>
    /// <param name="until">When to end; null for never.</param>
    /// <param name="filters">Conditions by key (<c>type</c>, <c>container</c>, <c>event</c>, <c>label</c>, ...): any of the values of each key.</param>
    /// <param name="cancellationToken">Ends the request and the connection.</param>
    public async IAsyncEnumerable<DockerEvent> EventsAsync(
        DateTimeOffset? since,
        DateTimeOffset? until,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? filters,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = new DockerPath("/events").Add("since", DockerPath.Time(since)).Add("until", DockerPath.Time(until));
        foreach (var (key, values) in filters ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal))
        {
            path.AddFilter(key, values);
        }

        var subject = DockerSubject.Engine("tell its events");
        var body = await _http.StreamAsync(HttpMethod.Get, path, subject, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await foreach (var json in JsonMessages.ReadAsync(body, cancellationToken).ConfigureAwait(false))
            {
                yield return new DockerEvent(json);
            }
        }
    }
}
