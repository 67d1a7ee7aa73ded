using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>
/// A container on the node that takes back what a run did when the run cannot: its journal of steps is on the node's disk, and it acts when
/// we say so, when our connection ends, when we are silent, and after a restart of itself, of the engine or of the node. Its name is the
/// lock of the app. It removes itself when all is done.
/// </summary>
public sealed class NodeGuard : IAsyncDisposable
{
    private static readonly TimeSpan s_longestBeat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(30);

    // Until its journal is on the disk. A guard that is gone is noticed by its streams, long before this.
    private static readonly TimeSpan s_journalLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_undoLimit = TimeSpan.FromMinutes(20);

    private readonly DockerClient _client;
    private readonly GuardSettings _settings;
    private readonly string _id;
    private readonly DockerProcessStreams _streams;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<bool>> _waiting = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _work = Task.CompletedTask;
    private long _number;
    private bool _decided;

    private NodeGuard(DockerClient client, GuardSettings settings, string id, DockerProcessStreams streams)
    {
        _client = client;
        _settings = settings;
        _id = id;
        _streams = streams;
        Lost = _lost.Token;
    }

    /// <summary>Set when the guard is gone or cannot be reached: the node may be taking everything back by now, so the run has to end.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Name of the container that stands for an app.</summary>
    /// <param name="app">Name of the app.</param>
    public static string ContainerName(string app)
    {
        var safe = string.Concat(app.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c.ToString() : $"_{(int)c:x}_"));
        return "dentropy-guard-" + safe;
    }

    /// <summary>Makes a guard, or refuses where another stands for the app.</summary>
    /// <param name="client">The node's engine.</param>
    /// <param name="settings">What it guards.</param>
    /// <param name="cancellationToken">Ends the start and the waiting for another run; nothing is left of it.</param>
    /// <exception cref="DentropyException"><c>AppBusy</c>; <c>HelperToolsMissing</c>; <c>HelperFailed</c>; those of the engine.</exception>
    public static async Task<NodeGuard> StartAsync(DockerClient client, GuardSettings settings, CancellationToken cancellationToken)
    {
        var name = ContainerName(settings.App);
        var (mount, socket) = EngineSocket.Inside(client);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HelperLabels.Role] = HelperLabels.Guard,
            [HelperLabels.Run] = settings.RunId,
            [HelperLabels.GuardedApp] = settings.App,
        };
        string[] environment =
        [
            $"SOCKET={socket}", $"SILENCE={Seconds(settings.Silence)}", $"SETTLE={Seconds(settings.Settle)}", $"PATIENCE={Seconds(settings.Patience)}",
        ];
        HelperMount[] mounts =
        [
            mount, .. settings.HostPaths.Distinct(StringComparer.Ordinal).Select(path => new HelperMount { Source = path, Target = "/host" + path, IsBind = true, Writable = true }),
        ];
        var (id, streams) = await GuardLock.TakeAsync(
            client,
            settings,
            name,
            () => HelperStart.RunAsync(
                client,
                settings.HelperImage,
                "guard",
                name,
                (image, own) =>
                {
                    var body = HelperBody.Of(image, own, GuardScript.Text, labels, environment, mounts, ["DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER"]);
                    // Not on-failure: Docker does not restart those when the engine or the node comes back.
                    body["HostConfig"]!["RestartPolicy"] = new System.Text.Json.Nodes.JsonObject { ["Name"] = "always" };
                    return body;
                },
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
        var guard = new NodeGuard(client, settings, id, streams);
        try
        {
            guard._work = Task.WhenAll(guard.ListenAsync(), guard.BeatAsync());
            await guard.AwaitReadyAsync(cancellationToken).ConfigureAwait(false);
            return guard;
        }
        catch
        {
            await guard.EndAsync().ConfigureAwait(false);
            using var limit = new CancellationTokenSource(s_answerLimit);
            await HelperStart.RemoveAsync(client, id, limit.Token).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds a step to the undo. It is on the node's disk when this returns, so the thing itself may be done.</summary>
    /// <param name="action">The step; steps are taken back in reverse order.</param>
    /// <param name="cancellationToken">Ends the waiting; the step may have been added.</param>
    /// <exception cref="DentropyException"><c>GuardLost</c>; <c>GuardFailed</c>: the journal could not be written.</exception>
    public Task AddUndoAsync(GuardAction action, CancellationToken cancellationToken) => AddUndoAsync([action], cancellationToken);

    /// <summary>Adds steps to the undo.</summary>
    /// <param name="actions">The steps, in the order in which they are done.</param>
    /// <param name="cancellationToken">Ends the waiting; steps may have been added.</param>
    /// <exception cref="DentropyException">As for one step.</exception>
    public async Task AddUndoAsync(IReadOnlyList<GuardAction> actions, CancellationToken cancellationToken)
    {
        if (actions.Count == 0)
        {
            return;
        }

        // Writing takes no time, waiting for the disk does; so all wait once, with the last.
        var lines = actions.Select(action => $"{action.Kind} {GuardTarget.Encode(action)}").ToList();
        foreach (var line in lines.SkipLast(1))
        {
            await WriteAsync($"w {line}\n", cancellationToken).ConfigureAwait(false);
        }

        var answer = await SendAsync('a', lines[^1], cancellationToken).ConfigureAwait(false);
        if (!await AnswerAsync(answer, s_journalLimit, cancellationToken).ConfigureAwait(false))
        {
            throw new DentropyException(
                "GuardFailed",
                DentropyErrorCategory.WriteError,
                _client.Node.Name,
                $"The guard of app '{_settings.App}' on node '{_client.Node.Name}' could not write its journal; Docker's disk there may be full. Nothing was changed after that.");
        }
    }

    /// <summary>Says that all went well: nothing is taken back, and the guard goes away.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>GuardLost</c>: it is not known, or it is taking everything back already.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync('c', "", cancellationToken).ConfigureAwait(false);
        if (!await AnswerAsync(answer, s_journalLimit, cancellationToken).ConfigureAwait(false))
        {
            throw HelperErrors.GuardLost(_client.Node.Name, _settings.App);
        }

        _decided = true;
        await EndAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(s_answerLimit);
        await HelperStart.RemoveAsync(_client, _id, limit.Token).ConfigureAwait(false);
    }

    /// <summary>Has the guard take everything back, in reverse order, and waits until it has.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the undo.</param>
    /// <exception cref="DentropyException"><c>UndoIncomplete</c>: a step failed again and again; <c>GuardLost</c>: the guard acts, but we do not see it.</exception>
    public async Task RollBackAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync('r', "", cancellationToken).ConfigureAwait(false);
        var whole = await AnswerAsync(answer, s_undoLimit, cancellationToken).ConfigureAwait(false);
        _decided = true;
        await EndAsync().ConfigureAwait(false);
        using var limit = new CancellationTokenSource(s_answerLimit);
        await HelperStart.RemoveAsync(_client, _id, limit.Token).ConfigureAwait(false);
        if (!whole)
        {
            throw HelperErrors.UndoIncomplete(_client.Node.Name, _settings.App, [.. _failures]);
        }
    }

    /// <summary>Lets go of the guard. Where neither commit nor undo was said, it notices and takes everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        _writing.Dispose();
        _lost.Dispose();
        _end.Dispose();
    }

    private static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private async Task AwaitReadyAsync(CancellationToken cancellationToken)
    {
        string client;
        try
        {
            client = await _ready.Task.WaitAsync(s_answerLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw HelperErrors.StartFailed(_client.Node.Name, "guard", $"it did not answer within {s_answerLimit.TotalSeconds:0} s", e);
        }

        if (client == "none")
        {
            throw HelperErrors.ToolsMissing(_client.Node.Name, ["curl, perl, python3 or docker"], _settings.HelperImage);
        }
    }

    private async Task<Task<bool>> SendAsync(char verb, string text, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[number] = answer;
        if (_lost.IsCancellationRequested)
        {
            throw HelperErrors.GuardLost(_client.Node.Name, _settings.App);
        }

        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{verb} {number} {text}").TrimEnd(' ') + "\n", cancellationToken).ConfigureAwait(false);
        return answer.Task;
    }

    private async Task<bool> AnswerAsync(Task<bool> answer, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            Lose(e);
            throw HelperErrors.GuardLost(_client.Node.Name, _settings.App, e);
        }
    }

    private async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A write that is cancelled half-way would end the connection.
            await _streams.StandardInput.WriteAsync(Encoding.UTF8.GetBytes(line), CancellationToken.None).AsTask().WaitAsync(s_answerLimit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or IOException or TimeoutException or ObjectDisposedException)
        {
            Lose(e);
            throw HelperErrors.GuardLost(_client.Node.Name, _settings.App, e);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            // The guard looks once a second, so several beats have to fall into what it takes for silence.
            var beat = _settings.Silence / 6;
            using var timer = new PeriodicTimer(beat < s_longestBeat ? beat : s_longestBeat);
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                await WriteAsync("b\n", _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or DentropyException)
        {
        }
    }

    private async Task ListenAsync()
    {
        // Its errors go nowhere, but they have to be read, or they would hold the rest back.
        var errors = HelperContainer.ReadTextAsync(_streams.StandardError, _end.Token);
        Exception? cause = null;
        try
        {
            using var reader = new StreamReader(_streams.StandardOutput, Encoding.UTF8, false, 1024, leaveOpen: true);
            while (await reader.ReadLineAsync(_end.Token).ConfigureAwait(false) is { } line)
            {
                Take(line);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or DentropyException or IOException or ObjectDisposedException)
        {
            cause = e;
        }

        Lose(cause);
        await ((Task)errors).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Take(string line)
    {
        var words = line.Split(' ', 2);
        switch (words[0])
        {
            case "ready":
                _ready.TrySetResult(words[^1]);
                break;
            case "bad":
                _failures.Enqueue(words[^1]);
                break;
            case "ok" or "no" when long.TryParse(words[^1], CultureInfo.InvariantCulture, out var number) && _waiting.TryRemove(number, out var answer):
                answer.TrySetResult(words[0] == "ok");
                break;
        }
    }

    private void Lose(Exception? cause = null)
    {
        if (!_decided && !_end.IsCancellationRequested && !_lost.IsCancellationRequested)
        {
            _ = _lost.CancelAsync();
        }

        var gone = HelperErrors.GuardLost(_client.Node.Name, _settings.App, cause);
        _ready.TrySetException(gone);
        _ = _ready.Task.Exception;
        foreach (var (_, answer) in _waiting)
        {
            answer.TrySetException(gone);
            _ = answer.Task.Exception;
        }
    }

    private async Task EndAsync()
    {
        if (!_end.IsCancellationRequested)
        {
            await _end.CancelAsync().ConfigureAwait(false);
            await _streams.DisposeAsync().ConfigureAwait(false);
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
