namespace Dentropy.Engine.Backups.Create;

/// <summary>Where a backup is.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="App">Name of the app.</param>
/// <param name="Activity">What is being done, in a few words.</param>
/// <param name="Bytes">Bytes of the file so far.</param>
/// <param name="Part">Number of the part that is written, from 1; 0 where none is.</param>
/// <param name="Parts">Parts that there will be.</param>
public sealed record BackupProgress(string Node, string App, string Activity, long Bytes, int Part, int Parts);
