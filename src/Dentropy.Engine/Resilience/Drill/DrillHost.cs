using System.Diagnostics;
using System.Net;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>A host of a drill: armed, cut, and put back. Whatever has been armed is put back, by us or by its own timer.</summary>
internal abstract class DrillHost(DcNode node, DrillSettings settings)
{
    private long _armedAt;
    private TimeSpan _time;

    public DcNode Node => node;

    /// <summary>Addresses by which other nodes know it, once it is armed.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; protected set; } = [];

    /// <summary>Machine id, once it is armed.</summary>
    public string? Machine { get; protected set; }

    /// <summary>Whether its timers may run.</summary>
    public bool IsArmed { get; private set; }

    public bool IsCut { get; private set; }

    /// <summary>Whether the timer may have ended.</summary>
    public bool TimerEnded => IsArmed && Stopwatch.GetElapsedTime(_armedAt) > _time;

    protected DrillSettings Settings => settings;

    protected TimeSpan TimerLeft => _time - Stopwatch.GetElapsedTime(_armedAt);

    /// <summary>Starts the timers.</summary>
    /// <exception cref="DentropyException"><c>DrillBusy</c>, <c>DrillNotArmed</c>, <c>DrillNodeUnreachable</c>.</exception>
    public async Task ArmAsync(string run, TimeSpan time, CancellationToken cancellationToken)
    {
        // From before the sending, and taken to be armed even where no answer comes.
        (_armedAt, _time, IsArmed) = (Stopwatch.GetTimestamp(), time, true);
        await LimitedAsync(token => ArmOnceAsync(run, time, token), e => DrillErrors.Unreachable(node.Name, e), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cuts it off.</summary>
    /// <exception cref="DentropyException"><c>DrillNotCut</c>.</exception>
    public async Task CutAsync(string run, IReadOnlyList<IPAddress> peers, CancellationToken cancellationToken)
    {
        IsCut = true;
        await LimitedAsync(token => CutOnceAsync(run, peers, token), e => DrillErrors.NotCut(node.Name, e.Message), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts it back.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="wait">Whether to wait for the host's own timer where it cannot be told.</param>
    /// <param name="cancellationToken">Ends the waiting; the timer stays.</param>
    /// <returns>Null, or why it could not be seen that it is as before.</returns>
    public async Task<string?> UndoAsync(string run, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            await LimitedAsync(token => UndoOnceAsync(run, token), e => DrillErrors.Unreachable(node.Name, e), cancellationToken).ConfigureAwait(false);
            IsArmed = IsCut = false;
            return null;
        }
        catch (DentropyException e)
        {
            if (!wait)
                return e.Message;
            var why = await AfterTimerAsync(run, cancellationToken).ConfigureAwait(false);
            IsArmed = IsCut = why is not null;
            return why;
        }
    }

    /// <summary>Waits until it works again.</summary>
    public virtual Task<string?> BackAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    protected abstract Task ArmOnceAsync(string run, TimeSpan time, CancellationToken cancellationToken);

    protected abstract Task CutOnceAsync(string run, IReadOnlyList<IPAddress> peers, CancellationToken cancellationToken);

    protected abstract Task UndoOnceAsync(string run, CancellationToken cancellationToken);

    /// <summary>Runs one of the scripts.</summary>
    /// <exception cref="DentropyException"><c>DrillBusy</c>, or what <paramref name="fail"/> makes of why it failed.</exception>
    protected async Task<string> RunAsync(INodeLink link, string script, bool sudo, Func<string, DentropyException> fail, CancellationToken cancellationToken)
    {
        var (output, said, exit) = await NodeShell.RunAsync(link, NodeShell.Script(script, sudo), input: null, cancellationToken).ConfigureAwait(false);
        if (exit == 0)
            return System.Text.Encoding.UTF8.GetString(output);
        if (exit == DrillScript.Busy && said.Contains("dentropy:busy", StringComparison.Ordinal))
        {
            IsArmed = false;
            throw DrillErrors.Busy(node.Name);
        }

        throw fail(NodeShell.Why(said, exit));
    }

    private async Task LimitedAsync(Func<CancellationToken, Task> work, Func<Exception, DentropyException> lost, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.NodeLimit);
        try
        {
            await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw lost(new TimeoutException($"it did not answer within {settings.NodeLimit.TotalSeconds:0} s"));
        }
        catch (Exception e) when (e is IOException || e is DentropyException { Category: DentropyErrorCategory.ConnectionError or DentropyErrorCategory.AuthenticationError, ErrorId: not "DrillNodeUnreachable" })
        {
            throw lost(e);
        }
    }

    // The timer ends the cut; then a new connection gets through, and the undo finds nothing left to do.
    private async Task<string?> AfterTimerAsync(string run, CancellationToken cancellationToken)
    {
        var why = "";
        var late = TimerLeft + settings.Grace + settings.NodeLimit;
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < late;)
        {
            await Task.Delay(settings.Interval, cancellationToken).ConfigureAwait(false);
            try
            {
                await LimitedAsync(token => UndoOnceAsync(run, token), e => DrillErrors.Unreachable(node.Name, e), cancellationToken).ConfigureAwait(false);
                return null;
            }
            catch (DentropyException e)
            {
                why = e.Message;
            }
        }

        return why;
    }
}
