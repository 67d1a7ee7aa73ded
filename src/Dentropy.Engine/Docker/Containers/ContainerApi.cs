using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>
/// Containers of one engine. Ids may be full ids, unambiguous beginnings, or names. Beside the errors named, every method may fail with
/// <c>DockerUnreachable</c>, <c>DockerConnectionLost</c>, <c>LinkLost</c>, <c>DockerRefused</c> and <c>DockerFailed</c>.
/// </summary>
public sealed class ContainerApi
{
    private readonly DockerHttp _http;

    internal ContainerApi(DockerHttp http) => _http = http;

    /// <summary>Lists containers.</summary>
    /// <param name="all">Whether those that do not run are listed too.</param>
    /// <param name="labelFilters">Conditions that must all hold: <c>key</c> or <c>key=value</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The containers, newest first.</returns>
    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(bool all, IReadOnlyList<string> labelFilters, CancellationToken cancellationToken)
    {
        var path = new DockerPath("/containers/json").Add("all", all).AddFilter("label", labelFilters);
        var json = await _http.ListAsync(path, DockerSubject.Engine("list containers"), cancellationToken).ConfigureAwait(false);
        return [.. json.Select(container => new ContainerSummary(container))];
    }

    /// <summary>Looks at a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>.</exception>
    public Task<ContainerDetails> InspectAsync(string id, CancellationToken cancellationToken) => InspectAsync(id, size: false, cancellationToken);

    /// <summary>Looks at a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="size">Whether the sizes are wanted, which takes the engine longer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>.</exception>
    public async Task<ContainerDetails> InspectAsync(string id, bool size, CancellationToken cancellationToken)
    {
        var path = DockerPath.Of("/containers/", id, "/json").Add("size", size);
        return new ContainerDetails(await _http.ObjectAsync(path, DockerSubject.Container(id, "inspect"), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes a container; it does not run yet.</summary>
    /// <param name="name">Name; null for one that the engine makes up.</param>
    /// <param name="body">The body of <c>POST /containers/create</c>.</param>
    /// <param name="platform">Platform of the image, e.g. <c>linux/arm64</c>; null for the engine's own.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Full id.</returns>
    /// <exception cref="DentropyException"><c>ImageNotFound</c>, <c>DockerConflict</c> (the name is taken).</exception>
    public async Task<string> CreateAsync(string? name, JsonObject body, string? platform, CancellationToken cancellationToken)
    {
        var path = new DockerPath("/containers/create").Add("name", name).Add("platform", platform);
        var json = await _http.PostAsync(path, body, DockerSubject.Container(name ?? "", "create"), cancellationToken).ConfigureAwait(false);
        return json.Text("Id") ?? throw DockerErrors.Malformed(_http.Node.Name, DockerSubject.Container(name ?? "", "create"));
    }

    /// <summary>Starts a container; does nothing where it runs.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellationToken">Ends the waiting, not the start.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>; <c>DockerFailed</c> where a port is taken or a mount is missing.</exception>
    public Task StartAsync(string id, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/start"), null, DockerSubject.Container(id, "start"), cancellationToken);

    /// <summary>Stops a container: its stop signal, and KILL after a while; does nothing where it does not run.</summary>
    /// <param name="id">The container.</param>
    /// <param name="grace">Time before KILL, in whole seconds; null for the container's own, which is 10 seconds where it has none.</param>
    /// <param name="cancellationToken">Ends the waiting, not the stop.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>.</exception>
    public Task StopAsync(string id, TimeSpan? grace, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/stop").Add("t", Seconds(grace)), null, DockerSubject.Container(id, "stop"), cancellationToken);

    /// <summary>Stops a container where it runs, and starts it.</summary>
    /// <param name="id">The container.</param>
    /// <param name="grace">As for <see cref="StopAsync"/>.</param>
    /// <param name="cancellationToken">Ends the waiting, not the restart.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>.</exception>
    public Task RestartAsync(string id, TimeSpan? grace, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/restart").Add("t", Seconds(grace)), null, DockerSubject.Container(id, "restart"), cancellationToken);

    /// <summary>Sends a container's first process a signal.</summary>
    /// <param name="id">The container.</param>
    /// <param name="signal">Name or number, e.g. <c>KILL</c>, <c>HUP</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>, <c>DockerConflict</c> (it does not run).</exception>
    public Task KillAsync(string id, string signal, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/kill").Add("signal", signal), null, DockerSubject.Container(id, "signal"), cancellationToken);

    /// <summary>Freezes a container's processes.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>, <c>DockerConflict</c> (it does not run, or is paused).</exception>
    public Task PauseAsync(string id, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/pause"), null, DockerSubject.Container(id, "pause"), cancellationToken);

    /// <summary>Lets a frozen container go on.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>; <c>DockerConflict</c> or <c>DockerFailed</c> where it is not paused.</exception>
    public Task UnpauseAsync(string id, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/unpause"), null, DockerSubject.Container(id, "unpause"), cancellationToken);

    /// <summary>Removes a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="force">Whether one that runs is killed.</param>
    /// <param name="volumes">Whether its anonymous volumes go with it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>, <c>DockerConflict</c> (it runs, or is being removed).</exception>
    public Task RemoveAsync(string id, bool force, bool volumes, CancellationToken cancellationToken) =>
        _http.DeleteAsync(DockerPath.Of("/containers/", id, "").Add("force", force).Add("v", volumes), DockerSubject.Container(id, "remove"), cancellationToken);

    /// <summary>Gives a container another name.</summary>
    /// <param name="id">The container.</param>
    /// <param name="name">The new name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>, <c>DockerConflict</c> (the name is taken).</exception>
    public Task RenameAsync(string id, string name, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/rename").Add("name", name), null, DockerSubject.Container(id, "rename"), cancellationToken);

    /// <summary>Changes limits or the restart policy of a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="body">The body of <c>POST /containers/{id}/update</c>, e.g. <c>{"RestartPolicy": {"Name": "no"}}</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>.</exception>
    public Task UpdateAsync(string id, JsonObject body, CancellationToken cancellationToken) =>
        _http.PostAsync(DockerPath.Of("/containers/", id, "/update"), body, DockerSubject.Container(id, "update"), cancellationToken);

    /// <summary>Waits until a container does not run.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>.</exception>
    public async Task<int> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var subject = DockerSubject.Container(id, "wait for");
        var json = await _http.PostAsync(DockerPath.Of("/containers/", id, "/wait"), null, subject, cancellationToken).ConfigureAwait(false);
        return json.Whole("StatusCode") ?? throw DockerErrors.Malformed(_http.Node.Name, subject);
    }

    /// <summary>Reads a container's log.</summary>
    /// <param name="id">The container.</param>
    /// <param name="query">Which part.</param>
    /// <param name="cancellationToken">Ends the reading and the connection.</param>
    /// <returns>Pieces as they come. What is not asked for holds the engine back.</returns>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>; <c>DockerRefused</c> or <c>DockerFailed</c> where the log driver cannot be read.</exception>
    public async IAsyncEnumerable<LogChunk> LogsAsync(string id, LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var subject = DockerSubject.Container(id, "read the log of");
        var hasTerminal = (await InspectAsync(id, cancellationToken).ConfigureAwait(false)).HasTerminal;
        var path = DockerPath.Of("/containers/", id, "/logs")
            .Add("follow", query.Follow)
            .Add("stdout", query.Output)
            .Add("stderr", query.Error)
            .Add("timestamps", query.Timestamps)
            .Add("tail", query.Tail?.ToString(CultureInfo.InvariantCulture))
            .Add("since", DockerPath.Time(query.Since))
            .Add("until", DockerPath.Time(query.Until));
        var body = await _http.StreamAsync(HttpMethod.Get, path, subject, cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            await foreach (var chunk in LogFrames.ReadAsync(body, hasTerminal, cancellationToken).ConfigureAwait(false))
            {
                yield return chunk;
            }
        }
    }

    /// <summary>Connects to a container's streams. Where it does not run yet, this may come before the start, so that nothing is missed.</summary>
    /// <param name="id">The container; one with a terminal has no standard error.</param>
    /// <param name="cancellationToken">Ends the connecting, not the streams.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>, <c>DockerConflict</c> (it is paused).</exception>
    public async Task<DockerProcessStreams> AttachAsync(string id, CancellationToken cancellationToken)
    {
        var details = await InspectAsync(id, cancellationToken).ConfigureAwait(false);
        var path = DockerPath.Of("/containers/", id, "/attach").Add("stream", value: true).Add("stdout", value: true).Add("stderr", value: true).Add("stdin", details.HasOpenInput);
        var subject = DockerSubject.Container(id, "attach to");
        var connection = await _http.HijackAsync(path, null, subject, cancellationToken).ConfigureAwait(false);
        return new DockerProcessStreams(connection, details.HasTerminal);
    }

    /// <summary>Runs a command in a container that runs.</summary>
    /// <param name="id">The container.</param>
    /// <param name="settings">The command.</param>
    /// <param name="cancellationToken">Ends the start; the command is given up by disposing the result.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>; <c>DockerConflict</c> (it does not run, or is paused); <c>DockerRefused</c> or <c>DockerFailed</c> (no such program).</exception>
    public async Task<DockerExec> ExecAsync(string id, ExecSettings settings, CancellationToken cancellationToken)
    {
        var subject = DockerSubject.Container(id, "run a command in");
        var body = new JsonObject
        {
            ["AttachStdin"] = settings.Stdin,
            ["AttachStdout"] = true,
            ["AttachStderr"] = true,
            ["Tty"] = false,
            ["Cmd"] = JsonFields.OfTexts(settings.Command),
        };
        if (settings.Environment.Count > 0)
        {
            body["Env"] = JsonFields.OfTexts(settings.Environment);
        }

        if (settings.User is not null)
        {
            body["User"] = settings.User;
        }

        if (settings.WorkingDirectory is not null)
        {
            body["WorkingDir"] = settings.WorkingDirectory;
        }

        var made = await _http.PostAsync(DockerPath.Of("/containers/", id, "/exec"), body, subject, cancellationToken).ConfigureAwait(false);
        var exec = made.Text("Id") ?? throw DockerErrors.Malformed(_http.Node.Name, subject);
        var start = new JsonObject { ["Detach"] = false, ["Tty"] = false };
        var connection = await _http.HijackAsync(DockerPath.Of("/exec/", exec, "/start"), start, subject, cancellationToken).ConfigureAwait(false);
        return new DockerExec(_http, exec, subject, connection);
    }

    /// <summary>Reads a file or folder of a container, running or not, as a tar archive.</summary>
    /// <param name="id">The container.</param>
    /// <param name="path">Absolute path in the container.</param>
    /// <param name="cancellationToken">Ends the request; the stream is ended by disposing it.</param>
    /// <returns>The archive; it has to be disposed.</returns>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>; <c>DockerRefused</c> (no such path).</exception>
    public async Task<Stream> GetArchiveAsync(string id, string path, CancellationToken cancellationToken) => await _http.StreamAsync(
        HttpMethod.Get, DockerPath.Of("/containers/", id, "/archive").Add("path", path), DockerSubject.Container(id, $"read {path} of"), cancellationToken).ConfigureAwait(false);

    /// <summary>Unpacks a tar archive (plain, gzip, bzip2, xz or zstd as the engine knows them) in a folder of a container, running or not.</summary>
    /// <param name="id">The container.</param>
    /// <param name="path">Absolute path of a folder in the container.</param>
    /// <param name="tar">The archive, read to its end.</param>
    /// <param name="cancellationToken">Ends the request; what is unpacked by then stays.</param>
    /// <exception cref="DentropyException"><c>ContainerNotFound</c>; <c>DockerRefused</c> (no such folder, or read-only).</exception>
    public Task PutArchiveAsync(string id, string path, Stream tar, CancellationToken cancellationToken) => _http.UploadAsync(
        HttpMethod.Put, DockerPath.Of("/containers/", id, "/archive").Add("path", path), tar, DockerSubject.Container(id, $"write to {path} of"), cancellationToken);

    private static string? Seconds(TimeSpan? time) => time is { } span ? ((long)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null;
}
