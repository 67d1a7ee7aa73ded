using Dentropy.Apps;
using Dentropy.Cli.Tests.Support;
using Dentropy.Engine.Backups.Definition;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Tests.Backups;
using Xunit;

namespace Dentropy.Cli.Tests.Backups;

// What a restore asks on a terminal, before any Docker engine is looked at.
public sealed class RestoreQuestionsTests : IDisposable
{
    private const string Show = "\e[?25h", Hide = "\e[?25l";
    private readonly Support.Cli _cli = new();

    public RestoreQuestionsTests()
    {
        _cli.AddNode("pi1");
        _cli.AddNode("pi2");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Ctrl_C_ends_the_questions_and_the_cursor_is_seen_again()
    {
        await FillAsync();
        var (printed, code) = await PseudoTerminal.RunAsync(_cli, "restore app.tar.zst", ("Where should 'app' run?", "\x3"));

        Assert.Equal(130, code);
        Assert.Contains(Hide, printed, StringComparison.Ordinal);
        Assert.True(printed.LastIndexOf(Show, StringComparison.Ordinal) > printed.LastIndexOf(Hide, StringComparison.Ordinal), printed);
    }

    [Fact]
    public async Task Answers_stay_to_be_read_and_what_is_no_place_is_asked_again()
    {
        await FillAsync();
        var (printed, code) = await PseudoTerminal.RunAsync(
            _cli,
            "restore app.tar.zst",
            ("Where should 'app' run?", "\e[B\r"),
            ("Where should 'data'", "\e[B\r"),
            ("Path on the node", "not/absolute\r"),
            ("'not/absolute' is no place for a volume.", ""),
            ("Where should 'data'", "\x3"));

        Assert.Equal(130, code);
        Assert.Contains("Where should 'app' run? pi2\r\n", printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_COLOR", "1", "")]
    [InlineData("LANG", "C", "--no-color")]
    public async Task Without_colours_it_asks_just_so(string name, string value, string option)
    {
        await FillAsync();
        _cli.Environment[name] = value;
        var (printed, code) = await PseudoTerminal.RunAsync(_cli, "restore app.tar.zst " + option, ("Where should 'app' run?", "\r"), ("Where should 'data'", "\x3"));

        Assert.Equal(130, code);
        Assert.Contains("Where should 'app' run? pi1 (where it was)\r\n", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[3", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_of_lines_alone_is_asked_for_numbers()
    {
        await FillAsync();
        _cli.Environment["TERM"] = "dumb";
        var (printed, code) = await PseudoTerminal.RunAsync(
            _cli,
            "restore app.tar.zst",
            ("Where should 'app' run?\r\n  1  pi1 (where it was)\r\n  2  pi2\r\n", ""),
            ("Number", "7\r"),
            ("Say a number from 1 to 3.", ""),
            ("Number", "two\r"),
            ("Say a number from 1 to 3.", "2\r"),
            ("Where should 'data'", "\x3"));

        Assert.Equal(130, code);
        Assert.DoesNotContain("\e", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_asked_without_a_terminal_and_the_option_is_named()
    {
        await FillAsync();
        File.Delete(Path.Combine(_cli.Cloud, "nodes", "pi1.yaml"));
        var result = await _cli.RunAsync("restore", "app.tar.zst");
        result.Fails(2, "AnswerMissing");
        Assert.Contains("--node", result.Error, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        var definition = new AppDefinition
        {
            App = "app",
            Kind = DcAppKind.Compose,
            Node = "pi1",
            Engine = new("20.10.24", "1.41", "linux", "amd64"),
            Containers = [],
            Images = [],
            Networks = [],
            Volumes = [new() { Name = "data", Driver = "local", Part = "volumes/data", Inspect = [] }],
            Binds = [],
        };
        await File.WriteAllBytesAsync(Path.Combine(_cli.Home, "app.tar.zst"), await Sample.WriteAsync(BackupCompression.Zstd, definition: definition.ToBytes()));
    }
}
