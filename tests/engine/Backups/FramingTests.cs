using System.IO.Compression;
using System.Text;
using Dentropy.Engine.Backups.Format;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

public sealed class FramingTests
{
    // Made by: printf TEXT | zstd --check, and gzip; the checksum is the frame's last four bytes, and XXH64's low half.
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("message digest", 0x066ED728FCEEB3BE)]
    [InlineData("abcdefghijklmnopqrstuvwxyz", 0xCFE1F278FA89835C)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", 0xE04A477F19EE145D)]
    public void XxHash64IsThatOfItsSpecification(string text, ulong hash) => Assert.Equal(hash, Checksums.XxHash64(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Crc32IsThatOfGzip() => Assert.Equal(0xCBF43926, Checksums.Crc32("123456789"u8));

    [Fact]
    public void AZstdFrameIsWrittenAsTheSpecificationSays()
    {
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x84, 0x38, 3, 0, 0, 0, 25, 0, 0, (byte)'a', (byte)'b', (byte)'c', 0x99, 0x09, 0x77, 0xAD];
        Assert.Equal(frame, ZstdFraming.Instance.Pack("abc"u8));
        Assert.Equal([0x5D, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, (byte)'a', (byte)'b', (byte)'c'], ZstdFraming.Instance.Note("abc"u8));
    }

    [Fact]
    public void AGzipMemberIsWrittenAsTheSpecificationSays()
    {
        byte[] frame = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1, 3, 0, 0xFC, 0xFF, (byte)'a', (byte)'b', (byte)'c', 0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0];
        byte[] note = [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255, 7, 0, (byte)'D', (byte)'e', 3, 0, (byte)'a', (byte)'b', (byte)'c', 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(frame, GzipFraming.Instance.Pack("abc"u8));
        Assert.Equal(note, GzipFraming.Instance.Note("abc"u8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(1_000_000)]
    public void WhatIsPackedComesOutAgain(int length)
    {
        var content = Sample.Content(length);
        foreach (Framing framing in new Framing[] { ZstdFraming.Instance, GzipFraming.Instance })
        {
            var frame = framing.Pack(content);
            Assert.True(framing.Begins(frame));
            Assert.Equal(FrameState.Good, framing.Unpack([.. frame, 1, 2, 3], out var found, out var taken));
            Assert.Equal(frame.Length, taken);
            Assert.Equal(content, found);
            for (var cut = 0; cut < frame.Length; cut += Math.Max(1, frame.Length / 50))
                Assert.Equal(FrameState.Short, framing.Unpack(frame.AsSpan(0, cut), out _, out _));
        }

        using var gzip = new GZipStream(new MemoryStream(GzipFraming.Instance.Pack(content)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        Assert.Equal(content, plain.ToArray());
    }

    [Fact]
    public void AFlippedBitIsNeverAGoodFrame()
    {
        foreach (Framing framing in new Framing[] { ZstdFraming.Instance, GzipFraming.Instance })
        {
            var frame = framing.Pack("something short"u8);
            for (var bit = 0; bit < frame.Length * 8; bit++)
            {
                var changed = frame.ToArray();
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.NotEqual(FrameState.Good, framing.Unpack(changed, out _, out _));
            }
        }
    }

    [Fact]
    public void ASizeThatNoMemberHasIsRefusedBeforeMemoryIsTaken()
    {
        byte[] huge = [0x28, 0xB5, 0x2F, 0xFD, 0x84, 0x38, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0];
        Assert.Equal(FrameState.Other, ZstdFraming.Instance.Unpack(huge, out _, out _));
    }

    [Fact]
    public void ATarHeaderIsPlainUstar()
    {
        var member = TarBlocks.Member("manifest.json", "{}"u8, Sample.Time);
        Assert.Equal(1024, member.Length);
        using var tar = new System.Formats.Tar.TarReader(new MemoryStream([.. member, .. new byte[1024]]));
        var entry = tar.GetNextEntry()!;
        Assert.Equal(("manifest.json", 2L, Sample.Time), (entry.Name, entry.Length, entry.ModificationTime));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, entry.Mode);
        Assert.Equal("{}"u8.ToArray(), TarBlocks.Content(member, out var name)?.ToArray());
        Assert.Equal("manifest.json", name);
    }

    [Fact]
    public void AMemberBeyondEightGibibytesHasItsSizeInBase256()
    {
        using var tar = new System.Formats.Tar.TarReader(new MemoryStream(TarBlocks.Header("images.tar", 20_000_000_000, Sample.Time)));
        Assert.Equal(0x80, TarBlocks.Header("images.tar", 20_000_000_000, Sample.Time)[124]);
        Assert.Equal([0, 0, 0, 0x04, 0xA8, 0x17, 0xC8, 0x00], TarBlocks.Header("images.tar", 20_000_000_000, Sample.Time)[128..136]);
    }
}
