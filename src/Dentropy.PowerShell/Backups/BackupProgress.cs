using System.Management.Automation;
using Dentropy.Engine.Backups;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

// The progress bar of a check. It shows itself only when the work takes a while.
internal sealed class BackupProgress : IProgress<BackupCheckProgress>, IDisposable
{
    private readonly AsyncCmdlet _cmdlet;
    private readonly string _activity;
    private readonly PumpProgress<BackupCheckProgress> _reports;
    private bool _shown;

    public BackupProgress(AsyncCmdlet cmdlet, string activity)
    {
        (_cmdlet, _activity) = (cmdlet, activity);
        _reports = new PumpProgress<BackupCheckProgress>(Show);
    }

    public void Report(BackupCheckProgress value) => _reports.Report(value);

    public void Dispose()
    {
        _reports.Dispose();
        if (_shown && !_cmdlet.Ending)
            _cmdlet.WriteProgress(new ProgressRecord(0, _activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show(BackupCheckProgress at)
    {
        _shown = true;
        _cmdlet.WriteProgress(new ProgressRecord(0, _activity, at.Name) { PercentComplete = at.Length > 0 ? (int)Math.Clamp(100 * at.Done / at.Length, 0, 100) : -1 });
    }
}
