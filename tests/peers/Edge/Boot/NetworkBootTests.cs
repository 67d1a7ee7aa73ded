using Dentropy.Edge;
using Dentropy.Engine.Edge.Boot;
using Dentropy.Engine.Transport;
using Dentropy.Peers.Tests.Edge.Dhcp;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Boot;

/// <summary>A real dnsmasq, clients that ask as the firmware of a Raspberry Pi and of PCs do, and a real TFTP client.</summary>
[Collection("dnsmasq")]
public sealed class NetworkBootTests : IAsyncLifetime
{
    private const string Mac = "dc:a6:32:04:00:01";
    private const string Serial = "100000009ffefdef";
    // What a Raspberry Pi says of itself: PXE, and the architecture of a PC with BIOS.
    private const string AsPi = "-V PXEClient:Arch:00000:UNDI:002001 -x 0x5d:0000 -O 43 -O 60 -O 66";

    // "Raspberry Pi Boot".
    private const string Entry = "5261737062657272792050692042" + "6f6f74";

    private readonly SshLinkPool _links = new();
    private DhcpHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NetworkBoots Boots => new(_host.Store, _links);

    public async ValueTask InitializeAsync()
    {
        _host = await DhcpHost.StartAsync();
        await _host.ExecAsync("""
            rm -rf /srv/tftp; mkdir -p /srv/tftp/images/pi-os/overlays /srv/tftp/images/pc-os
            cd /srv/tftp/images/pi-os; echo firmware >start4.elf; echo settings >config.txt; echo console=tty1 >cmdline.txt; echo overlay >overlays/x.dtbo; echo rom >bootcode.bin
            cd ../pc-os; echo bios >pxelinux.0; echo efi >bootx64.efi
            """);
        Assert.All(await _host.SetAsync("lan", "200.10", "200.50"), outcome => Assert.Null(outcome.Failure));
    }

    public async ValueTask DisposeAsync()
    {
        await DhcpClient.ClearAsync();
        await _host.ExecAsync("umount /srv/tftp 2>/dev/null; rm -rf /srv/tftp");
        await _host.DisposeAsync();
        await _links.DisposeAsync();
    }

    [Fact]
    public async Task APiIsToldWhatItsFirmwareWantsAndFindsItsFiles()
    {
        var boot = Assert.Single(await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = [Mac], Serial = Serial, CommandLine = "root=/dev/nfs ip=dhcp" })).Record!;
        Assert.Equal((DcBootKind.RaspberryPi, "9ffefdef"), (boot.Kind, boot.Serial));
        Assert.Equal(["9ffefdef", "dc-a6-32-04-00-01"], boot.Folder);

        // The bytes are those of the log in raspberrypi/documentation, boot-net.adoc.
        var given = await DhcpClient.AskAsync(Mac, AsPi);
        Assert.Equal("0601030a04005058450914000011" + Entry + "ff", given["opt43"]);
        Assert.Equal("PXEClient", given["vendor"]);
        Assert.Equal(_host.Node.Address, given["siaddr"]);
        Assert.Equal("firmware\n", await TftpAsync("9ffefdef/start4.elf"));
        Assert.Equal("root=/dev/nfs ip=dhcp\n", await TftpAsync("9ffefdef/cmdline.txt"));
        Assert.Equal("overlay\n", await TftpAsync("dc-a6-32-04-00-01/overlays/x.dtbo"));
        Assert.Equal("console=tty1\n", await TftpAsync("images/pi-os/cmdline.txt"));

        // Nobody else is told anything.
        await AssertToldNothingAsync("dc:a6:32:04:00:02", AsPi);

        // And again without a change.
        var process = await _host.ProcessAsync();
        Assert.Null(Assert.Single(await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = [Mac], Serial = Serial })).Failure);
        Assert.Equal(process, await _host.ProcessAsync());
        Assert.Equal("console=tty1\n", await TftpAsync("9ffefdef/cmdline.txt"));

        var plans = await Boots.PlanRemoveAsync([_host.Node], ["PI7"], Token);
        Assert.Null(Assert.Single(await Boots.ApplyAsync(plans, Token).ToListAsync(Token)).Failure);
        await AssertToldNothingAsync(Mac, AsPi);
        Assert.Equal("images\n", await _host.ExecAsync("ls -A /srv/tftp"));
        Assert.Equal("", await _host.ExecAsync("ls /etc/dnsmasq.d/dentropy-boot.conf 2>/dev/null"));
    }

    [Theory]
    [InlineData("00effdfe9feffdfe9feffdfe9feffdfe9f")]
    [InlineData("00525069341131c00032040001effdfe9f")]
    public async Task APiIsKnownByItsSerialNumberAlone(string id)
    {
        Assert.Null(Assert.Single(await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", Serial = Serial })).Failure);
        Assert.Contains(Entry, (await DhcpClient.AskAsync("dc:a6:32:04:00:03", $"{AsPi} -x 0x61:{id}"))["opt43"], StringComparison.Ordinal);
        await AssertToldNothingAsync("dc:a6:32:04:00:03", $"{AsPi} -x 0x61:{new string('0', 34)}");
    }

    [Theory]
    [InlineData("00000", "0000", "images/pc-os/pxelinux.0")]
    [InlineData("00007", "0007", "images/pc-os/bootx64.efi")]
    [InlineData("00009", "0009", "images/pc-os/bootx64.efi")]
    [InlineData("00011", "000b", null)]
    public async Task APcIsGivenTheFileOfItsKind(string name, string architecture, string? file)
    {
        // A Pi is there too: its entry is not the PC's.
        await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = ["dc:a6:32:04:00:09"] });
        Assert.Equal(DcBootKind.Pxe, Assert.Single(await SetAsync(new NetworkBootSettings { Name = "pc3", Image = "pc-os", MacAddress = [Mac] })).Record!.Kind);
        var given = await DhcpClient.AskAsync(Mac, $"-V PXEClient:Arch:{name}:UNDI:003000 -x 0x5d:{architecture} -O 43 -O 67");
        Assert.Equal(file, given.GetValueOrDefault("boot_file") ?? given.GetValueOrDefault("bootfile"));
        Assert.DoesNotContain(Entry, given.GetValueOrDefault("opt43") ?? "", StringComparison.Ordinal);
        if (file is not null)
            Assert.NotEmpty(await TftpAsync(file));
    }

    [Fact]
    public async Task TftpGivesOutItsFolderAndTakesNothing()
    {
        await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = [Mac] });
        Assert.Equal("settings\n", await TftpAsync("images/pi-os/config.txt"));
        Assert.Equal("", await TftpAsync("../../etc/passwd"));
        Assert.Equal("", await TftpAsync("/etc/passwd"));
        var said = await Lab.ExecAsync("pi3", $"echo x >/tmp/put; timeout 20 tftp -m binary {_host.Node.Address} -c put /tmp/put images/pi-os/config.txt 2>&1; rm -f /tmp/put");
        Assert.NotEmpty(said);
        Assert.Equal("settings\n", await TftpAsync("images/pi-os/config.txt"));
    }

    [Fact]
    public async Task WhatDnsmasqDoesNotTakeLeavesTheOldFilesAndFolders()
    {
        await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = [Mac] });
        await _host.ExecAsync("echo no-such-option >/etc/dnsmasq.d/other.conf");
        var (process, files, folders) = (await _host.ProcessAsync(), await _host.FilesAsync(), await FoldersAsync());
        Assert.Equal("DhcpSyntax", Assert.Single(await SetAsync(new NetworkBootSettings { Name = "pi8", Image = "pi-os", MacAddress = ["dc:a6:32:04:00:08"], Serial = "00000008" })).Failure?.ErrorId);
        Assert.Equal((process, files, folders), (await _host.ProcessAsync(), await _host.FilesAsync(), await FoldersAsync()));
    }

    [Fact]
    public async Task AFullDiskLeavesTheOldFolders()
    {
        await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = [Mac], CommandLine = "old" });
        await _host.ExecAsync("cp -a /srv/tftp /var/tmp/tftp; mount -t tmpfs -o size=64k,nr_inodes=45 tmpfs /srv/tftp; cp -a /var/tmp/tftp/. /srv/tftp/; rm -r /var/tmp/tftp; i=0; while touch /srv/tftp/images/full.$i 2>/dev/null; do i=$((i+1)); done; rm /srv/tftp/images/full.0 /srv/tftp/images/full.1 /srv/tftp/images/full.2");
        var (process, files, folders) = (await _host.ProcessAsync(), await _host.FilesAsync(), await FoldersAsync());
        Assert.Equal("BootFileNotWritten", Assert.Single(await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = [Mac], Serial = Serial, CommandLine = "new" })).Failure?.ErrorId);
        Assert.Equal((process, files, folders), (await _host.ProcessAsync(), await _host.FilesAsync(), await FoldersAsync()));
        Assert.Equal("old\n", await TftpAsync("dc-a6-32-04-00-01/cmdline.txt"));
    }

    [Fact]
    public async Task BadInputSendsNothing()
    {
        await SetAsync(new NetworkBootSettings { Name = "pi7", Image = "pi-os", MacAddress = [Mac] });
        await _host.ExecAsync("mkdir /srv/tftp/00000008");
        var (files, folders) = (await _host.FilesAsync(), await FoldersAsync());
        Assert.Equal("BootImageNotFound", await FailAsync(new NetworkBootSettings { Name = "pi8", Image = "none", Serial = Serial }));
        Assert.Equal("NetworkBootInvalid", await FailAsync(new NetworkBootSettings { Name = "pi8", Image = "../x", Serial = Serial }));
        Assert.Equal("NetworkBootInvalid", await FailAsync(new NetworkBootSettings { Name = "pi8", Image = "pi-os" }));
        Assert.Equal("NetworkBootDuplicate", await FailAsync(new NetworkBootSettings { Name = "pi8", Image = "pi-os", MacAddress = [Mac] }));
        Assert.Equal("BootImageUnsuitable", await FailAsync(new NetworkBootSettings { Name = "pi8", Image = "pc-os", Serial = Serial }));
        Assert.Equal("BootImageUnsuitable", await FailAsync(new NetworkBootSettings { Name = "pc3", Image = "pi-os", MacAddress = ["dc:a6:32:04:00:08"], Kind = DcBootKind.Pxe }));
        Assert.Equal("BootFolderTaken", await FailAsync(new NetworkBootSettings { Name = "pi8", Image = "pi-os", Serial = "00000008" }));
        Assert.Equal((files, folders), (await _host.FilesAsync(), await FoldersAsync()));

        async Task<string?> FailAsync(NetworkBootSettings settings) => (await Record.ExceptionAsync(() => SetAsync(settings)) as DentropyException)?.ErrorId;
    }

    // It gets an address, and nothing to boot.
    private static async Task AssertToldNothingAsync(string mac, string words)
    {
        var given = await DhcpClient.AskAsync(mac, words);
        Assert.NotEmpty(given["ip"]);
        Assert.DoesNotContain(Entry, given.GetValueOrDefault("opt43") ?? "", StringComparison.Ordinal);
        Assert.Null(given.GetValueOrDefault("boot_file") ?? given.GetValueOrDefault("bootfile"));
    }

    private async Task<IReadOnlyList<Engine.Edge.Dhcp.DhcpFound<DcNetworkBoot>>> SetAsync(NetworkBootSettings settings) =>
        await Boots.ApplyAsync([await Boots.PlanSetAsync([_host.Node], settings, Token)], Token).ToListAsync(Token);

    private Task<string> FoldersAsync() => _host.ExecAsync("cd /srv/tftp && find . | sort");

    // What a file says; nothing where it is refused.
    private async Task<string> TftpAsync(string path) =>
        await Lab.ExecAsync("pi3", $"rm -f /tmp/got; timeout 20 tftp -m binary {_host.Node.Address} -c get {path} /tmp/got >/dev/null 2>&1; cat /tmp/got 2>/dev/null; rm -f /tmp/got");
}
