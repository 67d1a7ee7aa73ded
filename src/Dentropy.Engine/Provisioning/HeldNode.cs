using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning;

/// <summary>The process on a node that holds its lock until its input ends.</summary>
internal sealed class HeldNode(IRemoteProcess process) : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private Task _complaints = Task.CompletedTask;

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
                await process.StandardInput.DisposeAsync().ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                await _complaints.WaitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DentropyException or IOException or OperationCanceledException)
            {
                // With its link the lock has gone too.
            }
        }
    }
}
