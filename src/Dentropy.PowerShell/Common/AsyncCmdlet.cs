using System.Management.Automation;
using System.Runtime.ExceptionServices;

namespace Dentropy.PowerShell.Common;

// A cmdlet whose phases are tasks. They run on the pipeline thread between awaits, so they may call the host wherever they are.
public abstract class AsyncCmdlet : PSCmdlet
{
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource? _run;
    private SynchronizationContext? _outer;
    private ExceptionDispatchInfo? _hostFault;

    // The pipeline is over, so nothing may be reported any more.
    internal bool Ending => _stop.IsCancellationRequested || _hostFault is not null;

    protected sealed override void BeginProcessing() => Run(BeginAsync);

    protected sealed override void ProcessRecord() => Run(ProcessAsync);

    protected sealed override void EndProcessing() => Run(EndAsync);

    // Ctrl+C, on a thread of its own. Callbacks of the token run elsewhere, so that none of them holds the stop back.
    protected sealed override void StopProcessing() => _ = _stop.CancelAsync();

    protected virtual Task BeginAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected virtual Task ProcessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected virtual Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected new void WriteObject(object? sendToPipeline) => CallHost(() => base.WriteObject(sendToPipeline));

    protected new void WriteError(ErrorRecord errorRecord) => CallHost(() => base.WriteError(errorRecord));

    protected void WriteError(Exception error, object? target = null) => WriteError(ErrorFactory.Record(error, target));

    protected new void WriteWarning(string text) => CallHost(() => base.WriteWarning(text));

    protected internal new void WriteVerbose(string text) => CallHost(() => base.WriteVerbose(text));

    protected internal new void WriteProgress(ProgressRecord progressRecord) => CallHost(() => base.WriteProgress(progressRecord));

    // A call that runs other people's code on the pipeline thread: the host, or whatever stands behind this cmdlet in the pipeline.
    // What it throws ends the pipeline (Select-Object -First, a consumer that fails, -ErrorAction Stop), so the work is cancelled here,
    // before any finally block of it is awaited.
    protected void CallHost(Action call)
    {
        var pump = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_outer);
        try
        {
            call();
        }
        catch (Exception e)
        {
            _hostFault ??= ExceptionDispatchInfo.Capture(e);
            _ = _run?.CancelAsync();
            throw;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(pump);
        }
    }

    internal void AskHost(Action question) => CallHost(question);

    private void Run(Func<CancellationToken, Task> phase)
    {
        _outer = SynchronizationContext.Current;
        var run = _run = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            Pump.Run(() => phase(run.Token));
        }
        catch (Exception) when (_hostFault is not null)
        {
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            ThrowTerminatingError(ErrorFactory.Record(e));
        }
        finally
        {
            // Whoever cancelled it already has its callbacks still to run, so only an untouched one is disposed.
            if (!run.IsCancellationRequested)
            {
                run.Cancel();
                run.Dispose();
            }
        }

        _hostFault?.Throw();
    }
}
