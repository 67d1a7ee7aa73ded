using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Common;

public sealed class UsageTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task The_version_is_a_version() => Assert.Matches(@"^\d+\.\d+\.\d+\n$", (await _cli.RunAsync("--version")).Good().Out);

    [Fact]
    public async Task Every_verb_that_there_is_has_help()
    {
        var verbs = new Queue<string[]>([[]]);
        var seen = 0;
        for (; verbs.TryDequeue(out var words); seen++)
        {
            var help = (await _cli.RunAsync([.. words, "--help"])).Good();

            Assert.Contains("Usage:\n  dentropy", help.Out, StringComparison.Ordinal);
            Assert.Contains("--output", help.Out, StringComparison.Ordinal);
            foreach (var line in help.OutLines.SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal)).Where(line => line[2] != ' '))
                verbs.Enqueue([.. words, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]]);
        }

        Assert.True(seen > 70, $"{seen} verbs were found");
    }

    [Theory]
    [InlineData("dentropy app|node|backup|")]
    [InlineData("dentropy node add|list", "node")]
    [InlineData("There is no dentropy node frobnicate", "node", "frobnicate", "--hard")]
    [InlineData("There is no option --frob", "node", "list", "--frob")]
    [InlineData("dentropy run --help", "run", "-n", "localhost", "--frob", "--", "true")]
    public async Task A_usage_error_names_the_way_out(string expected, params string[] words)
    {
        var refused = (await _cli.RunAsync(words)).Fails(2, "InvalidUsage");

        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        Assert.Contains("--help", refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Out);
    }

    [Fact]
    public async Task A_word_with_an_at_sign_is_a_role_and_no_file_of_arguments()
    {
        _cli.Write("worker", "pi1");
        _cli.AddNode("pi2", "roles: [worker]\n");

        Assert.Contains("pi2", (await _cli.RunAsync("node", "list", "@worker")).Good().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_shell_is_told_verbs_options_and_names()
    {
        _cli.AddNode("pi1", "roles: [worker]\n");

        Assert.Contains("list", (await _cli.RunAsync("[suggest:14]", "dentropy node ")).Good().OutLines);
        Assert.Contains("pi1", (await _cli.RunAsync("[suggest:20]", "dentropy node show p")).Good().OutLines);
        Assert.Equal(["worker"], (await _cli.RunAsync("[suggest:26]", "dentropy node list --role ")).Good().OutLines);
        Assert.Contains("complete -o default", (await _cli.RunAsync("completion", "bash")).Good().Out, StringComparison.Ordinal);
        Assert.Contains("#compdef dentropy", (await _cli.RunAsync("completion", "zsh")).Good().Out, StringComparison.Ordinal);
        (await _cli.RunAsync("completion", "fish")).Fails(2, "InvalidUsage");
    }

    [Fact]
    public async Task A_mode_for_machines_writes_usage_errors_for_them()
    {
        var refused = (await _cli.RunAsync("node", "list", "--frob", "--output=json")).Ends(2);

        Assert.StartsWith("{\"errorId\":\"InvalidUsage\"", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_speak_of_options_and_not_of_cmdlets()
    {
        _cli.AddNode("pi1", "address: 127.0.0.1\nport: 1\nidentityFile: /nowhere/key\n");

        var run = await _cli.RunAsync("run", "-n", "pi1", "--", "true");

        Assert.DoesNotContain("-Dc", run.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(@" -[A-Z]", run.Error);
    }
}
