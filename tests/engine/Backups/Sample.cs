using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using Dentropy.Apps;
using Dentropy.Engine.Backups.Format;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

/// <summary>Backups as the writer makes them, with parts as a node would have made them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Time = new(2026, 11, 20, 15, 30, 0, TimeSpan.Zero);

    public static readonly byte[] Images = [.. Enumerable.Range(0, 70_001).Select(i => (byte)(i * 7))];

    public static BackupManifest Manifest(BackupCompression compression, string id = "0123456789abcdef0123456789abcdef") => new()
    {
        Id = id,
        ToolVersion = "0.1.0",
        App = "app",
        Kind = DcAppKind.Compose,
        SourceNode = "pi1",
        Time = Time,
        Compression = compression,
        Services = [new("web", "web:1")],
        Images = [new("web:1", "sha256:1234", null)],
        IncludesImages = true,
        Volumes = [new() { Name = "data", Part = "volumes/data", Driver = "local" }, new() { Name = "/srv/x", Part = "binds/0", IsBind = true }],
    };

    /// <summary>A whole backup: two files, a volume in two passes, a bind mount, images.</summary>
    public static async Task<byte[]> WriteAsync(BackupCompression compression, DateTimeOffset? time = null, byte[]? definition = null)
    {
        using var file = new MemoryStream();
        var writer = new BackupWriter(new ForwardStream(file));
        await writer.WriteManifestAsync(Manifest(compression) with { Time = time ?? Time }, default);
        await writer.AddFileAsync("definition.json", definition ?? "{\"containers\":[]}"u8.ToArray(), default);
        await writer.AddFileAsync("app.json", new byte[200_000], default);
        await AddAsync("volumes/data", BackupPartKind.Volume, 1, Tar("volumes/data/one", 300_000));
        await AddAsync("volumes/data", BackupPartKind.Volume, 2, Tar("volumes/data/two", 10));
        await AddAsync("binds/0", BackupPartKind.Bind, 1, Tar("binds/0/three", 0));
        await writer.AddStoredPartAsync(new PartHeader { Name = "files", Kind = BackupPartKind.Files }, new MemoryStream(Tar("files/web/etc/conf", 2000)), default);
        var images = new PartHeader { Name = "images.tar", Kind = BackupPartKind.Images, Member = "images.tar", Length = Images.Length };
        await writer.AddPartAsync(images, new MemoryStream(Compress(compression, Images)), default);
        await writer.CompleteAsync(new() { Downtime = TimeSpan.FromSeconds(3.25), Duration = TimeSpan.FromSeconds(61), Warnings = ["Nothing."] }, default);
        Assert.Equal(file.Length, writer.Position);
        return file.ToArray();

        Task AddAsync(string name, BackupPartKind kind, int pass, byte[] tar) =>
            writer.AddPartAsync(new PartHeader { Name = name, Kind = kind, Pass = pass }, new MemoryStream(Compress(compression, tar)), default);
    }

    /// <summary>Tar members without the blocks that end an archive.</summary>
    public static byte[] Tar(string name, int length)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Content(length)), ModificationTime = Time });
        return stream.ToArray()[..^1024];
    }

    public static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * i))];

    /// <summary>gzip by .NET; zstd as stored blocks, so that no program is needed.</summary>
    public static byte[] Compress(BackupCompression compression, byte[] plain)
    {
        if (compression == BackupCompression.Zstd)
            return Framing.Of(compression).Pack(plain);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        return packed.ToArray();
    }

    /// <summary>A destination that can only be written forwards, as an upload or a pipe.</summary>
    private sealed class ForwardStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
