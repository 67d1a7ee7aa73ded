using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MessagePack;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>
/// One connection to an agent. Requests and answers are MessagePack elements one after the other, without frames; answers carry the number of their
/// request, and whether something follows an answer depends on what was asked (Serf, cmd/serf/command/agent/ipc.go).
/// </summary>
internal sealed class SerfConnection : IAsyncDisposable
{
    private const int Version = 1;
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(10);

    private readonly Stream _stream;
    private readonly SerfInput _input;
    private readonly TimeSpan _answerLimit;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<ulong, ISerfPending> _pending = new();
    private readonly Task _reading;
    private ulong _number;
    private volatile DentropyException? _over;

    private SerfConnection(Stream stream, string node, TimeSpan answerLimit)
    {
        _stream = stream;
        _answerLimit = answerLimit;
        _input = new SerfInput(stream);
        Node = node;
        _reading = ReadAsync(_stop.Token);
    }

    /// <summary>Name of the node whose agent it is.</summary>
    public string Node { get; }

    /// <summary>Greets an agent, with its key.</summary>
    /// <param name="stream">The stream to it; it belongs to the connection from now on.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="authKey">The key; null for none.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="answerLimit">How long a request waits for its answer; null for 10 s.</param>
    /// <exception cref="DentropyException"><c>SerfAuthenticationFailed</c>, <c>SerfProtocol</c>, <c>SerfConnectionLost</c>, <c>SerfNotReachable</c>, <c>SerfUnsupported</c>.</exception>
    public static async Task<SerfConnection> OpenAsync(Stream stream, string node, string? authKey, CancellationToken cancellationToken, TimeSpan? answerLimit = null)
    {
        var connection = new SerfConnection(stream, node, answerLimit ?? s_answerLimit);
        try
        {
            // Both at once: one round trip less.
            var greeting = connection.AskAsync("handshake", Greeting, cancellationToken);
            var proof = authKey is null ? Task.CompletedTask : connection.AskAsync("auth", Proof, cancellationToken);
            await Task.WhenAll(greeting, proof).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        static void Greeting(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(1);
            writer.Write("Version");
            writer.Write(Version);
        }

        void Proof(ref MessagePackWriter writer)
        {
            writer.WriteMapHeader(1);
            writer.Write("AuthKey");
            writer.Write(authKey);
        }
    }

    /// <summary>A request that is answered with yes or no.</summary>
    public Task AskAsync(string command, SerfBody? body, CancellationToken cancellationToken, TimeSpan? limit = null) =>
        AskAsync<object?>(command, body, read: null, cancellationToken, limit);

    /// <summary>A request that is answered with one body.</summary>
    /// <exception cref="DentropyException">Whatever the agent refused it with, or why no answer came.</exception>
    public async Task<T?> AskAsync<T>(
        string command, SerfBody? body, Func<SerfInput, CancellationToken, ValueTask<T>>? read, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        var (error, answer) = await AnswerAsync(command, body, read, cancellationToken, limit).ConfigureAwait(false);
        return error.Length == 0 ? answer : throw SerfErrors.Refused(Node, command, error);
    }

    /// <summary>A request whose answer may have a body and an error as well.</summary>
    public async Task<(string Error, T? Body)> AnswerAsync<T>(
        string command, SerfBody? body, Func<SerfInput, CancellationToken, ValueTask<T>>? read, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        var reply = new SerfReply<T>(read);
        await SendAsync(command, body, reply, cancellationToken).ConfigureAwait(false);
        return await InTimeAsync(reply.Answer, command, limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A request whose answers go on.</summary>
    /// <returns>The number to stop it by, and its records; they end with an error when the connection does.</returns>
    public async Task<(ulong Number, IAsyncEnumerable<T> Records)> FollowAsync<T>(string command, SerfBody body, Func<SerfFields, T> read, CancellationToken cancellationToken)
    {
        var stream = new SerfStream<T>(read);
        var number = await SendAsync(command, body, stream, cancellationToken).ConfigureAwait(false);
        var error = await InTimeAsync(stream.Begun, command, limit: null, cancellationToken).ConfigureAwait(false);
        return error.Length == 0 ? (number, RecordsAsync(stream, cancellationToken)) : throw SerfErrors.Refused(Node, command, error);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _input.Dispose();
        _writing.Dispose();
        _stop.Dispose();
    }

    private static async IAsyncEnumerable<T> RecordsAsync<T>(
        SerfStream<T> stream, CancellationToken first, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(first, cancellationToken);
        await foreach (var record in stream.Records.ReadAllAsync(either.Token).ConfigureAwait(false))
            yield return record;
    }

    private async Task<T> InTimeAsync<T>(Task<T> answer, string command, TimeSpan? limit, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.WaitAsync(limit ?? _answerLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw SerfErrors.Silent(Node, command, limit ?? _answerLimit);
        }
    }

    private async Task<ulong> SendAsync(string command, SerfBody? body, ISerfPending pending, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _number);
        _pending[number] = pending;
        // The reader may have ended before it could see this one.
        if (_over is { } over)
            throw over;
        var request = SerfRequest.Of(command, number, body);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(request, cancellationToken).ConfigureAwait(false);
            await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // What the agent said before it closed says more than the broken pipe does.
            await _reading.WaitAsync(_answerLimit, cancellationToken).ConfigureAwait(false);
            throw _over ?? SerfErrors.Lost(Node, e);
        }
        finally
        {
            _writing.Release();
        }

        return number;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (await _input.FindMapAsync(cancellationToken).ConfigureAwait(false) is { } header)
            {
                var number = header.Number("Seq");
                if (!_pending.TryGetValue(number, out var pending))
                    throw new InvalidDataException("an answer came that nobody asked for");
                await pending.TakeAsync(header.Text("Error"), _input, cancellationToken).ConfigureAwait(false);
            }

            End(SerfErrors.Lost(Node));
        }
        catch (DentropyException e)
        {
            End(e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            End(SerfErrors.Lost(Node, e is IOException ? e : null));
        }
        catch (Exception e)
        {
            // Lengths and codes that nothing has fail in the reader in more ways than it documents.
            End(SerfErrors.Protocol(Node, e is InvalidDataException ? e.Message.TrimEnd('.') : "this is no MessagePack", e));
        }
    }

    private void End(DentropyException error)
    {
        _over = error;
        foreach (var pending in _pending.Values)
            pending.Fail(error);
    }
}
