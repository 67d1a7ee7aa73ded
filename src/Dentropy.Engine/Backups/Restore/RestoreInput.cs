using Dentropy.Engine.Backups.Definition;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>A backup that is open to be restored from.</summary>
public sealed class RestoreInput : IAsyncDisposable
{
    private readonly IBackupFile _file;

    private RestoreInput(IBackupFile file, BackupReader reader, RestoreSource source) => (_file, Reader, Source) = (file, reader, source);

    /// <summary>Where the backup is.</summary>
    public string Path => _file.Path;

    /// <summary>What it says of itself.</summary>
    public BackupManifest Manifest => Reader.Manifest;

    internal BackupReader Reader { get; }

    internal RestoreSource Source { get; }

    /// <summary>Opens a backup: its manifest, its index and its definition are read, and none of its data.</summary>
    /// <param name="file">The file; it is disposed with the result, and where this fails.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">
    /// <c>NotABackup</c>, <c>BackupFormatTooNew</c>, <c>BackupIncomplete</c>, <c>BackupDamaged</c>, <c>BackupInvalid</c>,
    /// <c>BackupDefinitionInvalid</c>, <c>BackupTooNew</c>, and what the place throws.
    /// </exception>
    public static async Task<RestoreInput> OpenAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            var reader = await BackupReader.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            var json = await reader.ReadMemberAsync(AppDefinition.Member, cancellationToken).ConfigureAwait(false)
                ?? throw Invalid(file, $"it has no {AppDefinition.Member}");
            var unpacker = reader.Manifest.Compression == BackupCompression.Gzip ? "gzip" : "zstd";
            var definition = AppDefinition.Parse(json);
            var source = BackupSource.Of(definition, file.Path, unpacker, reader.Index.Parts.Any(part => part.Kind == BackupPartKind.Images));
            foreach (var volume in source.Volumes.Where(volume => volume.HasData))
            {
                if (!reader.Index.Parts.Any(part => part.Name == volume.Member))
                    throw Invalid(file, $"the content of {Inventory.Shown.Text(volume.Name)} is not where the definition says");
            }

            return new RestoreInput(file, reader, source);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static DentropyException Invalid(IBackupFile file, string what) => new(
        "BackupInvalid",
        DentropyErrorCategory.InvalidData,
        file.Path,
        $"{file.Path} cannot be restored: {what}. Use another backup; nothing was changed.");
}
