using System.Diagnostics;
using System.Text;
using Dentropy.Engine.Provisioning.CloudInit;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning.CloudInit;

/// <summary>What Dentropy writes for a first boot, read by the real cloud-init, by the kernel and by other tools.</summary>
public sealed class CloudInitTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDA7nnjJFvGBGsGtYiCMlbGVg6gVXSZ5QxV4bHjLfhLr ops@desk";
    private const string Common = $"firstBoot:\n  keys: ['{Key}']\n  user: pilot\n  timezone: Etc/UTC\n  locale: C.UTF-8\n  domain: home.lan\n  commands: ['echo \"done: yes\" >/var/tmp/first-boot', 'true']\n";

    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-seed-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Networks => new()
    {
        { "dhcp", "eth0: { dhcp4: true, mac: '52:54:00:12:34:56' }" },
        { "static", "eth0: { addresses: [10.77.0.17/16], gateway: 10.77.0.1, dns: [10.77.0.1, 1.1.1.1], search: [home.lan] }" },
        { "slaac", "eth0: { slaac: true, dhcp4: true }" },
        { "dhcp6", "eth0: { dhcp6: true }" },
        { "vlan", "eth0: { dhcp4: true }\n    vlan20: { link: eth0, id: 20, addresses: [10.20.0.2/24] }" },
        { "bond", "eth0: {}\n    eth1: {}\n    bond0: { bond: [eth0, eth1], mode: 802.3ad, addresses: [10.77.0.17/16, 'fd00:77::17/64'], gateway: 10.77.0.1 }" },
    };

    public void Dispose() => Directory.Delete(_cloud, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("  packages: [htop, 'g++']\n  upgrade: true\n")]
    [InlineData("  user: root\n")]
    public async Task UserDataFollowsItsSchema(string more)
    {
        var folder = await WriteAsync((more.Contains("user:", StringComparison.Ordinal) ? Common.Replace("  user: pilot\n", "", StringComparison.Ordinal) : Common) + more);
        Assert.Contains("Valid", await ToolAsync("cloud-init", "schema", "--config-file", Path.Combine(folder, "user-data")), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Valid", await ToolAsync("cloud-init", "schema", "--config-file", Path.Combine(folder, "vendor-data")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AHostKeyThatANodeIsBornWithIsKnownFromTheStartAndIsOneForCloudInit()
    {
        await File.WriteAllTextAsync(Path.Combine(_cloud, "cloud.yaml"), Common, Token);
        var folder = Directory.CreateDirectory(Path.Combine(_cloud, "card")).FullName;
        var node = new DcNode { Name = "pi7", Address = "10.77.0.17", Port = 2222 };
        var settings = new BootMediaSettings { Node = node, Path = folder, HostKey = true };

        var media = await BootMedia.WriteAsync(await new BootMedia(_cloud).PlanAsync(settings, Token), Token);

        var userData = Path.Combine(folder, "user-data");
        Assert.Contains("Valid", await ToolAsync("cloud-init", "schema", "--config-file", userData), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("600", (await ToolAsync("stat", "-c", "%a", userData)).Trim());
        // cloud-init reads YAML as Python does, and writes each text to the file of its name.
        var secret = Path.Combine(_cloud, "secret");
        await ToolAsync("python3", "-c", "import os, sys, yaml; os.umask(0o77); open(sys.argv[2], 'w').write(yaml.safe_load(open(sys.argv[1]))['ssh_keys']['ed25519_private'])", userData, secret);
        var known = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_cloud, "known_hosts"), Token));
        Assert.Equal("[10.77.0.17]:2222 " + string.Join(' ', (await ToolAsync("ssh-keygen", "-y", "-f", secret)).Split(' ').Take(2)), known);
        Assert.Contains(media.HostKey!, await ToolAsync("ssh-keygen", "-l", "-f", secret), StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(_cloud), file => file != secret && File.ReadAllText(file).Contains("PRIVATE", StringComparison.Ordinal));

        var again = await BootMedia.WriteAsync(await new BootMedia(_cloud).PlanAsync(settings with { Force = true }, Token), Token);
        Assert.NotEqual(media.HostKey, again.HostKey);
        Assert.Equal(2, (await File.ReadAllLinesAsync(Path.Combine(_cloud, "known_hosts"), Token)).Length);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task TheNetworkBecomesThatOfTheSystem(string kind, string network)
    {
        var folder = await WriteAsync($"{Common}  network:\n    {network}\n");
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (distribution, output) in new[] { ("debian", "eni"), ("ubuntu", "netplan"), ("debian", "networkd") })
        {
            var into = Path.Combine(_cloud, output);
            await ToolAsync("cloud-init", "devel", "net-convert", "--network-data", Path.Combine(folder, "network-config"), "--kind", "yaml", "--directory", into, "--distro", distribution, "--output-kind", output, "-m", "eth0,52:54:00:12:34:56");
            said[output] = string.Concat(Directory.EnumerateFiles(into, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        }

        var (eni, netplan, networkd) = (said["eni"], said["netplan"], said["networkd"]);
        Assert.True(kind switch
        {
            "dhcp" => eni.Contains("iface eth0 inet dhcp", StringComparison.Ordinal) && netplan.Contains("52:54:00:12:34:56", StringComparison.Ordinal) && networkd.Contains("DHCP=ipv4", StringComparison.Ordinal),
            "static" => eni.Contains("address 10.77.0.17/16", StringComparison.Ordinal) && eni.Contains("10.77.0.1", StringComparison.Ordinal) && networkd.Contains("Gateway=10.77.0.1", StringComparison.Ordinal),
            "slaac" => eni.Contains("accept_ra 1", StringComparison.Ordinal) && netplan.Contains("accept-ra: true", StringComparison.Ordinal),
            "dhcp6" => eni.Contains("iface eth0 inet6 dhcp", StringComparison.Ordinal) && networkd.Contains("DHCP=ipv6", StringComparison.Ordinal),
            "vlan" => eni.Contains("iface vlan20 inet static", StringComparison.Ordinal) && eni.Contains("vlan_id 20", StringComparison.Ordinal) && netplan.Contains("id: 20", StringComparison.Ordinal),
            _ => eni.Contains("bond-mode 802.3ad", StringComparison.Ordinal) && eni.Contains("fd00:77::17/64", StringComparison.Ordinal) && netplan.Contains("802.3ad", StringComparison.Ordinal),
        }, $"{eni}\n{netplan}\n{networkd}");
    }

    [Fact]
    public async Task TheSeedImageIsADiskThatOthersRead()
    {
        var image = Path.Combine(_cloud, "seed.img");
        var folder = await WriteAsync(Common);
        await WriteAsync(Common, image);
        await ToolAsync("fsck.vfat", "-n", "-v", image);
        Assert.Contains("LABEL=\"CIDATA\"", await ToolAsync("blkid", image), StringComparison.Ordinal);
        foreach (var file in new[] { "user-data", "meta-data", "network-config", "vendor-data" })
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder, file), Token), await ToolAsync("mtype", "-i", image, $"::{file}"));
    }

    [Fact]
    public async Task AFullDiskLeavesNothingHalfDone()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_cloud, "full")).FullName;
        await ToolAsync("mount", "-t", "tmpfs", "-o", "size=12k", "tmpfs", folder);
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "kept"), new byte[4096], Token);
            var error = await Assert.ThrowsAsync<DentropyException>(() => WriteAsync(Common, folder));
            Assert.Equal("BootMediaNotWritten", error.ErrorId);
            Assert.Equal(["kept"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
            Assert.Equal("BootMediaNotWritten", (await Assert.ThrowsAsync<DentropyException>(() => WriteAsync(Common, Path.Combine(folder, "seed.img")))).ErrorId);
            Assert.Equal(["kept"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        }
        finally
        {
            await ToolAsync("umount", folder);
        }
    }

    [Fact]
    public async Task ASystemThatBootsWithTheSeedIsSetUp()
    {
        var (image, root) = (Path.Combine(_cloud, "seed.img"), Directory.CreateDirectory(Path.Combine(_cloud, "root")).FullName);
        await WriteAsync(Common + "  network:\n    eth9: { dhcp4: true, optional: true }\n", image);
        // A copy of this machine's system in namespaces of its own, which goes with them. Its kernel need not know FAT, so the files are taken out of the image.
        var said = await ToolAsync("unshare", "-m", "-u", "-n", "-p", "-f", "sh", "-c", """
            d=$1 r=$1/r
            mount -t tmpfs tmpfs $d && mkdir $d/u $d/w $r && mount -t overlay overlay -o lowerdir=/,upperdir=$d/u,workdir=$d/w $r || exit 1
            mount --rbind /sys $r/sys; mount --rbind /dev $r/dev; mount -t proc proc $r/proc; mount -t tmpfs tmpfs $r/run
            rm -rf $r/var/lib/cloud; mkdir -p $r/var/lib/cloud/seed/nocloud
            mcopy -i "$2" ::user-data ::meta-data ::network-config ::vendor-data $r/var/lib/cloud/seed/nocloud/ || exit 1
            echo 'datasource_list: [NoCloud]' >$r/etc/cloud/cloud.cfg.d/99-test.cfg
            for step in 'init --local' init 'modules --mode config' 'modules --mode final'; do chroot $r cloud-init $step >$d/log 2>&1 || cat $d/log; done
            cat $r/var/lib/cloud/data/result.json $r/var/lib/cloud/data/instance-id $r/var/tmp/first-boot
            echo "host $(hostname)"; chroot $r id -nG pilot; grep '^pilot:' $r/etc/shadow | cut -d: -f2
            cat $r/home/pilot/.ssh/authorized_keys; cat $r/etc/systemd/network/*eth9* $r/etc/network/interfaces.d/50-cloud-init $r/etc/netplan/50* 2>/dev/null | grep -e eth9
            """, "sh", root, image);
        Assert.Contains("\"errors\": []", said, StringComparison.Ordinal);
        Assert.Contains("DataSourceNoCloud", said, StringComparison.Ordinal);
        Assert.Matches("\npi7-[0-9a-f]{12}\n", said);
        foreach (var line in new[] { "done: yes", "host pi7", "!", Key })
            Assert.Contains($"\n{line}\n", said, StringComparison.Ordinal);
        Assert.Matches("(?m)^pilot.* sudo", said);
        Assert.Contains("eth9", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists("/home/pilot"));
    }

    // Skips the test where a tool is not there; in CI that is a failure.
    private static void Require(string name)
    {
        var there = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));
        Assert.True(there || Environment.GetEnvironmentVariable("CI") is not { Length: > 0 }, $"{name} is not installed. Install it with: lab/lab.sh install seed");
        Assert.SkipUnless(there, $"{name} is not installed; lab/lab.sh install seed brings it.");
    }

    // Writes the media of pi7 and returns where.
    private async Task<string> WriteAsync(string settings, string? path = null)
    {
        await File.WriteAllTextAsync(Path.Combine(_cloud, "cloud.yaml"), settings, Token);
        path ??= Directory.CreateDirectory(Path.Combine(_cloud, "seed")).FullName;
        BootMedia.Write(await new BootMedia(_cloud).PlanAsync(new BootMediaSettings { Node = new DcNode { Name = "pi7" }, Path = path, Force = true }, Token));
        return path;
    }

    private static async Task<string> ToolAsync(string name, params string[] words)
    {
        Require(name);
        var start = new ProcessStartInfo(name, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', words)}: {output}{await error}");
        return output;
    }
}
