using Dentropy.Engine.Cluster;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>Counts nodes that begin and finish, from any thread.</summary>
internal sealed class PowerProgress(IProgress<FanOutProgress>? sink, int total)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private int _finished;

    public void Begin(DcNode node)
    {
        lock (_gate)
        {
            _running.Add(node.Name);
        }

        Say(node, "asking");
    }

    public void Finish(DcNode node)
    {
        lock (_gate)
        {
            _running.Remove(node.Name);
            _finished++;
        }

        Say(node, activity: null);
    }

    public void Say(DcNode node, string? activity)
    {
        if (sink is null)
        {
            return;
        }

        FanOutProgress report;
        lock (_gate)
        {
            report = new FanOutProgress(total, _finished, _running.Count, node.Name, activity);
        }

        sink.Report(report);
    }
}
