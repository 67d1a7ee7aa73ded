using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>Counts nodes and bytes, from any thread, and reports bytes no more often than somebody can look at them.</summary>
internal sealed class CopyProgress(IProgress<FanOutProgress>? sink, int total, long totalBytes)
{
    private const long ReportInterval = 100;

    private int _finished;
    private int _running;
    private long _bytes;
    private long _totalBytes = totalBytes;
    private long _lastReport;

    public void Begin(DcNode node)
    {
        Interlocked.Increment(ref _running);
        Report(node, "connecting");
    }

    public void Finish(DcNode node)
    {
        Interlocked.Decrement(ref _running);
        Interlocked.Increment(ref _finished);
        Report(node, activity: null);
    }

    /// <summary>More is to be moved than was known.</summary>
    public void Expect(long bytes) => Interlocked.Add(ref _totalBytes, bytes);

    public void Moved(DcNode node, long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        var now = Environment.TickCount64;
        var last = Interlocked.Read(ref _lastReport);
        if (now - last >= ReportInterval && Interlocked.CompareExchange(ref _lastReport, now, last) == last)
        {
            Report(node, "copying");
        }
    }

    private void Report(DcNode node, string? activity) => sink?.Report(new FanOutProgress(
        total,
        Volatile.Read(ref _finished),
        Volatile.Read(ref _running),
        node.Name,
        activity,
        Interlocked.Read(ref _bytes),
        Interlocked.Read(ref _totalBytes)));
}
