using System.Globalization;
using System.Management.Automation;
using Dentropy.Engine.Cluster;

namespace Dentropy.PowerShell.Common;

// The progress bar of work on many nodes. It shows itself only when the work takes a while.
internal sealed class ClusterProgress : IProgress<FanOutProgress>, IDisposable
{
    private readonly AsyncCmdlet _cmdlet;
    private readonly string _activity;
    private readonly PumpProgress<FanOutProgress> _reports;
    private bool _shown;

    public ClusterProgress(AsyncCmdlet cmdlet, string activity, int nodes)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _reports = new PumpProgress<FanOutProgress>(Show);
        Report(new FanOutProgress(nodes, Finished: 0, Running: nodes, Node: null, Activity: null));
    }

    public static ProgressRecord Record(string activity, FanOutProgress at)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{at.Finished} of {at.Total} nodes done, {at.Running} at work");
        var (done, all) = at is { Bytes: { } bytes, TotalBytes: > 0 and var total } ? (bytes, total) : (at.Finished, at.Total);
        return new ProgressRecord(0, activity, status)
        {
            PercentComplete = all > 0 ? (int)Math.Clamp(100 * done / all, 0, 100) : -1,
            CurrentOperation = at is { Node: { } node, Activity: { } doing } ? $"{node}: {doing}" : null,
        };
    }

    public void Report(FanOutProgress value) => _reports.Report(value);

    public void Dispose()
    {
        _reports.Dispose();
        if (_shown && !_cmdlet.Ending)
            _cmdlet.WriteProgress(new ProgressRecord(0, _activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show(FanOutProgress at)
    {
        _shown = true;
        _cmdlet.WriteProgress(Record(_activity, at));
    }
}
