using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>
/// Networks of one engine. Ids may be names. Beside the errors named, every method may fail with <c>DockerUnreachable</c>,
/// <c>DockerConnectionLost</c>, <c>LinkLost</c>, <c>DockerRefused</c> and <c>DockerFailed</c>.
/// </summary>
public sealed class NetworkApi
{
    private readonly DockerHttp _http;

    internal NetworkApi(DockerHttp http) => _http = http;

    /// <summary>Lists networks; the containers in them are not told.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<IReadOnlyList<NetworkDetails>> ListAsync(CancellationToken cancellationToken) => ListAsync([], cancellationToken);

    /// <summary>Lists networks; the containers in them are not told.</summary>
    /// <param name="labelFilters">Conditions that must all hold: <c>key</c> or <c>key=value</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<NetworkDetails>> ListAsync(IReadOnlyList<string> labelFilters, CancellationToken cancellationToken)
    {
        var json = await _http.ListAsync(new DockerPath("/networks").AddFilter("label", labelFilters), DockerSubject.Engine("list networks"), cancellationToken).ConfigureAwait(false);
        return [.. json.Select(network => new NetworkDetails(network))];
    }

    /// <summary>Looks at a network.</summary>
    /// <param name="id">The network.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>NetworkNotFound</c>; <c>DockerRefused</c> where several networks have that name.</exception>
    public async Task<NetworkDetails> InspectAsync(string id, CancellationToken cancellationToken) =>
        new(await _http.ObjectAsync(DockerPath.Of("/networks/", id, ""), DockerSubject.Network(id, "inspect"), cancellationToken).ConfigureAwait(false));

    /// <summary>Makes a network. A name that is taken is refused, unless the body says otherwise (<c>CheckDuplicate</c>).</summary>
    /// <param name="body">The body of <c>POST /networks/create</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Full id.</returns>
    /// <exception cref="DentropyException"><c>DockerConflict</c> (the name is taken); <c>DockerRefused</c> (the subnet overlaps another).</exception>
    public async Task<string> CreateAsync(JsonObject body, CancellationToken cancellationToken)
    {
        var subject = DockerSubject.Network(body.Text("Name") ?? "", "create");
        var asked = (JsonObject)body.DeepClone();
        // From API 1.44 on the engine always checks.
        asked.TryAdd("CheckDuplicate", JsonValue.Create(value: true));
        var json = await _http.PostAsync(new DockerPath("/networks/create"), asked, subject, cancellationToken).ConfigureAwait(false);
        return json.Text("Id") ?? throw DockerErrors.Malformed(_http.Node.Name, subject);
    }

    /// <summary>Removes a network.</summary>
    /// <param name="id">The network.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>NetworkNotFound</c>; <c>DockerRefused</c> where containers are in it.</exception>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        _http.DeleteAsync(DockerPath.Of("/networks/", id, ""), DockerSubject.Network(id, "remove"), cancellationToken);

    /// <summary>Puts a container into a network.</summary>
    /// <param name="id">The network.</param>
    /// <param name="containerId">The container.</param>
    /// <param name="endpoint">Its endpoint settings (<c>Aliases</c>, <c>IPAMConfig</c>, ...); null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>NetworkNotFound</c>, <c>ContainerNotFound</c>.</exception>
    public Task ConnectAsync(string id, string containerId, JsonObject? endpoint, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Container"] = containerId };
        if (endpoint is not null)
        {
            body["EndpointConfig"] = endpoint.DeepClone();
        }

        return _http.PostAsync(DockerPath.Of("/networks/", id, "/connect"), body, DockerSubject.Network(id, $"connect container {containerId} to"), cancellationToken);
    }

    /// <summary>Takes a container out of a network.</summary>
    /// <param name="id">The network.</param>
    /// <param name="containerId">The container.</param>
    /// <param name="force">Whether an endpoint whose container is gone is removed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>NetworkNotFound</c>, <c>ContainerNotFound</c>.</exception>
    public Task DisconnectAsync(string id, string containerId, bool force, CancellationToken cancellationToken) => _http.PostAsync(
        DockerPath.Of("/networks/", id, "/disconnect"),
        new JsonObject { ["Container"] = containerId, ["Force"] = force },
        DockerSubject.Network(id, $"disconnect container {containerId} from"),
        cancellationToken);
}
