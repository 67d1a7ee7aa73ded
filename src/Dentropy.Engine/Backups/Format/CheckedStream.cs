using System.Security.Cryptography;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Format;

/// <summary>A stretch of a file that is read once, and whose end is only reached when its bytes were those that were written.</summary>
internal sealed class CheckedStream(IBackupFile file, Stretch stretch) : AsyncStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Stream? _source;
    private long _left = stretch.Length;
    private bool _checked;

    public override bool CanRead => true;

    public override long Length => stretch.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _checked)
            return 0;
        _source ??= await file.OpenReadAsync(stretch.Offset, stretch.Length, cancellationToken).ConfigureAwait(false);
        var count = await _source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _left -= count;
        if (count > 0 && _left >= 0)
        {
            _hash.AppendData(buffer.Span[..count]);
            return count;
        }

        if (_left != 0)
            throw BackupErrors.Damaged(file.Path, $"{stretch.Name} is {(_left > 0 ? "cut off" : "longer than it was")}");
        if (!string.Equals(Convert.ToHexStringLower(_hash.GetHashAndReset()), stretch.Sha256, StringComparison.Ordinal))
            throw BackupErrors.Damaged(file.Path, $"{stretch.Name} is not what was written");
        _checked = true;
        return 0;
    }

    public override async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        if (_source is not null)
            await _source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _source?.Dispose();
        }

        base.Dispose(disposing);
    }
}
