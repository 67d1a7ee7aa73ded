using Dentropy.Engine.Backups.Places;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

/// <summary>A backup's file in memory, which counts what is read of it.</summary>
internal sealed class MemoryBackup(byte[] bytes, string name = "app-20261120T153000Z.tar.zst") : IBackupFile
{
    public string Name => name;

    public string Path => "/backups/" + name;

    public long Length => bytes.Length;

    public List<(long Offset, long Length)> Reads { get; } = [];

    public Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        Assert.InRange(offset, 0, bytes.Length);
        Assert.InRange(length, 0, bytes.Length - offset);
        lock (Reads)
            Reads.Add((offset, length));
        return Task.FromResult<Stream>(new MemoryStream(bytes, (int)offset, (int)length, writable: false));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
