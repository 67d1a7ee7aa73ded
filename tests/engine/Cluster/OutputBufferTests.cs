using Dentropy.Engine.Cluster;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster;

public sealed class OutputBufferTests
{
    [Theory]
    [InlineData(0, 100, false)]
    [InlineData(100, 100, false)]
    [InlineData(101, 100, true)]
    [InlineData(500_000, 100_000, true)]
    [InlineData(500_000, 0, true)]
    public async Task KeepsUpToTheLimitAndReadsTheRest(int size, int limit, bool truncated)
    {
        var data = new byte[size];
        new Random(1).NextBytes(data);
        using var source = new MemoryStream(data);
        var buffer = new OutputBuffer(limit);
        await buffer.FillAsync(source, default);
        Assert.Equal(data[..Math.Min(size, limit)], buffer.ToArray());
        Assert.Equal(truncated, buffer.Truncated);
        Assert.Equal(size, source.Position);
    }
}
