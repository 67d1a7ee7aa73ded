using System.Management.Automation;
using Dentropy.Engine.Resilience.Drill;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Resilience;

// The progress bar of a drill: what goes on, and which services do not work at the moment.
internal sealed class DrillBar : IProgress<DrillProgress>, IDisposable
{
    private readonly AsyncCmdlet _cmdlet;
    private readonly string _activity;
    private readonly PumpProgress<DrillProgress> _reports;
    private bool _shown;

    public DrillBar(AsyncCmdlet cmdlet, string drill)
    {
        _cmdlet = cmdlet;
        _activity = "Losing " + drill;
        _reports = new PumpProgress<DrillProgress>(Show);
    }

    public static ProgressRecord Record(string activity, DrillProgress at) => new(0, activity, at.Activity)
    {
        CurrentOperation = at.Unwell.Count > 0 ? "not working: " + string.Join(", ", at.Unwell) : null,
    };

    public void Report(DrillProgress value) => _reports.Report(value);

    public void Dispose()
    {
        _reports.Dispose();
        if (_shown && !_cmdlet.Ending)
            _cmdlet.WriteProgress(new ProgressRecord(0, _activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show(DrillProgress at)
    {
        _shown = true;
        _cmdlet.WriteProgress(Record(_activity, at));
    }
}
