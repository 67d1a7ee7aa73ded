using System.Diagnostics;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class ShellQuoteTests
{
    public static TheoryData<string> Nasty =>
        ["", " ", "a b", "'", "''", "it's", "\"", "$HOME", "`id`", "$(id)", "a;b", "a&b", "*", "~", "!", "#", "\\", "a\nb", "-n", "é漢🙂", "{a,b}", "a=b", "[x]"];

    [Theory]
    [MemberData(nameof(Nasty))]
    public async Task ARealShellGivesTheWordBack(string word)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no POSIX shell here.");
        var start = new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "printf %s " + ShellQuote.Word(word) }, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        Assert.Equal(word, await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void PlainWordsStayReadable() => Assert.Equal("ls -l /etc/hosts", ShellQuote.Words(["ls", "-l", "/etc/hosts"]));

    [Fact]
    public void ANulCharacterIsRefused() =>
        Assert.Equal("InvalidCommandWord", Assert.Throws<DentropyException>(() => ShellQuote.Word("a\0b")).ErrorId);
}
