using Dentropy.Engine.Dns.Cloudflare;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class CloudflareTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\"in quotes\"", "in quotes")]
    [InlineData("\"two \" \"pieces\"", "two pieces")]
    [InlineData("\"two\"\"pieces\"", "twopieces")]
    [InlineData("\"\"", "")]
    [InlineData("\"a\\\"b\\\\c\\;d\"", "a\"b\\c;d")]
    [InlineData("\"b\\195\\188cher\"", "bücher")]
    [InlineData("\"bücher \U0001F600\"", "bücher \U0001F600")]
    [InlineData("\"open", "\"open")]
    [InlineData("\"a\" b \"c\"", "\"a\" b \"c\"")]
    [InlineData("\"open\\\"", "\"open\\\"")]
    [InlineData("\"", "\"")]
    public void ContentIsRead(string content, string text) => Assert.Equal(text, CloudflareText.Read(content));

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("bücher\t", "\"b\\195\\188cher\\009\"")]
    public void ContentIsWritten(string text, string content)
    {
        Assert.Equal(content, CloudflareText.Write(text));
        Assert.Equal(text, CloudflareText.Read(content));
    }

    [Theory]
    [InlineData(255, 1)]
    [InlineData(256, 2)]
    [InlineData(511, 3)]
    public void ALongTextIsInPieces(int length, int pieces)
    {
        var text = new string('x', length);
        var content = CloudflareText.Write(text);
        Assert.Equal(pieces, content.Split("\" \"").Length);
        Assert.Equal(text, CloudflareText.Read(content));
        Assert.Equal(length + pieces, CloudflareText.WireLength(text));
    }

    [Fact]
    public void ACharacterMayLieOverTwoPieces()
    {
        var text = new string('x', 254) + "ü";
        Assert.Contains("\\195\" \"\\188", CloudflareText.Write(text), StringComparison.Ordinal);
        Assert.Equal(text, CloudflareText.Read(CloudflareText.Write(text)));
    }

    [Theory]
    [InlineData(null, false, "")]
    [InlineData(null, true, "[dentropy]")]
    [InlineData("mine", false, "mine")]
    [InlineData("mine", true, "mine [dentropy]")]
    public void ACommentKeepsTheMarkBesideIt(string? comment, bool owned, string text)
    {
        Assert.Equal(text, CloudflareComment.Write(comment, owned));
        Assert.Equal((comment, owned), CloudflareComment.Read(text));
    }
}
