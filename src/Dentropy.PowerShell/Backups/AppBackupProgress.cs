using System.Globalization;
using System.Management.Automation;
using Dentropy.Engine;
using Dentropy.Engine.Backups.Create;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

// The progress bars of backups that are made: one for each node at work.
internal sealed class AppBackupProgress : IProgress<Engine.Backups.Create.BackupProgress>, IDisposable
{
    private readonly AsyncCmdlet _cmdlet;
    private readonly string _activity;
    private readonly PumpProgress<Engine.Backups.Create.BackupProgress> _reports;
    private readonly Dictionary<string, int> _nodes = new(StringComparer.Ordinal);

    public AppBackupProgress(AsyncCmdlet cmdlet, string activity)
    {
        (_cmdlet, _activity) = (cmdlet, activity);
        _reports = new PumpProgress<Engine.Backups.Create.BackupProgress>(Show);
    }

    public static ProgressRecord Record(int id, string activity, Engine.Backups.Create.BackupProgress at)
    {
        var part = at.Part > 0 ? string.Create(CultureInfo.InvariantCulture, $"part {at.Part} of {at.Parts}, ") : "";
        var status = $"{at.App} on {at.Node}: {part}{ByteCount.Text(at.Bytes)}";
        return new ProgressRecord(id, activity, status)
        {
            CurrentOperation = at.Activity.Length > 0 ? at.Activity : null,
            PercentComplete = at.Parts > 0 ? Math.Clamp(100 * Math.Max(at.Part - 1, 0) / at.Parts, 0, 100) : -1,
        };
    }

    public void Report(Engine.Backups.Create.BackupProgress value) => _reports.Report(value);

    public void Dispose()
    {
        _reports.Dispose();
        if (_cmdlet.Ending)
            return;
        foreach (var id in _nodes.Values)
            _cmdlet.WriteProgress(new ProgressRecord(id, _activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    private void Show(Engine.Backups.Create.BackupProgress at)
    {
        if (!_nodes.TryGetValue(at.Node, out var id))
            _nodes.Add(at.Node, id = _nodes.Count);
        _cmdlet.WriteProgress(Record(id, _activity, at));
    }
}
