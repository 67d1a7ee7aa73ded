using System.Text.Json;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Provisioning;

public sealed class InitTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Profiles_are_listed_with_those_that_cannot_be_used()
    {
        var good = (await _cli.RunAsync("init", "--list")).Good();
        Assert.Contains("docker-host", good.Out, StringComparison.Ordinal);
        Assert.Contains("built in", good.Out, StringComparison.Ordinal);

        Write("web", "description: Web servers\nextends: base\n");
        Write("bad", "packges: [x]\n");
        var bad = (await _cli.RunAsync("init", "--list")).Fails(2, "ProfileInvalid");
        using var document = JsonDocument.Parse((await _cli.RunAsync("init", "--list", "-o", "json")).Out);
        Assert.Equal(["bad", "base", "docker-host", "web"], document.RootElement.EnumerateArray().Select(profile => profile.GetProperty("name").GetString()));
        Assert.Equal("ProfileInvalid", document.RootElement[0].GetProperty("failure").GetProperty("errorId").GetString());
        Assert.Contains("bad.yaml line 1", bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_before_any_node_is_asked()
    {
        await AddAsync();
        (await _cli.RunAsync("init", "pi1")).Fails(2, "InvalidUsage");
        (await _cli.RunAsync("init", "--profile", "base")).Fails(2, "NodesNotNamed");
        (await _cli.RunAsync("init", "nobody", "--profile", "base")).Fails(2, "NodeNotFound");
        Assert.Contains("dentropy init --list", (await _cli.RunAsync("init", "pi1", "--profile", "bse")).Fails(2, "ProfileNotFound").Error, StringComparison.Ordinal);
        Write("vars", "files: { /etc/x: { content: '{{metadata.none}}' } }\n");
        (await _cli.RunAsync("init", "pi1", "--profile", "vars")).Fails(2, "ProfileVariableUnknown");
        (await _cli.RunAsync("init", "pi1", "--profile", "base", "--throttle-limit", "0")).Fails(2, "InvalidLimit");
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_ends_with_3()
    {
        await AddAsync();
        (await _cli.RunAsync("init", "pi1", "--profile", "base")).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("init", "pi1", "--profile", "base", "--what-if")).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("keys", "list", "pi1")).Fails(3, "NodeUnreachable");
        var made = Path.Combine(_cli.Home, "ops2");
        (await _cli.RunAsync("keys", "new", made)).Good();
        (await _cli.RunAsync("keys", "update", "pi1", "--new-key", made)).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("keys", "remove", "pi1", "--key", "x", "--yes")).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("init", "localhost", "--profile", "base")).Fails(2, "ProvisionLocalNode");
        (await _cli.RunAsync("keys", "list", "localhost")).Fails(2, "NodeKeyLocalNode");
        (await _cli.RunAsync("keys", "host", "list", "pi1")).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("keys", "host", "list", "localhost")).Fails(2, "HostKeyLocalNode");
        (await _cli.RunAsync("keys", "host", "update", "pi1", "--new")).Fails(3, "NodeUnreachable");
        Assert.Contains("make new keys", (await _cli.RunAsync("keys", "host", "update", "pi1", "--new", "--what-if")).Good().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_signed_and_what_was_issued_is_listed()
    {
        await AddAsync();
        var (ca, key) = (Path.Combine(_cli.Home, "ca"), Path.Combine(_cli.Home, "guest"));
        (await _cli.RunAsync("keys", "new", ca)).Good();
        (await _cli.RunAsync("keys", "new", key, "--comment", "guest")).Good();
        (await _cli.RunAsync("keys", "sign", key, "--ca-key", ca, "--principal", "ops", "--valid-for", "12")).Fails(2, "ValidForInvalid");
        (await _cli.RunAsync("keys", "sign", key, "--ca-key", ca + ".none", "--principal", "ops")).Fails(2, "CaKeyNotFound");
        Assert.Contains("for ops", (await _cli.RunAsync("keys", "sign", key, "--ca-key", ca, "--principal", "ops", "--what-if")).Good().Out, StringComparison.Ordinal);
        Assert.False(File.Exists(key + "-cert.pub"));

        Assert.Contains("certificate 1 for guest", (await _cli.RunAsync("keys", "sign", key, "--ca-key", ca, "--principal", "ops", "--valid-for", "1h")).Good().Out, StringComparison.Ordinal);

        Assert.StartsWith("ssh-ed25519-cert-v01@openssh.com ", await File.ReadAllTextAsync(key + "-cert.pub", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var document = JsonDocument.Parse((await _cli.RunAsync("keys", "certificates", "--valid", "-o", "json")).Good().Out);
        Assert.Equal((1, "user", "ops"), (document.RootElement[0].GetProperty("serial").GetInt32(), document.RootElement[0].GetProperty("kind").GetString(), document.RootElement[0].GetProperty("principals")[0].GetString()));
        (await _cli.RunAsync("keys", "host", "sign", "pi1", "--ca-key", ca)).Fails(3, "NodeUnreachable");
        (await _cli.RunAsync("keys", "host", "sign", "pi1", "--ca-key", ca + ".none")).Fails(2, "CaKeyNotFound");
        Assert.Contains("certify the host keys of pi1", (await _cli.RunAsync("keys", "host", "sign", "pi1", "--ca-key", ca, "--what-if")).Good().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_a_pair_of_files_and_none_is_replaced()
    {
        var path = Path.Combine(_cli.Home, "ops2");
        Assert.Contains("would make a new key in", (await _cli.RunAsync("keys", "new", path, "--what-if")).Good().Out, StringComparison.Ordinal);
        Assert.False(File.Exists(path));

        var made = (await _cli.RunAsync("keys", "new", path, "--comment", "anna, laptop", "-o", "json")).Good();

        using var document = JsonDocument.Parse(made.Out);
        Assert.StartsWith("SHA256:", document.RootElement[0].GetProperty("fingerprint").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(" anna, laptop", (await File.ReadAllTextAsync(path + ".pub", TestContext.Current.CancellationToken)).TrimEnd(), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        (await _cli.RunAsync("keys", "new", path)).Fails(2, "KeyFileExists");
    }

    [Fact]
    public async Task Changes_of_keys_are_shown_and_asked_for_before_anything_is_sent()
    {
        await AddAsync();
        Assert.Contains("would change the keys of pi1: add /", (await _cli.RunAsync("keys", "update", "pi1", "--new-key", "x.pub", "--revoke-old", "--what-if")).Good().Out, StringComparison.Ordinal);
        (await _cli.RunAsync("keys", "update", "pi1", "--new-key", "none.pub")).Fails(2, "KeyFileInvalid");
        Assert.Equal("would take key me from pi1\n", (await _cli.RunAsync("keys", "remove", "pi1", "--key", "me", "--what-if")).Good().Out);
        (await _cli.RunAsync("keys", "remove", "pi1", "--key", "me")).Fails(2, "NotConfirmed");
    }

    private async Task AddAsync() => (await _cli.RunAsync("node", "add", "pi1", "--address", "127.0.0.1", "--port", "1")).Good();

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_cli.Cloud, "profiles"));
        File.WriteAllText(Path.Combine(_cli.Cloud, "profiles", name + ".yaml"), text);
    }
}
