using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>
/// The right to change a cluster's keys: a lock on the first of its nodes, held by a command there that ends with its input. Two changes at once could leave
/// members without a key in common.
/// </summary>
internal sealed class SerfKeyLock : IAsyncDisposable
{
    // A node that has gone silent gives the lock back when it notices that we have gone.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly IRemoteProcess _process;

    private SerfKeyLock(IRemoteProcess process) => _process = process;

    /// <summary>Takes it, or says that somebody else has it.</summary>
    /// <exception cref="DentropyException"><c>SerfKeysBusy</c>, and those of the link.</exception>
    public static async Task<SerfKeyLock> TakeAsync(ILinkPool links, DcNode node, CancellationToken cancellationToken)
    {
        var process = await new SerfHost(links, node).StartAsync(SerfScripts.HoldKeys, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = new byte[5];
            var length = await process.StandardOutput.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length == answer.Length ? new SerfKeyLock(process) : throw SerfKeyErrors.Busy(node.Name);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives it back.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await _process.StandardInput.DisposeAsync().ConfigureAwait(false);
            await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or DentropyException or OperationCanceledException)
        {
            // A link that is lost has given it back.
        }

        await _process.DisposeAsync().ConfigureAwait(false);
    }
}
