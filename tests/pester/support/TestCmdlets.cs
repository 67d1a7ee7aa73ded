using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Dentropy;
using Dentropy.PowerShell.Common;

// Yields numbers, then waits for its end to be asked for. The wait is bounded, so that a broken base class fails and does not hang.
[Cmdlet(VerbsDiagnostic.Test, "Stream")]
public sealed class TestStreamCommand : AsyncCmdlet
{
    public static readonly ConcurrentBag<WeakReference> Instances = new();

    public TestStreamCommand() => Instances.Add(new WeakReference(this));

    [Parameter(Mandatory = true)]
    public ConcurrentQueue<string> Log { get; set; }

    [Parameter]
    public int Count { get; set; } = 1;

    [Parameter]
    public ManualResetEventSlim Started { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var number in Numbers(cancellationToken))
                WriteObject(number);
            Log.Enqueue("all emitted");
        }
        finally
        {
            Log.Enqueue("work ended");
        }
    }

    private async IAsyncEnumerable<int> Numbers([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 1; i <= Count; i++)
            {
                await Task.Delay(1).ConfigureAwait(false);
                yield return i;
            }

            Started?.Set();
            await Task.Delay(TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
            Log.Enqueue("was never cancelled");
        }
        finally
        {
            Log.Enqueue(cancellationToken.IsCancellationRequested ? "cancelled" : "not cancelled");
            await Task.Delay(20).ConfigureAwait(false);
            Log.Enqueue("cleaned up");
        }
    }
}

// Says on which thread each step of an asynchronous body runs.
[Cmdlet(VerbsDiagnostic.Test, "Thread")]
public sealed class TestThreadCommand : AsyncCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public int Number { get; set; }

    protected override Task BeginAsync(CancellationToken cancellationToken) => SayAsync("begin");

    protected override Task ProcessAsync(CancellationToken cancellationToken) => SayAsync("process " + Number);

    protected override Task EndAsync(CancellationToken cancellationToken) => SayAsync("end");

    private async Task SayAsync(string phase)
    {
        var before = Environment.CurrentManagedThreadId;
        await Task.Delay(5).ConfigureAwait(true);
        WriteVerbose(phase);
        await Task.Run(() => { });
        WriteObject(new { Phase = phase, Same = before == Environment.CurrentManagedThreadId });
    }
}

// Fails in the way that it is asked to.
[Cmdlet(VerbsDiagnostic.Test, "Failure")]
public sealed class TestFailureCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string Kind { get; set; }

    [Parameter]
    public ConcurrentQueue<string> Log { get; set; } = new();

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Kind == "early")
            throw Known();
        await Task.Yield();
        switch (Kind)
        {
            case "known":
                throw Known();
            case "unknown":
                throw new FormatException("What nobody expected.");
            case "written":
                WriteError(Known());
                WriteObject("went on");
                break;
            case "swallowed":
                try
                {
                    WriteObject("first");
                }
                catch (Exception)
                {
                    Log.Enqueue("swallowed");
                }

                break;
            case "cancelled":
                throw new OperationCanceledException();
        }
    }

    private static DentropyException Known() =>
        new("NodeExists", DentropyErrorCategory.ResourceExists, "pi1", "There is one already.");
}

// Keeps something for the session, and says when it goes.
[Cmdlet(VerbsDiagnostic.Test, "Session")]
public sealed class TestSessionCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true)]
    public string File { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        WriteObject(Session.Current.Keep("kept", () => new Kept(File)).Id);
        return Task.CompletedTask;
    }

    private sealed class Kept : IAsyncDisposable
    {
        private readonly string _file;

        public Kept(string file) => _file = file;

        public Guid Id { get; } = Guid.NewGuid();

        public async ValueTask DisposeAsync()
        {
            await Task.Delay(10).ConfigureAwait(false);
            await System.IO.File.AppendAllTextAsync(_file, Id + "\n").ConfigureAwait(false);
        }
    }
}
