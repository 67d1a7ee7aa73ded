namespace Dentropy.Engine.Backups.Restore;

/// <summary>How far a restore or a move is.</summary>
/// <param name="Activity">What is being done, in words.</param>
/// <param name="Bytes">Bytes of the backup that were sent so far.</param>
/// <param name="TotalBytes">Bytes that are sent in all; null where that is not known.</param>
public sealed record RestoreProgress(string Activity, long Bytes, long? TotalBytes);
