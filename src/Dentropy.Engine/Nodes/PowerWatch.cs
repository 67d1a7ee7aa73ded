using System.Diagnostics;
using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>Watches one node go down and come up, each time over a new link, since an old one proves nothing.</summary>
internal sealed class PowerWatch(ILinkPool pool, DcNode node, NodePowerSettings settings, string? bootIdBefore, Action<string> say)
{
    public const string WaitingForShutdown = "waiting for shutdown";
    public const string WaitingForBoot = "waiting for boot";

    // Connecting to a machine that is down may hang; one that is back answers at once.
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(5);
    private const int SilentAttemptsWhenOff = 2;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _lastSign;
    private int _silent;
    private Exception? _lastFailure;

    /// <summary>Waits for a new start.</summary>
    /// <returns>The new boot id and how long the node was away.</returns>
    /// <exception cref="DentropyException"><c>ShutdownTimeout</c>, <c>BootTimeout</c>, <c>HostKeyChanged</c>, <c>HostKeyUnknown</c>.</exception>
    public async Task<(string? BootId, TimeSpan Downtime)> WaitUntilBackAsync(CancellationToken cancellationToken)
    {
        for (var pause = settings.PollInterval; ; pause = Longer(pause))
        {
            say(_silent > 0 ? WaitingForBoot : WaitingForShutdown);
            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
            if (await LookAsync(cancellationToken).ConfigureAwait(false) is { } sign)
            {
                if (IsNewStart(sign.BootId))
                {
                    return (sign.BootId, sign.At - _lastSign);
                }

                _silent = 0;
                _lastSign = sign.At;
            }

            if (_watch.Elapsed >= settings.WaitLimit)
            {
                throw _silent > 0 ? PowerErrors.NotBack(node.Name, settings.WaitLimit, _lastFailure) : PowerErrors.NotDown(node.Name, settings.WaitLimit);
            }
        }
    }

    /// <summary>Waits until the node answers no more.</summary>
    /// <exception cref="DentropyException"><c>ShutdownTimeout</c>, <c>NodeCameBack</c>.</exception>
    public async Task WaitUntilOffAsync(CancellationToken cancellationToken)
    {
        for (var pause = settings.PollInterval; _silent < SilentAttemptsWhenOff; pause = Longer(pause))
        {
            say(WaitingForShutdown);
            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
            if (await LookAsync(cancellationToken).ConfigureAwait(false) is { } sign)
            {
                _silent = 0;
                if (bootIdBefore is not null && IsNewStart(sign.BootId))
                {
                    throw PowerErrors.CameBack(node.Name);
                }
            }

            if (_watch.Elapsed >= settings.WaitLimit && _silent < SilentAttemptsWhenOff)
            {
                throw PowerErrors.NotDown(node.Name, settings.WaitLimit);
            }
        }
    }

    // A node that cannot tell one start from another is back when it answers after a silence.
    private bool IsNewStart(string? bootId) => bootIdBefore is null || bootId is null
        ? _silent > 0
        : !string.Equals(bootId, bootIdBefore, StringComparison.Ordinal);

    private TimeSpan Longer(TimeSpan pause) => TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, settings.PollInterval.Ticks * 8));

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var left = settings.WaitLimit - _watch.Elapsed;
        await Task.Delay(left < pause ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : pause, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(string? BootId, TimeSpan At)?> LookAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AttemptLimit);
        try
        {
            await pool.CloseAsync(node).ConfigureAwait(false);
            var link = await pool.GetAsync(node, limit.Token).ConfigureAwait(false);
            var bootId = await ReadBootIdAsync(link, limit.Token).ConfigureAwait(false);
            return (bootId, _watch.Elapsed);
        }
        catch (DentropyException e) when (e.ErrorId is "HostKeyChanged" or "HostKeyUnknown")
        {
            // Waiting will not make another machine the one that went down.
            throw;
        }
        catch (DentropyException e) when (e.ErrorId is "KeyRefused" or "SessionRefused")
        {
            // It answers, but lets nobody in: PAM does that to plain accounts while a system goes down or comes up.
            _lastFailure = e;
            if (_silent == 0)
            {
                _lastSign = _watch.Elapsed;
            }

            return null;
        }
        catch (Exception e) when (e is DentropyException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _silent++;
            _lastFailure = e is OperationCanceledException ? _lastFailure : e;
            return null;
        }
    }

    private static async Task<string?> ReadBootIdAsync(INodeLink link, CancellationToken cancellationToken)
    {
        var process = await link.StartAsync(PowerScript.BootCommand, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
            using var output = new StreamReader(process.StandardOutput, Encoding.UTF8);
            var printed = await output.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            // A session that a shutdown cuts short says nothing about the boot.
            return exit.Signal is not null ? throw new IOException("The session was ended.") :
                printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        }
    }
}
