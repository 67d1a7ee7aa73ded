namespace Dentropy.Engine.Backups.Restore;

/// <summary>Counts what was sent.</summary>
internal sealed class RestoreMeter(IProgress<RestoreProgress>? progress, long? total)
{
    private long _sent;
    private string _activity = "";

    public void Doing(string activity)
    {
        _activity = activity;
        progress?.Report(new RestoreProgress(activity, Interlocked.Read(ref _sent), total));
    }

    public void Sent(int bytes) => progress?.Report(new RestoreProgress(_activity, Interlocked.Add(ref _sent, bytes), total));
}
