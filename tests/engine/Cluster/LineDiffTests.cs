using Dentropy.Engine.Cluster;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a\nb\nc", "a\nb\nc", "")]
    [InlineData("a\nb\nc", "a\nx\nc", "-b\n+x")]
    [InlineData("a\nb\nc", "a\nc", "-b")]
    [InlineData("a\nc", "a\nb\nc", "+b")]
    [InlineData("", "a", "-\n+a")]
    [InlineData("a\nb", "c\nd", "-a\n-b\n+c\n+d")]
    [InlineData("x\na\ny", "a\nz", "-x\n-y\n+z")]
    public void OnlyTheDifferingLinesAreNamed(string before, string after, string expected) =>
        Assert.Equal(expected, LineDiff.Between(before, after));

    [Fact]
    public void ManyRandomTextsGiveTheShortestScriptThatTurnsOneIntoTheOther()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var before = Lines(random);
            var after = Lines(random);
            var diff = LineDiff.Between(string.Join('\n', before), string.Join('\n', after));
            var edits = diff.Length == 0 ? [] : diff.Split('\n');
            Assert.Equal(before.Length + after.Length - (2 * LongestCommon(before, after)), edits.Length);
            Assert.Equal(
                after.Order(StringComparer.Ordinal),
                Rest(before, edits).Concat(edits.Where(edit => edit[0] == '+').Select(edit => edit[1..])).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void TextsWithoutACommonLineSayThatMuchDiffers()
    {
        var before = string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"a{i}"));
        var after = string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"b{i}"));
        Assert.Equal("(more than 2000 lines differ)", LineDiff.Between(before, after));
    }

    private static string[] Lines(Random random) => [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => ((char)('a' + random.Next(4))).ToString())];

    private static List<string> Rest(string[] before, string[] edits)
    {
        var rest = new List<string>(before);
        foreach (var removed in edits.Where(edit => edit[0] == '-'))
        {
            Assert.True(rest.Remove(removed[1..]), $"{removed} is not in the first text");
        }

        return rest;
    }

    private static int LongestCommon(string[] a, string[] b)
    {
        var length = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                length[i, j] = a[i - 1] == b[j - 1] ? length[i - 1, j - 1] + 1 : Math.Max(length[i - 1, j], length[i, j - 1]);
            }
        }

        return length[a.Length, b.Length];
    }
}
