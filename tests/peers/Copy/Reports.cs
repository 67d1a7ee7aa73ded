using Dentropy.Engine.Cluster;

namespace Dentropy.Peers.Tests.Copy;

internal sealed class Reporter(Action<FanOutProgress> take) : IProgress<FanOutProgress>
{
    private readonly Lock _gate = new();

    public void Report(FanOutProgress value)
    {
        lock (_gate)
        {
            take(value);
        }
    }
}

internal sealed class Reports : IProgress<FanOutProgress>
{
    private readonly Lock _gate = new();
    private readonly List<FanOutProgress> _all = [];

    public FanOutProgress Last => _all[^1];

    public void Report(FanOutProgress value)
    {
        lock (_gate)
        {
            _all.Add(value);
        }
    }
}
