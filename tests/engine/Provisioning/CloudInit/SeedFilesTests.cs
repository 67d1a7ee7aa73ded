using System.Collections.ObjectModel;
using System.Text;
using Dentropy.Engine.Provisioning.CloudInit;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Engine.Tests.Provisioning.CloudInit;

public sealed class SeedFilesTests : IDisposable
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDA7nnjJFvGBGsGtYiCMlbGVg6gVXSZ5QxV4bHjLfhLr ops@desk";

    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-seed-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_cloud, recursive: true);

    [Fact]
    public async Task ANodeOfWhichLittleIsSaidAsksByDhcp()
    {
        Cloud($"firstBoot:\n  keys: ['{Key}']\n");
        var files = await FilesAsync(Node() with { Metadata = Data(("mac", "52:54:00:12:34:56")) });
        Assert.Equal(
            $"""
            #cloud-config
            hostname: "pi7"
            manage_etc_hosts: true
            users:
              - name: "ops"
                groups: "sudo"
                shell: "/bin/bash"
                sudo: "ALL=(ALL) NOPASSWD:ALL"
                lock_passwd: true
                ssh_authorized_keys:
                  - "{Key}"
            ssh_pwauth: false
            disable_root: true

            """,
            files["user-data"]);
        // Without the quotes PyYAML would read the address as a number.
        Assert.Equal("version: 2\nethernets:\n  wired:\n    match:\n      macaddress: \"52:54:00:12:34:56\"\n    dhcp4: true\n    optional: false\n", files["network-config"]);
        Assert.Equal("#cloud-config\n{}\n", files["vendor-data"]);
        Assert.Matches("^instance-id: \"pi7-[0-9a-f]{12}\"\nlocal-hostname: \"pi7\"\n$", files["meta-data"]);
        Assert.Contains("name: \"e*\"", (await FilesAsync(Node()))["network-config"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatANodeSaysGoesBeforeWhatIsSaidForAll()
    {
        Cloud($"firstBoot:\n  user: admin\n  keys: ['{Key}']\n  packages: [htop, 'g++']\n  timezone: Europe/Berlin\n  domain: home.lan\n  nodes:\n    PI7: {{ timezone: Etc/UTC, packages: [], commands: ['echo \"hi\" # x'], upgrade: false }}\n");
        var data = (await FilesAsync(Node()))["user-data"];
        Assert.Contains("timezone: \"Etc/UTC\"", data, StringComparison.Ordinal);
        Assert.Contains("name: \"admin\"", data, StringComparison.Ordinal);
        Assert.Contains("fqdn: \"pi7.home.lan\"", data, StringComparison.Ordinal);
        Assert.Contains("package_upgrade: false\nruncmd:\n  - \"echo \\\"hi\\\" # x\"", data, StringComparison.Ordinal);
        Assert.DoesNotContain("packages:", data, StringComparison.Ordinal);
        Assert.Contains("packages:\n  - \"htop\"\n  - \"g++\"", (await FilesAsync(Node() with { Name = "pi8" }))["user-data"], StringComparison.Ordinal);
        var root = (await FilesAsync(Node() with { User = "root" }))["user-data"];
        Assert.Contains("name: \"root\"\n    lock_passwd: true", root, StringComparison.Ordinal);
        Assert.Contains("disable_root: false", root, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryKindOfInterfaceIsWritten()
    {
        Cloud($$"""
            firstBoot:
              keys: ['{{Key}}']
              network:
                eth0: {}
                eth1: { mac: 'DC-A6-32-01-02-03', mtu: 9000 }
                bond0: { bond: [eth0, eth1], mode: 802.3ad, addresses: [10.77.0.17/16, 'fd00:77::17/64'], gateway: 10.77.0.1, gateway6: 'fe80::1', dns: [10.77.0.1], search: [home.lan], slaac: true }
                vlan20: { link: bond0, id: 20, dhcp4: true, dhcp6: true, optional: true }
            """);
        Assert.Equal(
            """
            version: 2
            ethernets:
              eth0: {}
              eth1:
                match:
                  macaddress: "dc:a6:32:01:02:03"
                set-name: "eth1"
                mtu: 9000
            bonds:
              bond0:
                interfaces:
                  - "eth0"
                  - "eth1"
                parameters:
                  mode: "802.3ad"
                  mii-monitor-interval: 100
                accept-ra: true
                addresses:
                  - "10.77.0.17/16"
                  - "fd00:77::17/64"
                routes:
                  - to: "0.0.0.0/0"
                    via: "10.77.0.1"
                  - to: "::/0"
                    via: "fe80::1"
                nameservers:
                  addresses:
                    - "10.77.0.1"
                  search:
                    - "home.lan"
            vlans:
              vlan20:
                id: 20
                link: "bond0"
                dhcp4: true
                dhcp6: true
                optional: true

            """,
            (await FilesAsync(Node()))["network-config"]);
    }

    [Theory]
    [InlineData("eth0: { addresses: [10.77.0.17] }", "length of its network")]
    [InlineData("eth0: { addresses: [10.77/16] }", "length of its network")]
    [InlineData("eth0: { addresses: [10.77.0.17/33] }", "length of its network")]
    [InlineData("eth0: { addresses: [10.77.0.17/16], gateway: 10.78.0.1 }", "none of the networks")]
    [InlineData("eth0: { addresses: [10.77.0.17/16], gateway: 'fd00::1' }", "no IPv4 address")]
    [InlineData("eth0: { dhcp4: maybe }", "neither true nor false")]
    [InlineData("eth0: { dhcp: true }", "has no key 'dhcp'")]
    [InlineData("eth0: { mode: balance-rr }", "belongs to a bond")]
    [InlineData("eth0: { mtu: 100 }", "576")]
    [InlineData("eth0: { dns: [dns.lan] }", "no IP address")]
    [InlineData("eth0: { mac: 'nonsense' }", "no MAC address")]
    [InlineData("eth0: 7", "keys with values")]
    [InlineData("'eth 0': {}", "cannot be an interface")]
    [InlineData("vlan20: { link: eth0, id: 20 }", "no card or bond")]
    [InlineData("eth0: {}\n    vlan20: { link: eth0, id: 4095 }", "4094")]
    [InlineData("eth0: {}\n    vlan20: { link: eth0 }", "no id")]
    [InlineData("eth0: {}\n    bond0: { bond: [eth0, eth1] }", "no card of")]
    [InlineData("eth0: { dhcp4: true }\n    bond0: { bond: [eth0] }", "addresses of its own")]
    [InlineData("eth0: {}\n    bond0: { bond: [eth0] }\n    bond1: { bond: [eth0] }", "in a bond already")]
    [InlineData("eth0: {}\n    bond0: { bond: [eth0], mode: fast }", "active-backup")]
    public async Task ANetworkThatCannotBeIsToldWithItsLine(string text, string said)
    {
        Cloud($"firstBoot:\n  keys: ['{Key}']\n  network:\n    {text}\n");
        var error = await Assert.ThrowsAsync<DentropyException>(() => FilesAsync(Node()));
        Assert.Equal("CloudFileInvalid", error.ErrorId);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Matches(@"cloud\.yaml line [4-7]:", error.Message);
    }

    [Theory]
    [InlineData("  user: Admin", "CloudFileInvalid")]
    [InlineData("  user: operator", "CloudFileInvalid")]
    [InlineData("  packages: ['a; rm']", "CloudFileInvalid")]
    [InlineData("  timezone: ../../etc", "CloudFileInvalid")]
    [InlineData("  unknown: 1", "CloudFileInvalid")]
    [InlineData("  vendorData: none.yaml", "BootMediaInvalid")]
    [InlineData("  vendorData: cloud.yaml", "BootMediaInvalid")]
    public async Task WhatCannotBeIsRefused(string text, string id)
    {
        Cloud($"firstBoot:\n  keys: ['{Key}']\n{text}\n");
        Assert.Equal(id, (await Assert.ThrowsAsync<DentropyException>(() => FilesAsync(Node()))).ErrorId);
    }

    [Fact]
    public async Task AKeyHasToBeThereAndPublic()
    {
        Cloud("firstBoot:\n  user: ops\n");
        Assert.Equal("BootMediaNoKey", (await Assert.ThrowsAsync<DentropyException>(() => FilesAsync(Node()))).ErrorId);
        Cloud("firstBoot:\n  keys: [id]\n");
        await File.WriteAllTextAsync(Path.Combine(_cloud, "id"), "-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n", Token);
        var error = await Assert.ThrowsAsync<DentropyException>(() => FilesAsync(Node()));
        Assert.Equal("BootMediaKeyInvalid", error.ErrorId);
        Assert.DoesNotContain("c2VjcmV0", error.ToString(), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(_cloud, "id"), $"# mine\n{Key}\n", Token);
        Assert.Contains(Key, (await FilesAsync(Node()))["user-data"], StringComparison.Ordinal);
        Assert.False(SeedRules.IsPublicKey("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIDA7nnjJFvGBGsGtYiCMlbGVg6gVXSZ5QxV4bHjLfhLr"));
        Assert.False(SeedRules.IsPublicKey(Key + "\nsecond line"));
    }

    [Fact]
    public async Task MediaAreWrittenOnceAndNotOverOthers()
    {
        Cloud($"firstBoot:\n  keys: ['{Key}']\n");
        var folder = Directory.CreateDirectory(Path.Combine(_cloud, "card")).FullName;
        var plan = await new BootMedia(_cloud).PlanAsync(Settings(folder), Token);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Assert.Equal((DcBootMediaKind.Folder, false, 4), (plan.Media.Kind, plan.Media.Applied, plan.Media.Changed.Count));
        Assert.True(BootMedia.Write(plan).Applied);
        Assert.Equal(["meta-data", "network-config", "user-data", "vendor-data"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty((await new BootMedia(_cloud).PlanAsync(Settings(folder), Token)).Media.Changed);

        await File.WriteAllTextAsync(Path.Combine(folder, "user-data"), "#cloud-config\nmine: true\n", Token);
        var error = await Assert.ThrowsAsync<DentropyException>(() => new BootMedia(_cloud).PlanAsync(Settings(folder), Token));
        Assert.Equal("BootMediaExists", error.ErrorId);
        Assert.Contains("user-data", error.Message, StringComparison.Ordinal);
        var forced = BootMedia.Write(await new BootMedia(_cloud).PlanAsync(Settings(folder) with { Force = true }, Token));
        Assert.Equal(["user-data"], forced.Changed);
        Assert.Equal("BootMediaFolderNotFound", (await Assert.ThrowsAsync<DentropyException>(() => new BootMedia(_cloud).PlanAsync(Settings(folder + "/none"), Token))).ErrorId);
        Assert.Equal("BootMediaFolderNotFound", (await Assert.ThrowsAsync<DentropyException>(() => new BootMedia(_cloud).PlanAsync(Settings(folder + "/none/seed.img"), Token))).ErrorId);
    }

    [Fact]
    public void AnImageTakesWhatFitsIntoItAndIsTheSameEachTime()
    {
        var files = new List<(string, byte[])> { ("user-data", new byte[3_000_000]), ("a-name-of-thirteen-and-more", [1]), ("empty", []) };
        Assert.Equal(FatImage.Write("CIDATA", files), FatImage.Write("CIDATA", files));
        Assert.Null(FatImage.Write("CIDATA", [("user-data", new byte[200_000_000])]));
    }

    private static DcNode Node() => new() { Name = "pi7" };

    private static ReadOnlyDictionary<string, string> Data(params (string Key, string Value)[] pairs) => new(pairs.ToDictionary(pair => pair.Key, pair => pair.Value));

    private static BootMediaSettings Settings(string path) => new() { Node = Node(), Path = path };

    private void Cloud(string text) => File.WriteAllText(Path.Combine(_cloud, "cloud.yaml"), text);

    private async Task<IReadOnlyDictionary<string, string>> FilesAsync(DcNode node) =>
        (await SeedFiles.ReadAsync(_cloud, node, [], hostKey: null, Token)).Files.ToDictionary(file => file.Name, file => Encoding.UTF8.GetString(file.Content), StringComparer.Ordinal);
}
