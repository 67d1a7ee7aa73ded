using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Edge.Boot;

/// <summary>On this machine, with folders of its own. What checks the files is a script in dnsmasq's place.</summary>
public sealed class BootTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public BootTests()
    {
        var dnsmasq = _cli.Write("bin/dnsmasq", "#!/bin/sh\nexit 0\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dnsmasq, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(_cli.Home, "etc"));
        _cli.Write("tftp/images/pi-os/config.txt", "x\n");
        _cli.Write("tftp/images/pc-os/bootx64.efi", "x\n");
        _cli.Write("cloud/cloud.yaml", $"dhcp:\n  node: localhost\n  folder: {_cli.Home}/etc\n  tftpRoot: {_cli.Home}/tftp\n  reload: \"true\"\nfirstBoot:\n  keys: [ops.pub]\n");
        _cli.Write("cloud/ops.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDA7nnjJFvGBGsGtYiCMlbGVg6gVXSZ5QxV4bHjLfhLr ops@desk\n");
        _cli.AddNode("pi7", "metadata: {serial: 100000009ffefdef}\n");
        _cli.Environment["PATH"] = $"{_cli.Home}/bin:{System.Environment.GetEnvironmentVariable("PATH")}";
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Sets_lists_and_removes_what_machines_boot()
    {
        Assert.StartsWith("would boot pi7 from localhost", Assert.Single((await _cli.RunAsync("boot", "set", "pi7", "--image", "pi-os", "--what-if")).Good().OutLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_cli.Home, "tftp/9ffefdef")));
        Assert.Equal(["+ pi7 from localhost: pi-os"], (await _cli.RunAsync("boot", "set", "pi7", "--image", "pi-os")).Good().OutLines);
        Assert.True(File.Exists(Path.Combine(_cli.Home, "tftp/9ffefdef/config.txt")));
        var set = Assert.Single((await _cli.RunAsync("boot", "set", "pc3", "--image", "pc-os", "--mac", "00:11:22:aa:bb:cc", "-o", "json")).Good().Json.EnumerateArray());
        Assert.Equal("Pxe", set.GetProperty("kind").GetString());
        Assert.Equal(2, (await _cli.RunAsync("boot", "list", "p*", "-o", "json")).Good().Json.GetArrayLength());
        (await _cli.RunAsync("boot", "remove", "pi7")).Fails(2, "NotConfirmed");
        Assert.Equal(["- pi7 from localhost: pi-os"], (await _cli.RunAsync("boot", "remove", "pi7", "--yes")).Good().OutLines);
        Assert.False(Directory.Exists(Path.Combine(_cli.Home, "tftp/9ffefdef")));
    }

    [Theory]
    [InlineData("BootImageNotFound", "set", "pi7", "--image", "none")]
    [InlineData("BootImageUnsuitable", "set", "pi7", "--image", "pc-os")]
    [InlineData("NetworkBootInvalid", "set", "pi9", "--image", "pi-os")]
    [InlineData("NetworkBootNotFound", "remove", "pi9", "--yes")]
    [InlineData("NodeNotFound", "media", "pi9", "--path", ".")]
    [InlineData("BootMediaFolderNotFound", "media", "pi7", "--path", "none")]
    [InlineData("BootMediaKeyInvalid", "media", "pi7", "--path", ".", "--key", "cloud/cloud.yaml")]
    public async Task What_cannot_be_changes_nothing(string error, params string[] words) =>
        await _cli.UnchangedAsync(async () => (await _cli.RunAsync(["boot", .. words])).Fails(2, error));

    [Fact]
    public async Task Writes_media_once()
    {
        Directory.CreateDirectory(Path.Combine(_cli.Home, "card"));
        Assert.Contains("would write", Assert.Single((await _cli.RunAsync("boot", "media", "pi7", "--path", "card", "--what-if")).Good().OutLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_cli.Home, "card")));
        Assert.Contains("user-data", Assert.Single((await _cli.RunAsync("boot", "media", "pi7", "--path", "card")).Good().OutLines), StringComparison.Ordinal);
        Assert.Empty((await _cli.RunAsync("boot", "media", "pi7", "--path", "card")).Good().Out);
        var image = Assert.Single((await _cli.RunAsync("boot", "media", "pi7", "--path", "seed.img", "-o", "json")).Good().Json.EnumerateArray());
        Assert.Equal(("SeedImage", true), (image.GetProperty("kind").GetString(), image.GetProperty("applied").GetBoolean()));
        _cli.Write("card/meta-data", "mine\n");
        (await _cli.RunAsync("boot", "media", "pi7", "--path", "card")).Fails(2, "BootMediaExists");
        (await _cli.RunAsync("boot", "media", "pi7", "--path", "card", "--force")).Good();
    }
}
