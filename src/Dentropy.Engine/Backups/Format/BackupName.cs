namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// What a backup's file name says: <c>nextcloud-20261120T153000Z.tar.zst</c>, and with <c>@node</c> after the app and <c>.age</c> at the end
/// where it is encrypted, because then nothing else can be read. What is not a letter, a digit, <c>.</c>, <c>_</c> or <c>-</c> in an app's or node's name is written as <c>%XX</c>.
/// </summary>
/// <param name="App">Name of the app.</param>
/// <param name="Node">Name of the source node; null where the name does not say.</param>
/// <param name="Time">When it was made, in UTC.</param>
/// <param name="Compression">How it is compressed.</param>
/// <param name="Encrypted">Whether it is encrypted.</param>
public sealed record BackupName(string App, string? Node, DateTimeOffset Time, BackupCompression Compression, bool Encrypted)
{
    /// <summary>The name for a backup.</summary>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="encrypted">Whether it is encrypted.</param>
    public static BackupName For(BackupManifest manifest, bool encrypted) =>
        new(manifest.App, encrypted ? manifest.SourceNode : null, manifest.Time, manifest.Compression, encrypted);

    /// <summary>Reads a file name.</summary>
    /// <param name="name">The name without folders.</param>
    /// <returns>What it says; null where it is no backup's name.</returns>
    public static BackupName? Parse(string name) => throw new NotSupportedException("Not written yet.");

    /// <summary>The file name.</summary>
    public override string ToString() => throw new NotSupportedException("Not written yet.");
}
