using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>
/// Volumes of one engine. Beside the errors named, every method may fail with <c>DockerUnreachable</c>, <c>DockerConnectionLost</c>,
/// <c>LinkLost</c>, <c>DockerRefused</c> and <c>DockerFailed</c>.
/// </summary>
public sealed class VolumeApi
{
    private readonly DockerHttp _http;

    internal VolumeApi(DockerHttp http) => _http = http;

    /// <summary>Lists volumes.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<IReadOnlyList<VolumeDetails>> ListAsync(CancellationToken cancellationToken) => ListAsync([], cancellationToken);

    /// <summary>Lists volumes.</summary>
    /// <param name="labelFilters">Conditions that must all hold: <c>key</c> or <c>key=value</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<VolumeDetails>> ListAsync(IReadOnlyList<string> labelFilters, CancellationToken cancellationToken)
    {
        var json = await _http.ObjectAsync(new DockerPath("/volumes").AddFilter("label", labelFilters), DockerSubject.Engine("list volumes"), cancellationToken).ConfigureAwait(false);
        return [.. json.Objects("Volumes").Select(volume => new VolumeDetails(volume))];
    }

    /// <summary>Looks at a volume.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>VolumeNotFound</c>.</exception>
    public async Task<VolumeDetails> InspectAsync(string name, CancellationToken cancellationToken) =>
        new(await _http.ObjectAsync(DockerPath.Of("/volumes/", name, ""), DockerSubject.Volume(name, "inspect"), cancellationToken).ConfigureAwait(false));

    /// <summary>Makes a volume. The engine returns one of that name and driver that is there already: look first where that matters.</summary>
    /// <param name="spec">The volume.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The volume.</returns>
    /// <exception cref="DentropyException"><c>DockerConflict</c> (the name is taken with another driver).</exception>
    public async Task<VolumeDetails> CreateAsync(VolumeSpec spec, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Driver"] = spec.Driver, ["DriverOpts"] = JsonFields.OfMap(spec.Options), ["Labels"] = JsonFields.OfMap(spec.Labels) };
        if (spec.Name is not null)
        {
            body["Name"] = spec.Name;
        }

        return new VolumeDetails(await _http.PostAsync(new DockerPath("/volumes/create"), body, DockerSubject.Volume(spec.Name ?? "", "create"), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Removes a volume with all that is in it.</summary>
    /// <param name="name">The volume.</param>
    /// <param name="force">Whether one whose driver is gone is forgotten.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>VolumeNotFound</c>, <c>DockerConflict</c> (a container uses it).</exception>
    public Task RemoveAsync(string name, bool force, CancellationToken cancellationToken) =>
        _http.DeleteAsync(DockerPath.Of("/volumes/", name, "").Add("force", force), DockerSubject.Volume(name, "remove"), cancellationToken);
}
