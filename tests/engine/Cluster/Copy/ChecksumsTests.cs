using Dentropy.Engine.Cluster;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster.Copy;

public sealed class ChecksumsTests
{
    private const string Sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [InlineData("plain", Sum + "  plain\n")]
    [InlineData(" a  b ", Sum + "   a  b \n")]
    [InlineData("two\nlines", "\\" + Sum + "  two\\nlines\n")]
    [InlineData("back\\slash", "\\" + Sum + "  back\\\\slash\n")]
    [InlineData("\\n", "\\" + Sum + "  \\\\n\n")]
    public void LinesAreThoseOfSha256sum(string name, string line)
    {
        Assert.Equal(line, Checksums.Line(Sum, name));
        Assert.Equal((Sum, name), Checksums.Parse(line.TrimEnd('\n')));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256sum: x: No such file or directory")]
    [InlineData(Sum)]
    [InlineData(Sum + "  ")]
    [InlineData("x" + Sum + " name")]
    public void OtherLinesAreNone(string line) => Assert.Null(Checksums.Parse(line));

    [Fact]
    public void BinaryMarksAndCapitalsAreTheSame() => Assert.Equal((Sum, "name"), Checksums.Parse(Sum.ToUpperInvariant() + " *name"));
}
