using Dentropy.Build;
using Dentropy.Build.Packing;

namespace Dentropy.Module.Tests;

public sealed class PsDataFileTests
{
    [Fact]
    public void Data_is_read()
    {
        var table = PsDataFile.Parse(
            "a.psd1",
            """
            # a comment
            @{
                Text = 'it''s here' # another
                Two = 'a', 'b'
                List = @(
                    'c'
                    'd', 'e'
                )
                Empty = @()
                Number = -2; Yes = $true
                <# a longer
                   comment #>
                Inner = @{ Key = 'value' }
                'quoted key' = $null
            }
            """);
        Assert.Equal("it's here", table["text"]);
        Assert.Equal(["a", "b"], Assert.IsType<List<object?>>(table["Two"]));
        Assert.Equal(["c", "d", "e"], Assert.IsType<List<object?>>(table["List"]));
        Assert.Empty(Assert.IsType<List<object?>>(table["Empty"]));
        Assert.Equal(-2m, table["Number"]);
        Assert.Equal(true, table["Yes"]);
        Assert.Equal("value", Assert.IsType<Dictionary<string, object?>>(table["Inner"])["KEY"]);
        Assert.Null(table["quoted key"]);
    }

    [Theory]
    [InlineData("@{ A = Get-Date }", 1, "is expected")]
    [InlineData("@{\nA = $env:PATH\n}", 2, "not data")]
    [InlineData("@{\nA = 'x'\nA = 'y'\n}", 3, "there twice")]
    [InlineData("@{\nA = 'x", 2, "no end")]
    [InlineData("@{ A = 'x' } more", 1, "after the table")]
    [InlineData("@{ A = \"x$(1)\" }", 1, "single quotes")]
    public void What_is_no_data_is_refused(string text, int line, string message)
    {
        var error = Assert.Throws<BuildException>(() => PsDataFile.Parse("a.psd1", text));
        Assert.StartsWith($"a.psd1:{line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
