using Dentropy.Build.Help;

namespace Dentropy.Module.Tests;

public sealed class AboutTopicTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-topics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_topic_becomes_text_of_eighty_columns()
    {
        var text = Convert(
            """
            # about_Things

            ## SHORT DESCRIPTION
            What `things` are.

            ## LONG DESCRIPTION
            A long sentence that has so many words in it that it cannot stand on one line of eighty.

            - One
            - Two

            ### More

            ```powershell
            Get-Thing

            Set-Thing
            ```

            ## SEE ALSO
            [Get-Thing](../cmdlets/Get-Thing.md)
            """);
        Assert.Equal(
            """
            TOPIC
                about_Things

            SHORT DESCRIPTION
                What things are.

            LONG DESCRIPTION
                A long sentence that has so many words in it that it cannot stand on one
                line of eighty.

                - One
                - Two

              More
                    Get-Thing

                    Set-Thing

            SEE ALSO
                Get-Thing (../cmdlets/Get-Thing.md)

            """.ReplaceLineEndings("\n"),
            text);
    }

    [Theory]
    [InlineData("# about_Others\n\n## SHORT DESCRIPTION\nA.\n\n## LONG DESCRIPTION\nB.\n", 1, "# about_Things")]
    [InlineData("# about_Things\n\n## LONG DESCRIPTION\nB.\n", 1, "SHORT DESCRIPTION")]
    [InlineData("# about_Things\n\n## SHORT DESCRIPTION\nA.\n\nB.\n\n## LONG DESCRIPTION\nB.\n", 3, "one paragraph")]
    [InlineData("# about_Things\n\n## SHORT DESCRIPTION\nA.\n\n## LONG DESCRIPTION\n> B.\n", 7, "quotes")]
    public void What_is_wrong_in_it_is_named_with_its_line(string page, int line, string message)
    {
        var error = Assert.Throws<PageException>(() => Convert(page));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"about_Things.md:{line}: ", error.Message, StringComparison.Ordinal);
    }

    private string Convert(string page)
    {
        var path = Path.Combine(_folder, "about_Things.md");
        File.WriteAllText(path, page);
        return AboutTopic.Convert(path);
    }
}
