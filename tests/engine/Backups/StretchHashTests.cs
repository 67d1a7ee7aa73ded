using System.Security.Cryptography;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

/// <summary>Checksums of stretches: side by side where the file is on this machine, from one reader elsewhere.</summary>
public sealed class StretchHashTests
{
    private const int Size = 24 << 20;
    private static readonly byte[] s_bytes = Bytes();
    private static readonly IReadOnlyList<Stretch> s_stretches = [StretchAt("one", 0), StretchAt("two", Size), StretchAt("three", 2 * Size)];

    [Fact]
    public async Task WhereChecksumsTakeTheTimeTheNextStretchIsReadMeanwhile()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "One processor cannot do two things at a time.");
        var file = new WaitingFile(s_bytes);
        var problems = new List<string>();
        Assert.Equal(3 * Size, await StretchHash.RunAsync(file, s_stretches, problems, progress: null, default));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsWrongIsToldInTheFilesOrder(bool local)
    {
        var changed = s_bytes.ToArray();
        changed[Size - 1] ^= 1;
        changed[2 * Size] ^= 1;
        var (problems, told) = (new List<string>(), new List<long>());
        await StretchHash.RunAsync(new PlainFile(changed, local), s_stretches, problems, new Teller(told.Add), default);
        Assert.Collection(problems, first => Assert.StartsWith("one ", first, StringComparison.Ordinal), second => Assert.StartsWith("three ", second, StringComparison.Ordinal));
        Assert.Equal(3 * Size, told[^1]);
        Assert.Equal(told.Order(), told);
    }

    [Fact]
    public async Task AFileOfAnotherMachineIsReadInOneStretch()
    {
        var file = new PlainFile(s_bytes, isLocal: false);
        await StretchHash.RunAsync(file, s_stretches, [], progress: null, default);
        Assert.Equal(1, file.Opened);
    }

    private static byte[] Bytes()
    {
        var bytes = new byte[3 * Size];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static Stretch StretchAt(string name, int offset) => new(name, offset, Size, Convert.ToHexStringLower(SHA256.HashData(s_bytes.AsSpan(offset, Size))), IsPart: true);

    private class PlainFile(byte[] bytes, bool isLocal) : IBackupFile
    {
        public string Name => "app";

        public string Path => "/backups/app";

        public long Length => bytes.Length;

        public bool IsLocal => isLocal;

        public int Opened { get; private set; }

        public virtual Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken)
        {
            Opened++;
            return Task.FromResult<Stream>(new MemoryStream(bytes, (int)offset, (int)length, writable: false));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    // Its first stretch does not end before another one was opened.
    private sealed class WaitingFile(byte[] bytes) : PlainFile(bytes, isLocal: true)
    {
        private readonly TaskCompletionSource _other = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken)
        {
            var stream = await base.OpenReadAsync(offset, length, cancellationToken);
            if (offset == 0)
                return new Held(stream, _other.Task);
            _other.TrySetResult();
            return stream;
        }
    }

    private sealed class Held(Stream inner, Task other) : AsyncStream
    {
        private int _left = Size - 1;

        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0)
                await other.WaitAsync(TimeSpan.FromMinutes(1), cancellationToken);
            var count = await inner.ReadAsync(_left == 0 ? buffer : buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left = Math.Max(0, _left - count);
            return count;
        }
    }

    private sealed class Teller(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
