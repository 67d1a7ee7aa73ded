using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Resilience;

public sealed class ReportTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public ReportTests()
    {
        foreach (var (name, place) in new[] { ("a1", "sw1"), ("a2", "sw1"), ("b1", "sw2") })
            _cli.Write($"cloud/nodes/{name}.yaml", $"name: {name}\nrevision: 1\nswitch: {place}\n");
        _cli.Write("cloud/cloud.yaml", "topology:\n  switches:\n    sw1: {links: sw2}\n    sw2: {}\nservices:\n  web: {nodes: [a1, b1], check: 'tcp://{node}:80'}\n  db: {nodes: [a1, a2]}\n");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_page_is_written_once_and_replaced_only_with_force()
    {
        var path = Path.Combine(_cli.Home, "report.html");
        Assert.Equal([$"would write {path}"], (await _cli.RunAsync("resilience", "report", "--path", "report.html", "--what-if")).Ends(0).OutLines);
        Assert.False(File.Exists(path));

        Assert.Equal([$"Wrote {path}"], (await _cli.RunAsync("resilience", "report", "--path", "report.html", "--title", "home <1>")).Ends(0).OutLines);
        var page = await File.ReadAllTextAsync(path);
        Assert.Contains("What home &lt;1&gt; survives", page, StringComparison.Ordinal);
        Assert.Contains("row-switch_3a_sw1", page, StringComparison.Ordinal);

        (await _cli.RunAsync("resilience", "report", "--path", "report.html")).Fails(2, "ReportExists");
        (await _cli.RunAsync("resilience", "report", "--path", "report.html", "--level", "1", "--force")).Ends(0);
        Assert.DoesNotContain("at once", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        (await _cli.RunAsync("resilience", "report", "--path", "none/report.html")).Fails(2, "ReportFolderNotFound");
    }

    [Fact]
    public async Task A_drill_says_what_it_would_do_and_does_nothing_that_nobody_agreed_to()
    {
        var plan = (await _cli.RunAsync("resilience", "drill", "switch:sw1", "--duration", "90s", "--what-if")).Ends(0);
        Assert.Equal(["would cut the network of a1: for 1:30 min", "would cut the network of a2: for 1:30 min"], plan.OutLines);
        Assert.Contains("note: db has no check in cloud.yaml", plan.Error, StringComparison.Ordinal);
        Assert.Contains("(NotConfirmed)", (await _cli.RunAsync("resilience", "drill", "switch:sw1")).Ends(2).ErrorLines[^1], StringComparison.Ordinal);
        (await _cli.RunAsync("resilience", "drill", "switch:sw9", "--what-if")).Fails(2, "PartNotFound");
        (await _cli.RunAsync("resilience", "drill", "link:sw1-sw2", "--power-command", "off", "--what-if")).Fails(2, "InvalidPowerCommand");
    }
}
