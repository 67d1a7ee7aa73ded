using Dentropy.Apps;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Bench;

/// <summary>Checking a backup of 1 GiB beside reading it and beside sha256sum: from the disk, and from memory.</summary>
internal static class VerifyBench
{
    private const long Size = 1L << 30;

    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("verify: a backup of 1 GiB");
        var folder = Directory.CreateTempSubdirectory("dentropy-bench-").FullName;
        await using var links = new SshLinkPool();
        try
        {
            var path = Path.Combine(folder, "bench-20261120T153000Z.tar.zst");
            await WriteAsync(path, bench.Cancellation);
            await using var file = await new BackupPlaces(new FileNodeStore(folder), links).OpenFileAsync(path, [], bench.Cancellation);
            var cold = await RoundsAsync(bench, "from disk", $"sync {path}; dd of={path} oflag=nocache conv=notrunc,fdatasync count=0 status=none");
            var warm = await RoundsAsync(bench, "from memory", $"cat {path} > /dev/null");
            bench.Ratio("verify at the speed of reading (from disk, against cat)", cold["cat from disk"], cold["verify from disk"], 0.9);
            bench.Ratio("verify no slower than sha256sum (from memory)", warm["sha256sum from memory"], warm["verify from memory"], 1);

            Task<Dictionary<string, double>> RoundsAsync(Bench rounds, string how, string prepare) => rounds.TurnsAsync(5, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
            {
                ["verify " + how] = () => PreparedAsync(prepare, () => CheckAsync(file, rounds.Cancellation)),
                ["cat " + how] = () => PreparedAsync(prepare, () => Shell.CheckAsync($"cat {path} > /dev/null", rounds.Cancellation)),
                ["sha256sum " + how] = () => PreparedAsync(prepare, () => Shell.CheckAsync($"sha256sum {path}", rounds.Cancellation)),
            });

            async Task<double> PreparedAsync(string prepare, Func<Task> work)
            {
                await Shell.CheckAsync(prepare, bench.Cancellation);
                return await Bench.TimeAsync(work);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CheckAsync(IBackupFile file, CancellationToken cancellationToken)
    {
        var test = await BackupVerifier.TestAsync(file, progress: null, cancellationToken);
        if (!test.Valid || test.Bytes < Size)
            throw new InvalidOperationException("The backup is not good: " + string.Join(' ', test.Problems));
    }

    private static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        var writer = new BackupWriter(file);
        var manifest = new BackupManifest
        {
            ToolVersion = "bench",
            App = "bench",
            Kind = DcAppKind.Container,
            SourceNode = "localhost",
            Time = new DateTimeOffset(2026, 11, 20, 15, 30, 0, TimeSpan.Zero),
            Compression = BackupCompression.Zstd,
        };
        await writer.WriteManifestAsync(manifest, cancellationToken);
        await using var random = File.OpenRead("/dev/urandom");
        foreach (var name in new[] { "volumes/one", "volumes/two" })
            await writer.AddStoredPartAsync(new PartHeader { Name = name, Kind = BackupPartKind.Volume }, new Limited(random, Size / 2), cancellationToken);
        await writer.CompleteAsync(new BackupOutcome { Duration = TimeSpan.Zero }, cancellationToken);
    }

    private sealed class Limited(Stream inner, long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, (int)Math.Min(count, _left));
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
