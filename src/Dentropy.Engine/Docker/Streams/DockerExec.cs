using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Docker;

/// <summary>
/// A command that runs in a container. The engine knows no way to end one: it goes on, or waits for ever to be read, when its streams are
/// closed. Where it has to end, close its input, signal it inside, or remove its container.
/// </summary>
public sealed class DockerExec : DockerProcessStreams, IHelperProcess
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly DockerHttp _http;
    private readonly DockerSubject _subject;

    internal DockerExec(DockerHttp http, string id, DockerSubject subject, HijackedConnection connection)
        : base(connection, hasTerminal: false)
    {
        _http = http;
        _subject = subject;
        Id = id;
    }

    /// <summary>Id of the exec instance.</summary>
    public string Id { get; }

    /// <summary>The command's process id on the node, or the id that it had.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The id; 0 where the engine does not say.</returns>
    public async Task<int> GetPidAsync(CancellationToken cancellationToken)
    {
        // The streams are there a moment before the command is.
        for (var pause = FirstPause; ; pause = pause < LongestPause ? 2 * pause : LongestPause)
        {
            var json = await _http.ObjectAsync(DockerPath.Of("/exec/", Id, "/json"), _subject, cancellationToken).ConfigureAwait(false);
            if (json.Whole("Pid") is > 0 and var pid)
            {
                return pid;
            }

            if (!json.ContainsKey("Pid") || (!json.Flag("Running") && json.Whole("ExitCode") is not null))
            {
                return 0;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the command's end. Its outputs have to be read meanwhile, or have been read.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the command.</param>
    /// <returns>Exit code; 128 and the signal's number where a signal ended it.</returns>
    /// <exception cref="DentropyException"><c>LinkLost</c>, <c>DockerUnreachable</c>; <c>DockerConnectionLost</c> where the engine has forgotten the command, since it was restarted or the container is gone.</exception>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        // There is no request that waits for it, so the engine is asked when the output ends; the exit code comes a moment later.
        for (var pause = FirstPause; ; pause = pause < LongestPause ? 2 * pause : LongestPause)
        {
            if (!OutputEnd.IsCompleted)
            {
                await Task.WhenAny(OutputEnd, Task.Delay(LongestPause, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (await ExitCodeAsync(cancellationToken).ConfigureAwait(false) is { } exit)
            {
                return exit;
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int?> ExitCodeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var json = await _http.ObjectAsync(DockerPath.Of("/exec/", Id, "/json"), _subject, cancellationToken).ConfigureAwait(false);
            return json.Flag("Running") ? null : json.Whole("ExitCode");
        }
        catch (DentropyException e) when (e.Category == DentropyErrorCategory.ObjectNotFound)
        {
            throw DockerErrors.ConnectionLost(_http.Node.Name, _subject, e);
        }
    }
}
