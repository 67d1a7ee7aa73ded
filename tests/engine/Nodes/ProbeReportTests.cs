using Dentropy.Engine.Nodes;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Nodes;

public sealed class ProbeReportTests
{
    private const string Pi =
        """
        #=os
        # a comment
        PRETTY_NAME="Debian GNU/Linux 12 (\"bookworm\")"
        NAME="Debian GNU/Linux"
        VERSION_ID='12'
        ID=debian
        #=uname
        Linux
        6.6.31+rpt-rpi-v8
        aarch64
        #=dpkg
        armhf
        #=uptime
        93784.25 371000.11
        #=boot
        7c1f2f0c-3df6-4a2a-9a5b-4a1d2c7a3c11
        #=load
        0.52 0.48 0.40 1/213 4242
        #=cpus
        4
        #=memory
        MemTotal:        3884376 kB
        MemFree:          100000 kB
        MemAvailable:    2000000 kB
        HugePages_Total:       0
        #=disk
        Filesystem      Type     1024-blocks     Used Available Capacity Mounted on
        udev            devtmpfs     1800000        0   1800000       0% /dev
        tmpfs           tmpfs         388436   388436         0     100% /run
        /dev/mmcblk0p2  ext4        30000000 27000000   1500000      95% /
        /dev/loop0      squashfs       50000    50000         0     100% /snap/core/1
        overlay         overlay     30000000 27000000   1500000      95% /var/lib/docker/overlay2/x/merged
        /dev/mmcblk0p2  ext4        30000000 27000000   1500000      95% /mnt/again
        /dev/sda 1      ext4        10000000  1000000   9000000      10% /srv/my data
        tmpfs           tmpfs          10000     2000      8000      20% /tmp
        #=heat
        48312
        temp=51.5'C
        -273200
        999000
        #=sudo
        yes
        #=docker
        yes
        yes
        Docker version 20.10.24+dfsg1, build 297e128
        #=serf
        #=reboot
        yes
        #=end
        """;

    [Fact]
    public void APiIsReadInFull()
    {
        var test = Read(Pi);

        Assert.Equal(("Debian GNU/Linux 12 (\"bookworm\")", "debian", "12"), (test.OperatingSystem, test.OsId, test.OsVersion));
        // A 64-bit kernel under a 32-bit system: packages count.
        Assert.Equal(("6.6.31+rpt-rpi-v8", "armhf"), (test.Kernel, test.Architecture));
        Assert.Equal(TimeSpan.FromSeconds(93784.25), test.Uptime);
        Assert.Equal("7c1f2f0c-3df6-4a2a-9a5b-4a1d2c7a3c11", test.BootId);
        Assert.Equal([0.52, 0.48, 0.40], test.Load);
        Assert.Equal(4, test.Cpus);
        Assert.Equal((3884376L * 1024, 2000000L * 1024), (test.MemoryTotal, test.MemoryAvailable));
        Assert.Equal(["/", "/tmp", "/srv/my data"], test.Disks.Select(disk => disk.Path));
        Assert.Equal(("/", 1500000L * 1024), (test.DiskPath, test.DiskFree));
        Assert.Equal(94.7, test.DiskUsedPercent!.Value, 0.1);
        Assert.Equal(51.5, test.Temperature);
        Assert.True(test is { Sudo: true, Docker: true, DockerVersion: "20.10.24+dfsg1", Serf: false, SerfVersion: null, RebootRequired: true });
    }

    [Fact]
    public void ASmallSystemLeavesWhatItDoesNotKnowNull()
    {
        var test = Read(
            """
            #=os
            #=uname
            Darwin
            23.1.0
            x86_64
            #=dpkg
            #=uptime
            #=boot
            #=load
            #=cpus
            #=memory
            #=disk
            Filesystem           1024-blocks    Used Available Capacity Mounted on
            /dev/disk1s1           1000000    900000    100000  90% /
            #=heat
            #=sudo
            no
            #=docker
            #=serf
            #=reboot
            no
            #=end
            """);

        Assert.Equal(("Darwin", "amd64"), (test.OperatingSystem, test.Architecture));
        Assert.True(test is { Uptime: null, BootId: null, Cpus: null, MemoryTotal: null, Temperature: null, Sudo: false, Docker: false, RebootRequired: false });
        Assert.Empty(test.Load);
        Assert.Equal(90, Assert.Single(test.Disks).UsedPercent);
    }

    [Fact]
    public void AReportIsWholeWithItsLastSectionOnly()
    {
        var report = new ProbeReport();
        report.Add("#=os");
        Assert.False(report.IsComplete);
        report.Add("#=end");
        Assert.True(report.IsComplete);
    }

    [Theory]
    [InlineData("1700000000.123456789", "2023-11-14T22:13:20.1234567Z", 0)]
    [InlineData("1700000000.N", "2023-11-14T22:13:20.5Z", 1)]
    [InlineData("1700000000.", "2023-11-14T22:13:20.5Z", 1)]
    public void TheClockIsReadAsFinelyAsItIsTold(string line, string time, double resolution)
    {
        Assert.Equal(DateTimeOffset.Parse(time), ProbeReport.Clock(line, out var found));
        Assert.Equal(TimeSpan.FromSeconds(resolution), found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("date: invalid option")]
    [InlineData("99999999999999999.0")]
    public void WhatIsNoTimeIsNone(string line) => Assert.Null(ProbeReport.Clock(line, out _));

    [Theory]
    [InlineData("arm64", "aarch64", false)]
    [InlineData("aarch64", "arm64", false)]
    [InlineData("x86_64", "amd64", false)]
    [InlineData("ARM64", "arm64", false)]
    [InlineData("arm64", "amd64", true)]
    [InlineData(null, "amd64", false)]
    public void ArchitecturesHaveSeveralNames(string? inventory, string found, bool problem)
    {
        var test = Test() with { Architecture = Architectures.Debian(found) };
        var node = new DcNode { Name = "n", Architecture = inventory };
        Assert.Equal(problem ? 1 : 0, ProbeJudgement.Problems(test, node, new NodeProbeSettings()).Count);
    }

    [Fact]
    public void LimitsAreThoseOfTheSettings()
    {
        var node = new DcNode { Name = "n" };
        var atLimit = Test() with
        {
            Disks = [new DcNodeDisk("/", 100, 10, 90)],
            MemoryTotal = 1000,
            MemoryAvailable = 50,
            Temperature = 80,
            ClockSkewMs = -2500,
            ClockSkewUncertaintyMs = 500,
            Sudo = true,
        };
        Assert.Empty(ProbeJudgement.Problems(atLimit, node, new NodeProbeSettings()));

        var beyond = atLimit with
        {
            Disks = [new DcNodeDisk("/", 100L << 30, 3L << 30, 97), new DcNodeDisk("/data", 100, 9, 91), new DcNodeDisk("/ok", 100, 50, 50)],
            MemoryAvailable = 49,
            Temperature = 80.5,
            ClockSkewMs = -2501,
            Sudo = false,
        };
        Assert.Equal(
            [
                "Disk / is 97 % full; 3.0 GiB are free.",
                "Disk /data is 91 % full; 0 KiB are free.",
                "Memory is short: 0 KiB of 1 KiB are available.",
                "It is hot: 80.5 °C.",
                "Its clock is 2.5 s behind.",
                "The account is not root and cannot become it without a password.",
            ],
            ProbeJudgement.Problems(beyond, node, new NodeProbeSettings()));

        var lax = new NodeProbeSettings { DiskUsedLimit = 98, MemoryAvailableLimit = 1, TemperatureLimit = 90, ClockSkewLimit = TimeSpan.FromSeconds(10), SudoExpected = false };
        Assert.Empty(ProbeJudgement.Problems(beyond, node, lax));
    }

    private static DcNodeTest Read(string text)
    {
        var report = new ProbeReport();
        foreach (var line in text.Split('\n'))
        {
            report.Add(line.TrimEnd('\r'));
        }

        Assert.True(report.IsComplete);
        return report.ApplyTo(Test());
    }

    private static DcNodeTest Test() => new() { Node = "n", Reachable = true, Duration = TimeSpan.Zero };
}
