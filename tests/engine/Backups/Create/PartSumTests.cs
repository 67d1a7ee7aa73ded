using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Format;
using Xunit;

namespace Dentropy.Engine.Tests.Backups.Create;

public sealed class PartSumTests
{
    private static readonly string Sha256 = Convert.ToHexStringLower(SHA256.HashData("content"u8));

    [Fact]
    public async Task WhatCameAsItWasSentPasses()
    {
        (await ReadAsync($"{PartSum.Mark}{Sha256} *stdin\n")).Check(Part(7));
        (await ReadAsync($"{PartSum.Mark}7\n")).Check(Part(7));
    }

    [Theory]
    [InlineData("6", "came, and the node sent 6")]
    [InlineData("14", "came, and the node sent 14")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000 *stdin", "SHA-256")]
    [InlineData("", "came, and the node sent")]
    public async Task WhatCameOtherwiseIsRefused(string sent, string said)
    {
        var sum = await ReadAsync($"tar: something\n{PartSum.Mark}{sent}\n");
        var error = Assert.Throws<DentropyException>(() => sum.Check(Part(7)));
        Assert.Equal("BackupPartInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal("tar: something\n", sum.Text);
    }

    [Fact]
    public async Task AScriptThatDidNotComeToItsEndIsRefused()
    {
        var sum = await ReadAsync("tar: something\n");
        Assert.Contains("did not say", Assert.Throws<DentropyException>(() => sum.Check(Part(7))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSumIsFoundBehindMuchElse()
    {
        var sum = await ReadAsync(string.Concat(Enumerable.Repeat("tar: ./x: file changed as we read it\n", 10_000)) + $"{PartSum.Mark}7\n");
        sum.Check(Part(7));
        Assert.InRange(sum.Text.Length, 60_000, 64 * 1024);
    }

    private static Task<PartSum> ReadAsync(string text) =>
        PartSum.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);

    private static BackupPart Part(long length) => new() { Name = "volumes/v", Kind = BackupPartKind.Volume, Pass = 1, Offset = 0, Length = length, Sha256 = Sha256 };
}
