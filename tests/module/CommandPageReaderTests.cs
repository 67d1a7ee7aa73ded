using Dentropy.Build.Help;

namespace Dentropy.Module.Tests;

public sealed class CommandPageReaderTests : IDisposable
{
    private const string Good =
        """
        ---
        external help file: Dentropy.PowerShell.dll-Help.xml
        Module Name: Dentropy
        online version:
        schema: 2.0.0
        ---

        # Get-Thing

        ## SYNOPSIS
        Gets a `thing`.

        ## SYNTAX

        ### ByName (Default)
        ```
        Get-Thing [-Name] <String[]> [-Kind <String>] [-Force]
         [<CommonParameters>]
        ```

        ### ById
        ```
        Get-Thing -Name <String[]> [-Force] [<CommonParameters>]
        ```

        ## DESCRIPTION
        The first paragraph has
        two lines.

        - An item.
        - Another item,
          on two lines.

        ## EXAMPLES

        ### Example 1: Get one
        ```powershell
        # not a heading
        Get-Thing a*
        ```

        Gets every thing whose name starts with `a`.

        ## PARAMETERS

        ### -Name
        Which thing.

        ```yaml
        Type: String[]
        Parameter Sets: ByName
        Aliases: Id, N

        Required: True
        Position: 0
        Default value: None
        Accept pipeline input: True (ByPropertyName, ByValue)
        Accept wildcard characters: True
        ```

        ```yaml
        Type: String[]
        Parameter Sets: ById
        Aliases: Id, N

        Required: True
        Position: Named
        Default value: None
        Accept pipeline input: False
        Accept wildcard characters: True
        ```

        ### -Kind
        What kind of thing.

        ```yaml
        Type: String
        Parameter Sets: ByName
        Aliases:
        Accepted values: big, small

        Required: False
        Position: Named
        Default value: None
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### -Force
        Does not ask.

        ```yaml
        Type: SwitchParameter
        Parameter Sets: (All)
        Aliases:

        Required: False
        Position: Named
        Default value: False
        Accept pipeline input: False
        Accept wildcard characters: False
        ```

        ### CommonParameters
        This cmdlet supports the common parameters.

        ## INPUTS

        ### System.String
        A name.

        ## OUTPUTS

        ### Thing

        ## NOTES

        ## RELATED LINKS

        [Set-Thing](Set-Thing.md)
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-pages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_page_is_understood()
    {
        var page = Read(Good);
        Assert.Equal("Gets a thing.", Assert.Single(page.Synopsis).Text);
        Assert.Equal(["The first paragraph has two lines.", "An item.", "Another item, on two lines."], page.Description.Select(block => block.Text));
        Assert.Equal(["ByName", "ById"], page.Syntax.Select(set => set.Set));
        Assert.Equal(["Name", "Kind", "Force"], page.Syntax[0].Items);
        Assert.True(page.Syntax[0].IsDefault);
        Assert.False(page.Syntax[1].IsDefault);
        Assert.Equal("# not a heading\nGet-Thing a*", page.Examples[0].Blocks[0].Text);
        var facts = page.Parameters[0].Facts[0];
        Assert.Equal((true, 0, true, true, true), (facts.Required, facts.Position, facts.ByValue, facts.ByPropertyName, facts.Wildcards));
        Assert.Equal(["Id", "N"], facts.Aliases);
        Assert.Null(page.Parameters[0].Facts[1].Position);
        Assert.Equal(["big", "small"], page.Parameters[1].Facts[0].AcceptedValues);
        Assert.Equal(new LinkPage("Set-Thing", "Set-Thing.md"), Assert.Single(page.Links));
    }

    [Theory]
    [InlineData("schema: 2.0.0", "schema: 1.0.0", 5, "schema: 2.0.0")]
    [InlineData("Module Name: Dentropy", "Modul Name: Dentropy", 3, "'Modul Name' is not known")]
    [InlineData("# Get-Thing\n", "# Get-Other\n", 8, "# Get-Thing")]
    [InlineData("## NOTES", "## REMARKS", 116, "no section 'REMARKS'")]
    [InlineData("## NOTES\n\n", "", 8, "each of these sections once")]
    [InlineData("Gets a `thing`.", "{{ Fill in the Synopsis }}", 11, "placeholder")]
    [InlineData("Gets a `thing`.", "Gets a `thing.", 11, "backtick")]
    [InlineData("Gets a `thing`.", "Gets a *thing*.", 11, "stress")]
    [InlineData("Gets a `thing`.", "| a | b |", 11, "tables")]
    [InlineData("Gets a `thing`.", "", 10, "'SYNOPSIS' is empty")]
    [InlineData("Gets every thing whose name starts with `a`.", "", 36, "a sentence about it")]
    [InlineData("[-Kind <String>]", "[-Kind <Int32>]", 16, "'[-Kind <String>]'")]
    [InlineData("[-Kind <String>] ", "", 16, "-Kind belongs to the syntax")]
    [InlineData("Get-Thing -Name <String[]> [-Force]", "Get-Thing -Name <String[]> [-Kind <String>] [-Force]", 22, "do not name that parameter set")]
    [InlineData("[-Force]\n [<Common", "[-Force] [-Else]\n [<Common", 16, "PARAMETERS has")]
    [InlineData("Required: False\nPosition: Named\nDefault value: None", "Required: no\nPosition: Named\nDefault value: None", 82, "True or False")]
    [InlineData("Position: 0", "Position: first", 55, "Named or a number")]
    [InlineData("True (ByPropertyName, ByValue)", "True", 57, "True (ByValue)")]
    [InlineData("Accepted values: big, small", "Allowed values: big, small", 80, "'Allowed values' is not known")]
    [InlineData("Parameter Sets: ById", "Parameter Sets: ByIdea", 22, "do not name that parameter set")]
    [InlineData("### -Kind", "### Kind", 73, "### -Name")]
    [InlineData("[Set-Thing](Set-Thing.md)", "See Set-Thing.", 120, "related link")]
    [InlineData("## OUTPUTS", "##### OUTPUTS", 112, "more than one level")]
    public void What_is_wrong_in_it_is_named_with_its_line(string right, string wrong, int line, string message)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        var at = Good.IndexOf(right, StringComparison.Ordinal);
        var error = Assert.Throws<PageException>(() => Read(Good[..at] + wrong + Good[(at + right.Length)..]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Get-Thing.md:{line}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_xml_has_what_help_shows()
    {
        var xml = MamlWriter.Write([Read(Good)]).ToString();
        string[] expected =
        [
            "<command:verb>Get</command:verb>",
            "<command:noun>Thing</command:noun>",
            """<command:parameter required="true" variableLength="true" globbing="true" pipelineInput="True (ByPropertyName, ByValue)" position="0" aliases="Id, N">""",
            """<command:parameter required="true" variableLength="true" globbing="true" pipelineInput="False" position="named" aliases="Id, N">""",
            "<maml:title>-------- Example 1: Get one --------</maml:title>",
            "- An item.\n- Another item, on two lines.",
            "<maml:linkText>Set-Thing</maml:linkText>",
        ];
        Assert.All(expected, part => Assert.Contains(part, xml.ReplaceLineEndings("\n"), StringComparison.Ordinal));
    }

    private CommandPage Read(string text)
    {
        var path = Path.Combine(_folder, "Get-Thing.md");
        File.WriteAllText(path, text);
        return CommandPageReader.Read(path);
    }
}
