using System.Text;

namespace Dentropy.Engine.Transport;

/// <summary>
/// The process on a node that holds its lock, until its input ends or no sign of life comes for a while: where a link is cut, the node's sshd may not notice for hours.
/// </summary>
internal sealed class HeldNode(IRemoteProcess process) : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_beat = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private Task _complaints = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;

    /// <summary>Shell that holds on as long as signs of life come.</summary>
    public const string Loop = "while [ \"$(timeout 30 head -c 1)\" = . ]; do :; done\n";

    /// <summary>The first line that it says.</summary>
    public async Task<string> AnswerAsync(CancellationToken cancellationToken)
    {
        _complaints = process.StandardError.CopyToAsync(Stream.Null, CancellationToken.None);
        var answer = new byte[512];
        var length = 0;
        while (length < answer.Length && !answer.AsSpan(0, length).Contains((byte)'\n'))
        {
            var read = await process.StandardOutput.ReadAsync(answer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            length += read;
        }

        _beating = BeatAsync();
        return Encoding.UTF8.GetString(answer, 0, length).Split('\n')[0].Trim();
    }

    /// <summary>Lets the node go, and waits until it is free.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (process.ConfigureAwait(false))
        {
            using var limit = new CancellationTokenSource(s_limit);
            try
            {
                await _end.CancelAsync().ConfigureAwait(false);
                await _beating.ConfigureAwait(false);
                await process.StandardInput.DisposeAsync().ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                await _complaints.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DentropyException or IOException or OperationCanceledException)
            {
                // With its link the lock has gone too.
            }

            _end.Dispose();
        }
    }

    private async Task BeatAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(s_beat);
            do
            {
                await process.StandardInput.WriteAsync("."u8.ToArray(), _end.Token).ConfigureAwait(false);
                await process.StandardInput.FlushAsync(_end.Token).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or DentropyException or ObjectDisposedException)
        {
            // The run's own step says what became of the link.
        }
    }
}
