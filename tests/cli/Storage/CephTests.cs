using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Storage;

/// <summary>Against a ceph command on this machine that gives what a real one was recorded to say.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CephTests : IDisposable
{
    private readonly Support.Cli _cli = new();
    private readonly string _answers;

    public CephTests()
    {
        _answers = Path.Combine(_cli.Home, "answers");
        var bin = Directory.CreateDirectory(Path.Combine(_cli.Home, "bin")).FullName;
        Directory.CreateDirectory(_answers);
        Directory.CreateDirectory(_cli.Cloud);
        File.WriteAllText(Path.Combine(_cli.Home, "keyring"), "");
        File.WriteAllText(Path.Combine(_cli.Cloud, "cloud.yaml"), $"ceph:\n  home: {{ nodes: localhost, keyring: {_cli.Home}/keyring }}\n");
        foreach (var (name, answer) in JsonNode.Parse(File.ReadAllText(Path.Combine(Tests(), "engine", "Storage", "Ceph", "Real", "16.2.15-healthy.json")))!.AsObject())
            File.WriteAllText(Path.Combine(_answers, name), answer!.ToJsonString());
        var program = Path.Combine(bin, "ceph");
        File.WriteAllText(program, $$"""
            #!/bin/sh
            case "$*" in
                *'health detail'*) name=HealthDetail ;;
                *'osd dump'*) name=OsdDump ;;
                *'osd tree'*) name=OsdTree ;;
                *'osd df'*) name=OsdUse ;;
                *'crush dump'*) name=Crush ;;
                *'pgs_brief'*) name=Groups ;;
                *'df detail'*) name=Use ;;
                *'mon dump'*) name=Monitors ;;
                *'mgr dump'*) name=Managers ;;
                *versions*) name=Versions ;;
                *status*) name=Status ;;
            esac
            cat {{_answers}}/$name
            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _cli.Environment["PATH"] = bin + ":" + Environment.GetEnvironmentVariable("PATH");
        _cli.Environment["XDG_DATA_HOME"] = Path.Combine(_cli.Home, "data");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Health_is_said_in_words_and_is_good()
    {
        var result = (await _cli.RunAsync("ceph", "health")).Good();

        Assert.StartsWith("home: HEALTH_OK\nNothing is wrong: 3 monitors agree, 3 OSDs run and 14.2 % used.", result.Out, StringComparison.Ordinal);
        Assert.Contains("\nMonitors  pi1 (leads), pi2, pi3\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("\nMay fail  1 OSD, 1 host, 1 monitor with all data still served; 2 OSDs, 2 hosts with none lost\n", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_ends_with_1_and_says_what_to_do()
    {
        Warn();

        var result = await _cli.RunAsync("ceph", "health", "--detail");

        Assert.Equal(1, result.Code);
        Assert.Contains("warn  OSD_DOWN: 1 osds down\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("      Next: ", result.Out, StringComparison.Ordinal);
        Assert.Contains("      - osd.2 is down\n", result.Out, StringComparison.Ordinal);
        var vain = (await _cli.RunAsync("ceph", "wait", "--timeout", "100ms")).Ends(3);
        Assert.Contains("(CephHealthTimeout)", vain.ErrorLines[^1], StringComparison.Ordinal);
        Assert.StartsWith("home: HEALTH_WARN\n", (await _cli.RunAsync("ceph", "wait", "--for", "HEALTH_WARN", "--timeout", "100ms")).Good().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_are_tables_and_documents()
    {
        Assert.Contains("osd.1  pi2   hdd    up, in", (await _cli.RunAsync("ceph", "osd")).Good().Out, StringComparison.Ordinal);
        using var health = JsonDocument.Parse((await _cli.RunAsync("ceph", "health", "-o", "json")).Good().Out);
        using var osds = JsonDocument.Parse((await _cli.RunAsync("ceph", "osd", "home", "-o", "json")).Good().Out);
        using var pools = JsonDocument.Parse((await _cli.RunAsync("ceph", "pool", "-o", "json")).Good().Out);
        using var space = JsonDocument.Parse((await _cli.RunAsync("ceph", "capacity", "-n", "localhost", "-o", "json")).Good().Out);

        Assert.Equal(("HEALTH_OK", "pi2"), (health.RootElement[0].GetProperty("status").GetString(), health.RootElement[0].GetProperty("activeManager").GetString()));
        Assert.Equal(3, osds.RootElement.GetArrayLength());
        Assert.Equal(("device_health_metrics", 1), (pools.RootElement[0].GetProperty("name").GetString(), pools.RootElement[0].GetProperty("margin").GetProperty("osdsUntilUnavailable").GetInt32()));
        Assert.Equal(6442450944, space.RootElement[0].GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused()
    {
        (await _cli.RunAsync("ceph", "health", "away")).Fails(2, "CephClusterNotFound");
        await File.WriteAllTextAsync(Path.Combine(_answers, "OsdDump"), "oops");
        (await _cli.RunAsync("ceph", "osd")).Fails(2, "CephAnswerInvalid");
        await File.WriteAllTextAsync(Path.Combine(_cli.Cloud, "cloud.yaml"), "");
        (await _cli.RunAsync("ceph", "health")).Fails(2, "CephNotConfigured");
    }

    private void Warn()
    {
        const string Said = """{"status":"HEALTH_WARN","checks":{"OSD_DOWN":{"severity":"HEALTH_WARN","summary":{"message":"1 osds down","count":1},"detail":[{"message":"osd.2 is down"}],"muted":false}},"mutes":[]}""";
        File.WriteAllText(Path.Combine(_answers, "HealthDetail"), Said);
        var status = JsonNode.Parse(File.ReadAllText(Path.Combine(_answers, "Status")))!;
        status["health"] = JsonNode.Parse(Said);
        File.WriteAllText(Path.Combine(_answers, "Status"), status.ToJsonString());
    }

    private static string Tests([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
