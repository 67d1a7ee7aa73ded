using Dentropy.Engine.Apps.Compose;
using Xunit;

namespace Dentropy.Engine.Tests.Apps;

public class ComposeWordsTests
{
    private static readonly Dictionary<string, string> s_variables = new() { ["A"] = "one", ["E"] = "", ["B"] = "two" };

    [Theory]
    [InlineData("$A ${A} $A$B", "one one onetwo")]
    [InlineData("${A:-x} ${E:-x} ${E-x} ${N-x} ${N:-}", "one x  x ")]
    [InlineData("${A:+x} ${E:+x} ${E+x} ${N+x}", "x  x ")]
    [InlineData("${N:-${E:-${B}}} ${N:-a$A}", "two aone")]
    [InlineData("$$A $${A} $", "$A ${A} $")]
    [InlineData("a$1 $-", "a$1 $-")]
    [InlineData("${A:?no} ${N:-a}b}", "one ab}")]
    [InlineData("${A:-${NEVER?x}}", "one")]
    public void Variables_are_put_in(string text, string expected) => Assert.Equal(expected, Of().Apply(text));

    [Theory]
    [InlineData("${N?set me}", "N must be set: set me")]
    [InlineData("${E:?set $A}", "E must be set: set one")]
    [InlineData("${N?}", "N must be set")]
    [InlineData("${A", "${A is no variable")]
    [InlineData("${}", "${} is no variable")]
    [InlineData("${A/x/y}", "${A/x/y} is no variable")]
    [InlineData("${A:-x", "${A:-x is no variable")]
    public void What_cannot_be_put_in_says_why(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Of().Apply(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Variables_that_are_not_set_are_remembered()
    {
        var variables = Of();
        Assert.Equal("", variables.Apply("$N${M}${N:-}"));
        Assert.Equal(["M", "N"], variables.Unset);
    }

    [Fact]
    public void Environment_files_are_read_as_compose_reads_them()
    {
        const string Text = "# comment\n\nexport A=1\nB = two words # comment\nC=a#b\nD='$A \\'x\\' # no'\nE=\"$A\\n\\\"q\\\" \\$A\"\nF=${A}${Z:-z}\nG=\nH\nM=\"two\nlines\"\nN=last\r\n";
        var read = EnvFile.Read(Text, raw: false, name => name == "Z" ? "zed" : null);
        Assert.Equal(
            [("A", "1"), ("B", "two words"), ("C", "a#b"), ("D", "$A 'x' # no"), ("E", "1\n\"q\" $A"), ("F", "1zed"), ("G", ""), ("H", null), ("M", "two\nlines"), ("N", "last")],
            read);
        Assert.Equal([("A", "\"$x\" # y")], EnvFile.Read("A=\"$x\" # y", raw: true, _ => null));
    }

    [Theory]
    [InlineData("A=1\n=x", 2)]
    [InlineData("A=1\n\nB=\"open\n", 3)]
    [InlineData("a b c", 1)]
    [InlineData("A=${B?}", 1)]
    public void A_line_that_cannot_be_read_is_named(string text, int line) =>
        Assert.Equal(line, Assert.Throws<EnvFileException>(() => EnvFile.Read(text, raw: false, _ => null)).Line);

    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("sh -c 'echo \"$X\" && x'", "sh|-c|echo \"$X\" && x")]
    [InlineData("a \"b \\\"c\\\" \\n\" d\\ e", "a|b \"c\" \\n|d e")]
    [InlineData("a '' \"\"", "a||")]
    [InlineData("", "")]
    public void Commands_are_split_into_words(string text, string words) => Assert.Equal(words, string.Join('|', ShellWords.Split(text)));

    [Fact]
    public void A_quote_that_is_not_closed_is_refused() => Assert.Throws<FormatException>(() => ShellWords.Split("a 'b"));

    [Theory]
    [InlineData("10s", 10_000_000_000)]
    [InlineData("1m30s", 90_000_000_000)]
    [InlineData("1.5h", 5400_000_000_000)]
    [InlineData("500ms", 500_000_000)]
    [InlineData("0", 0)]
    public void Durations_are_nanoseconds(string text, long nanoseconds) => Assert.Equal(nanoseconds, ComposeUnits.Duration(text));

    [Theory]
    [InlineData("64m", 67_108_864)]
    [InlineData("1gb", 1_073_741_824)]
    [InlineData("1.5GiB", 1_610_612_736)]
    [InlineData("2048", 2048)]
    [InlineData("1 kb", 1024)]
    public void Sizes_are_powers_of_1024(string text, long bytes) => Assert.Equal(bytes, ComposeUnits.Bytes(text));

    [Theory]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("1x")]
    [InlineData("")]
    public void What_is_no_duration_is_none(string text) => Assert.Null(ComposeUnits.Duration(text));

    [Theory]
    [InlineData("m")]
    [InlineData("1x")]
    [InlineData("-1")]
    public void What_is_no_size_is_none(string text) => Assert.Null(ComposeUnits.Bytes(text));

    private static Interpolation Of() => new(name => s_variables.GetValueOrDefault(name));
}
