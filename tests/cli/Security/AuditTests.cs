using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Security;

public sealed class AuditTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Checks_are_listed_without_any_node()
    {
        Assert.Contains("ssh-password-login", (await _cli.RunAsync("audit", "--list")).Good().Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse((await _cli.RunAsync("audit", "--list", "-o", "json")).Good().Out);
        var first = document.RootElement[0];
        Assert.Equal(("ssh-password-login", "high"), (first.GetProperty("name").GetString(), first.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_before_any_node_is_asked()
    {
        await AddAsync();
        Assert.Contains("Did you mean updates-pending?", (await _cli.RunAsync("audit", "--check", "update-pending")).Fails(2, "SecurityCheckNotFound").Error, StringComparison.Ordinal);
        (await _cli.RunAsync("audit", "--severity", "3")).Fails(2, "InvalidOptionValue");
        (await _cli.RunAsync("audit", "--throttle-limit", "0")).Fails(2, "InvalidLimit");
        (await _cli.RunAsync("audit", "nobody")).Fails(2, "NodeNotFound");
        await File.WriteAllTextAsync(Path.Combine(_cli.Cloud, "cloud.yaml"), "security: { prots: {} }\n", TestContext.Current.CancellationToken);
        (await _cli.RunAsync("audit")).Fails(2, "CloudFileInvalid");
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_ends_with_3_and_is_not_well()
    {
        await AddAsync();

        var result = (await _cli.RunAsync("audit")).Fails(3, "NodeUnreachable");

        Assert.Equal("looked at 0 nodes; 1 could not be looked at\n", result.Out);
        Assert.Equal("[]\n", (await _cli.RunAsync("audit", "-o", "json")).Ends(3).Out);
    }

    [Fact]
    public async Task Secrets_of_this_machine_end_with_1_until_they_are_shut()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_cli.Cloud);
        File.SetUnixFileMode(_cli.Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(_cli.Cloud, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        var token = Path.Combine(_cli.Cloud, "token");
        await File.WriteAllTextAsync(token, "hunter2", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_cli.Cloud, "cloud.yaml"), "dns: { a: { type: cloudflare, token: file:token, zones: [example.org] } }\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var result = await _cli.RunAsync("audit");

        Assert.Equal(1, result.Code);
        Assert.StartsWith("high        localhost: operator-secret: " + token, result.Out, StringComparison.Ordinal);
        Assert.Contains($"    > chmod go-rwx '{token}'\n", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Out, StringComparison.Ordinal);
        using var document = JsonDocument.Parse((await _cli.RunAsync("audit", "-o", "json", "--severity", "high")).Out);
        Assert.Equal("operator-secret", document.RootElement[0].GetProperty("check").GetString());
        Assert.False(document.RootElement[0].GetProperty("notChecked").GetBoolean());
        (await _cli.RunAsync("audit", "--severity", "critical")).Good();
        (await _cli.RunAsync("audit", "--check", "ssh-*")).Good();
        File.SetUnixFileMode(token, UnixFileMode.UserRead);
        (await _cli.RunAsync("audit")).Good();
    }

    private async Task AddAsync() => (await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.1", "--port", "1")).Good();
}
