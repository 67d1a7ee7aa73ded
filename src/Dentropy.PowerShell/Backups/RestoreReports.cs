using System.Management.Automation;
using Dentropy.Engine.Backups.Restore;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

// The progress bar of a restore or a move.
internal sealed class RestoreReports : IProgress<RestoreProgress>, IDisposable
{
    private readonly AsyncCmdlet _cmdlet;
    private readonly string _activity;
    private readonly PumpProgress<RestoreProgress> _reports;
    private bool _shown;

    public RestoreReports(AsyncCmdlet cmdlet, string activity)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _reports = new PumpProgress<RestoreProgress>(Show);
    }

    public static ProgressRecord Record(string activity, RestoreProgress at) => new(0, activity, at.Activity.Length > 0 ? at.Activity : "Working")
    {
        PercentComplete = at.TotalBytes is > 0 and var total ? (int)Math.Clamp(100 * at.Bytes / total, 0, 100) : -1,
    };

    public void Report(RestoreProgress value) => _reports.Report(value);

    public void Dispose()
    {
        _reports.Dispose();
        if (_shown && !_cmdlet.Ending)
            _cmdlet.WriteProgress(new ProgressRecord(0, _activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show(RestoreProgress at)
    {
        _shown = true;
        _cmdlet.WriteProgress(Record(_activity, at));
    }
}
