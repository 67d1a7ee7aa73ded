using System.Diagnostics;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>A change of sshd, its proof by new logins, and what makes it stay; or what puts it back.</summary>
internal sealed class SshdProof(SshdHost sshd, IHostProof hosts, DcNode node, TimeSpan limit)
{
    /// <summary>How long putting things back may take.</summary>
    public static readonly TimeSpan Undo = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether it is certain that the node has what it had before.</summary>
    public bool IsBack { get; private set; }

    /// <param name="arm">Makes the change, with the timer that undoes it.</param>
    /// <param name="claims">What each new login has to find.</param>
    /// <param name="cancellationToken">Ends it; then too it is put back.</param>
    /// <exception cref="DentropyException"><c>HostKeyNotProved</c>, <c>SshdRefused</c>, <c>SshdOverruled</c>: what was there before is there again, or comes back by itself.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> arm, IReadOnlyList<HostClaim> claims, CancellationToken cancellationToken)
    {
        try
        {
            await arm(cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.Category != DentropyErrorCategory.ConnectionError)
        {
            // The script has put it back, or did not begin.
            IsBack = true;
            throw;
        }

        foreach (var claim in claims)
        {
            if (await FailureAsync(claim, cancellationToken).ConfigureAwait(false) is not { } failure)
                continue;
            IsBack = await PutBackAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw HostKeyErrors.NotProved(node.Name, claim.What, failure, IsBack);
        }

        try
        {
            await sshd.RunAsync(SshdChange.Confirm, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.Category == DentropyErrorCategory.OperationTimeout)
        {
            IsBack = true;
            throw;
        }
    }

    private async Task<Exception?> FailureAsync(HostClaim claim, CancellationToken cancellationToken)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        within.CancelAfter(limit);
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await hosts.ProveHostAsync(node, [claim.Line], claim.Algorithms, within.Token).ConfigureAwait(false);
                return null;
            }
            catch (OperationCanceledException e)
            {
                return new TimeoutException("it did not end in time", e);
            }
            catch (DentropyException e) when (watch.Elapsed > limit / 4)
            {
                return e;
            }
            catch (DentropyException)
            {
                // A reloaded sshd starts itself anew: for a moment the old one answers, and then nobody.
                await Task.Delay(s_pause, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // The link that is open may do it at once; where it is gone too, the node's own timer does.
    private async Task<bool> PutBackAsync()
    {
        using var undo = new CancellationTokenSource(Undo);
        try
        {
            await sshd.RunAsync(SshdChange.TakeBack, undo.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>What a new login has to find.</summary>
/// <param name="What">In words.</param>
/// <param name="Line">The only line of <c>known_hosts</c> that counts for it.</param>
/// <param name="Algorithms">The host key algorithms that are offered.</param>
internal sealed record HostClaim(string What, string Line, string Algorithms);
