using System.Security.Cryptography;
using System.Text.Json;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Copy;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FetchTests : CopyTest
{
    [Fact]
    public async Task AFileOfOneNodeComesIntoTheFolder()
    {
        var node = await Lab.NodeAsync("pi1");
        await OnNodeAsync("pi1", $"cd '{RemoteRoot}'; head -c 3000000 /dev/urandom > 'a b'; chmod 641 'a b'; touch -d '2020-02-03 04:05:06.789Z' 'a b'; ln -s 'a b' link");

        var result = await FetchAsync(node, RemoteRoot + "/link", Local("to/here"));

        Assert.Equal((null, DcCopyStatus.Copied, 1L, 3_000_000L, Local("to/here/link")), (result.Failure, result.Status, result.Files, result.Bytes, result.Destination));
        Assert.Equal((await OnNodeAsync("pi1", $"sha256sum < '{RemoteRoot}/a b'"))[..64], Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(result.Destination))));
        Assert.Equal(result.Sha256, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(result.Destination))));
        Assert.Equal((UnixFileMode)0b110_100_001, File.GetUnixFileMode(result.Destination));
        Assert.Equal(new DateTime(2020, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc), File.GetLastWriteTimeUtc(result.Destination));
        await NothingStagedHereAsync();
    }

    [Fact]
    public async Task FilesOfSeveralNodesComeIntoAFolderEach()
    {
        var nodes = await Lab.NodesAsync();

        var results = await FetchAsync(nodes, "/etc/hostname", Local("to"));

        Assert.Equal(nodes.Select(node => node.Name).Order(), results.Select(result => result.Node).Order());
        foreach (var result in results)
        {
            Assert.Equal(Local($"to/{result.Node}/hostname"), result.Destination);
            Assert.Equal(result.Node, (await File.ReadAllTextAsync(result.Destination)).Trim());
        }
    }

    [Fact]
    public async Task AFolderComesWithAllThatIsHardToCopy()
    {
        var tree = await WeirdTreeAsync();
        var node = await Lab.NodeAsync("pi1");
        Assert.Null((await SendAsync(node, tree, RemoteRoot + "/")).Failure);
        await OnNodeAsync("pi1", $"cd '{RemoteRoot}/weird tree'; ln -f random.bin hard; touch -d '2021-03-04 05:06:07.123456700' .");

        var result = await FetchAsync(node, RemoteRoot + "/weird tree/", Local("back"));

        Assert.Null(result.Failure);
        Assert.Equal(await ExpectedListAsync(tree), await ListAsync(Local("back/weird tree")));
        await NothingStagedHereAsync();
    }

    [Fact]
    public async Task AFolderThatIsThereIsMergedInto()
    {
        var tree = await WeirdTreeAsync();
        var node = await Lab.NodeAsync("pi1");
        Assert.Null((await SendAsync(node, tree, RemoteRoot + "/")).Failure);
        await ShellAsync("mkdir -p \"$1/weird tree/a b\" \"$1/weird tree/own\"; cd \"$1/weird tree\"; chmod 700 'a b'; echo old > random.bin; echo mine > own/mine; ln -s /etc/passwd link", Local("back"));

        Assert.Null((await FetchAsync(node, RemoteRoot + "/weird tree", Local("back"))).Failure);

        Assert.Equal("mine\n", await File.ReadAllTextAsync(Local("back/weird tree/own/mine")));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Local("back/weird tree/a b")));
        await ShellAsync("cd \"$1\"; rm -r own; chmod 755 'a b'; touch -d '2021-03-04 05:06:07.123456700' 'a b'", Local("back/weird tree"));
        Assert.Equal(await ExpectedListAsync(tree), await ListAsync(Local("back/weird tree")));
        await NothingStagedHereAsync();
    }

    [Fact]
    public async Task NothingTakesThePlaceOfAnotherKind()
    {
        var node = await Lab.NodeAsync("pi1");
        await OnNodeAsync("pi1", $"cd '{RemoteRoot}'; mkdir -p d/sub; echo new > d/sub/f; echo new > f");
        Directory.CreateDirectory(Local("one/f"));
        Directory.CreateDirectory(Local("two/d"));
        await File.WriteAllTextAsync(Local("two/d/sub"), "old");
        Directory.CreateDirectory(Local("three"));
        await File.WriteAllTextAsync(Local("three/d"), "old");
        Directory.CreateDirectory(Local("four/d"));
        Directory.CreateSymbolicLink(Local("four/d/sub"), Root);

        Assert.Equal("ItemConflict", (await FetchAsync(node, RemoteRoot + "/f", Local("one"))).Failure?.ErrorId);
        Assert.Equal("ItemConflict", (await FetchAsync(node, RemoteRoot + "/d", Local("two"))).Failure?.ErrorId);
        Assert.Equal("ItemConflict", (await FetchAsync(node, RemoteRoot + "/d", Local("three"))).Failure?.ErrorId);
        Assert.Equal("ItemConflict", (await FetchAsync(node, RemoteRoot + "/d", Local("four"))).Failure?.ErrorId);
        Assert.Equal("old", await File.ReadAllTextAsync(Local("two/d/sub")));
        Assert.False(File.Exists(Local("f")));
        await NothingStagedHereAsync();
    }

    [Fact]
    public async Task AnArchiveThatLeadsOutsideIsRefused()
    {
        // A tar that sends what it should not.
        var node = await Lab.NodeAsync("pi4");
        await OnNodeAsync("pi4", $"mkdir -p '{RemoteRoot}/d/x'; echo evil > '{RemoteRoot}/evil'");
        string[] tricks =
        [
            "cd x; exec /usr/bin/tar -cPf - ../../evil",
            "exec /usr/bin/tar -cPf - /etc/hostname",
            "ln -sfn /tmp x/out; /usr/bin/tar -cf - x/out > /tmp/t; rm x/out; mkdir -p x/out; echo evil > x/out/f; /usr/bin/tar -rf /tmp/t x/out/f; exec cat /tmp/t",
        ];
        try
        {
            foreach (var trick in tricks)
            {
                await OnNodeAsync("pi4", $"cat > /usr/local/bin/tar <<'END'\n#!/bin/sh\n[ \"$1\" != --version ] || exit 1\n{trick}\nEND\nchmod +x /usr/local/bin/tar");

                var result = await FetchAsync(node, RemoteRoot + "/d", Local("to"));

                Assert.Equal("UnsafeArchive", result.Failure?.ErrorId);
                Assert.Empty(Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories));
            }
        }
        finally
        {
            await OnNodeAsync("pi4", "rm /usr/local/bin/tar");
        }
    }

    [Fact]
    public async Task ADamagedFileIsNotPutInPlace()
    {
        var node = await Lab.NodeAsync("pi4");
        await OnNodeAsync("pi4", $"echo right > '{RemoteRoot}/f'; printf '#!/bin/sh\\n/usr/bin/tar \"$@\" | sed s/right/wrong/\\n' > /usr/local/bin/tar; chmod +x /usr/local/bin/tar");
        await File.WriteAllTextAsync(Local("f"), "old");
        try
        {
            Assert.Equal("ChecksumMismatch", (await FetchAsync(node, RemoteRoot + "/f", Root)).Failure?.ErrorId);
            Assert.Equal("old", await File.ReadAllTextAsync(Local("f")));
        }
        finally
        {
            await OnNodeAsync("pi4", "rm /usr/local/bin/tar");
        }
    }

    [Theory]
    [InlineData("/no/such", "ItemNotFound")]
    [InlineData("/dev/null", "ItemUnreadable")]
    [InlineData("/etc/shadow", "ItemDenied")]
    [InlineData("/etc", "ItemDenied")]
    public async Task WhatCannotBeFetchedIsSaidAndLeavesNothing(string path, string errorId)
    {
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };

        var result = await FetchAsync(node, path, Local("to"));

        Assert.Equal(errorId, result.Failure?.ErrorId);
        Assert.Contains("pi1", result.Failure!.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Local("to")));
    }

    [Fact]
    public async Task RootReadsItThroughSudo()
    {
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };

        Assert.Null((await FetchAsync(node, "/etc/shadow", Root, new ItemCopySettings { Sudo = true })).Failure);

        Assert.StartsWith("root:", await File.ReadAllTextAsync(Local("shadow")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsHereAlreadyIsNotFetchedAgain()
    {
        var node = await Lab.NodeAsync("pi1");
        var skip = new ItemCopySettings { SkipUnchanged = true };

        Assert.Equal(DcCopyStatus.Copied, (await FetchAsync(node, "/etc/passwd", Root, skip)).Status);
        Assert.Equal(DcCopyStatus.Unchanged, (await FetchAsync(node, "/etc/passwd", Root, skip)).Status);
        await File.AppendAllTextAsync(Local("passwd"), "x");
        Assert.Equal(DcCopyStatus.Copied, (await FetchAsync(node, "/etc/passwd", Root, skip)).Status);
    }

    [Fact]
    public async Task WhatIsNoFileIsLeftOutAndSaid()
    {
        var node = await Lab.NodeAsync("pi1");
        await OnNodeAsync("pi1", $"cd '{RemoteRoot}'; mkdir d; mkfifo d/pipe; echo x > d/f; (python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"d/sock\")' || perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local=>\"d/sock\")')");

        var result = await FetchAsync(node, RemoteRoot + "/d", Root);

        Assert.Null(result.Failure);
        Assert.Equal(["pipe", "sock"], result.Skipped.Order());
        Assert.Equal([Local("d/f")], Directory.EnumerateFileSystemEntries(Local("d")));
    }

    [Fact]
    public async Task AStoppedFetchLeavesNothingBehind()
    {
        var node = await Lab.NodeAsync("pi1");
        await OnNodeAsync("pi1", $"truncate -s 4G '{RemoteRoot}/big'");
        using var stop = new CancellationTokenSource();
        var reporter = new Reporter(report =>
        {
            if (report.Bytes > 30_000_000)
            {
                stop.Cancel();
            }
        });

        var fetch = new ItemCopy(Pool).FetchAsync([node], RemoteRoot + "/big", Local("to"), new ItemCopySettings(), reporter, stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await fetch.GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync());

        Assert.False(Directory.Exists(Local("to")));
        await Lab.UntilAsync(async () => (await OnNodeAsync("pi1", "pgrep -x tar")).Length == 0, "tar has ended");
    }

    [Fact]
    public async Task AFullDiskOfThisMachineIsNamed()
    {
        var node = await Lab.NodeAsync("pi1");
        await OnNodeAsync("pi1", $"truncate -s 20M '{RemoteRoot}/big'");
        var small = await SmallDiskAsync();

        var result = await FetchAsync(node, RemoteRoot + "/big", small);

        Assert.Equal("DiskFull", result.Failure?.ErrorId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(small));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData("~/")]
    public async Task APathWithoutANameIsRefused(string path)
    {
        var error = await Assert.ThrowsAsync<DentropyException>(async () => await FetchAsync(DcNode.Local, path, Root));
        Assert.Equal("InvalidItemPath", error.ErrorId);
    }

    // The 16 MiB tmpfs of a host, reached from this machine through the host's first process.
    private static async Task<string> SmallDiskAsync()
    {
        using var status = JsonDocument.Parse(await Lab.RunAsync("status", "--json"));
        var host = status.RootElement.EnumerateArray().Single(node => node.GetProperty("name").GetString() == "pi2");
        return $"/proc/{host.GetProperty("pid").GetInt32()}/root/srv/small";
    }
}
