using System.Security.Cryptography;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Peers.Tests.Copy;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SendTests : CopyTest
{
    [Fact]
    public async Task ALargeFileGoesThereAndBackUnchanged()
    {
        var node = await Lab.NodeAsync("pi1");
        var data = System.Security.Cryptography.RandomNumberGenerator.GetBytes((24 * 1024 * 1024) + 13);
        await File.WriteAllBytesAsync(Local("large"), data);
        var sum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(data));

        var sent = await SendAsync(node, Local("large"), RemoteRoot + "/large");
        var fetched = await FetchAsync(node, RemoteRoot + "/large", Local("back"));

        Assert.Equal((null, DcCopyStatus.Copied, sum), (sent.Failure, sent.Status, sent.Sha256));
        Assert.Equal(sum, (await OnNodeAsync("pi1", $"sha256sum < '{RemoteRoot}/large'"))[..64]);
        Assert.Equal((null, sum), (fetched.Failure, fetched.Sha256));
        Assert.Equal(data, await File.ReadAllBytesAsync(Local("back/large")));
        await NothingStagedOnNodeAsync("pi1", RemoteRoot);
    }

    [Fact]
    public async Task AFileArrivesOnEveryNodeAsItIs()
    {
        var file = Local("it's a \"file\"");
        await File.WriteAllBytesAsync(file, RandomNumberGenerator.GetBytes(3_000_000));
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_001);
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc));
        var nodes = await Lab.NodesAsync();
        var said = new Reports();

        var results = await SendAsync(nodes, file, RemoteRoot + "/copy", progress: said);

        var sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file)));
        Assert.Equal(nodes.Count, results.Count);
        Assert.All(results, result => Assert.Equal((null, DcCopyStatus.Copied, 1L, 3_000_000L, sum, RemoteRoot + "/copy"), (result.Failure, result.Status, result.Files, result.Bytes, result.Sha256, result.Destination)));
        foreach (var node in nodes)
        {
            Assert.Equal($"641 1580702706.7890000000 {sum}  {RemoteRoot}/copy", (await OnNodeAsync(node.Name, $"find '{RemoteRoot}/copy' -printf '%m %T@ '; sha256sum '{RemoteRoot}/copy'")).Trim());
            await NothingStagedOnNodeAsync(node.Name, RemoteRoot);
        }

        Assert.Equal((3_000_000L * nodes.Count, 3_000_000L * nodes.Count, nodes.Count), (said.Last.Bytes, said.Last.TotalBytes, said.Last.Finished));
    }

    [Fact]
    public async Task AFolderArrivesWithAllThatIsHardToCopy()
    {
        var tree = await WeirdTreeAsync();
        var node = await Lab.NodeAsync("pi1");

        var result = await SendAsync(node, tree, RemoteRoot + "/tree");

        Assert.Null(result.Failure);
        Assert.Equal(await ExpectedListAsync(tree), await ListOnNodeAsync("pi1", RemoteRoot + "/tree"));
        await NothingStagedOnNodeAsync("pi1", RemoteRoot);
    }

    [Fact]
    public async Task APlainAccountCanSendFoldersThatItMayNotWriteTo()
    {
        var tree = await WeirdTreeAsync();
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };

        Assert.Null((await SendAsync(node, tree, RemoteRoot + "/tree")).Failure);

        Assert.Equal(await ExpectedListAsync(tree), await ListOnNodeAsync("pi1", RemoteRoot + "/tree"));
        Assert.Equal("", await OnNodeAsync("pi1", $"find '{RemoteRoot}/tree' ! -user ops"));
    }

    [Fact]
    public async Task WhereItGoesDependsOnTheDestinationAlone()
    {
        var node = await Lab.NodeAsync("pi1");
        var file = Local("f");
        await File.WriteAllTextAsync(file, "f");
        Directory.CreateDirectory(Local("d"));
        await File.WriteAllTextAsync(Local("d/in"), "in");
        await OnNodeAsync("pi1", $"mkdir '{RemoteRoot}/there'; ln -s there '{RemoteRoot}/link'");

        Assert.Equal(RemoteRoot + "/there/f", (await SendAsync(node, file, RemoteRoot + "/there")).Destination);
        Assert.Equal(RemoteRoot + "/there/f", (await SendAsync(node, file, RemoteRoot + "/there/")).Destination);
        Assert.Equal(RemoteRoot + "/there/d", (await SendAsync(node, Local("d"), RemoteRoot + "/there/")).Destination);
        Assert.Equal(RemoteRoot + "/new", (await SendAsync(node, Local("d"), RemoteRoot + "/new")).Destination);
        Assert.Equal(RemoteRoot + "/new", (await SendAsync(node, Local("d"), RemoteRoot + "/new")).Destination);
        Assert.Equal(RemoteRoot + "/there", (await SendAsync(node, Local("d") + "/", RemoteRoot + "/link")).Destination);
        Assert.Equal("/root/-x", (await SendAsync(node, file, "-x")).Destination);
        Assert.Equal("/root/f", (await SendAsync(node, file, "~")).Destination);
        Assert.Equal("/root/y", (await SendAsync(node, file, "~/y")).Destination);
        Assert.Equal("/root/f", (await SendAsync(node, file, ".")).Destination);
        Assert.Equal("./link ./new ./new/in ./there ./there/d ./there/d/in ./there/f ./there/in", (await OnNodeAsync("pi1", $"cd '{RemoteRoot}'; find . ! -name . | sort")).Trim().Replace('\n', ' '));
        await OnNodeAsync("pi1", "cd /root; rm -- ./-x y f");
    }

    [Fact]
    public async Task AFolderThatIsThereIsMergedInto()
    {
        var node = await Lab.NodeAsync("pi1");
        var tree = await WeirdTreeAsync();
        await OnNodeAsync("pi1", $"cd '{RemoteRoot}'; mkdir -p 'tree/a b' tree/own 'tree/star[1]*'; chmod 700 'tree/a b'; echo old > tree/random.bin; echo mine > tree/own/mine; echo o > 'tree/star[1]*/o'; ln -s /etc/passwd tree/link");

        var result = await SendAsync(node, tree, RemoteRoot + "/tree");

        Assert.Equal((null, DcCopyStatus.Copied), (result.Failure, result.Status));
        Assert.Equal("mine", (await OnNodeAsync("pi1", $"cat '{RemoteRoot}/tree/own/mine'")).Trim());
        Assert.Equal("700", (await OnNodeAsync("pi1", $"stat -c %a '{RemoteRoot}/tree/a b'")).Trim());
        // What is left when what was there before is taken away is the tree.
        await OnNodeAsync("pi1", $"cd '{RemoteRoot}/tree'; rm -r own 'star[1]*/o'; chmod 755 'a b'; touch -d '2021-03-04 05:06:07.123456700' 'a b' 'star[1]*'");
        Assert.Equal(await ExpectedListAsync(tree), await ListOnNodeAsync("pi1", RemoteRoot + "/tree"));
        Assert.Equal("root", (await OnNodeAsync("pi1", "head -c 4 /etc/passwd")).Trim());
        await NothingStagedOnNodeAsync("pi1", RemoteRoot);
    }

    [Theory]
    [InlineData("f", "mkdir -p 'X/f/sub'", "X/f", "Copied")]
    [InlineData("d", "echo file > X/d", "X/d", "ItemConflict")]
    [InlineData("d", "mkdir -p X/d/in; echo keep > X/d/in/keep", "X/d", "ItemConflict")]
    [InlineData("d", "mkdir X/d; echo file > X/d/sub", "X/d", "ItemConflict")]
    [InlineData("d", "mkdir X/d; ln -s /tmp X/d/sub", "X/d", "ItemConflict")]
    [InlineData("d", "mkdir X/d; mkfifo X/d/in", "X/d", "ItemConflict")]
    [InlineData("f", "mkfifo X/pipe", "X/pipe", "ItemConflict")]
    [InlineData("f", "ln -s loop X/loop", "X/loop", "ItemConflict")]
    [InlineData("f", "true", "X/none/f", "FolderNotFound")]
    [InlineData("f", "true", "X/none/", "FolderNotFound")]
    [InlineData("f", "echo file > X/file", "X/file/f", "ItemConflict")]
    public async Task NothingTakesThePlaceOfAnotherKind(string what, string before, string destination, string outcome)
    {
        await File.WriteAllTextAsync(Local("f"), "f");
        Directory.CreateDirectory(Local("d/sub"));
        await File.WriteAllTextAsync(Local("d/in"), "in");
        await File.WriteAllTextAsync(Local("d/sub/deep"), "deep");
        var node = await Lab.NodeAsync("pi2");
        await OnNodeAsync("pi2", before.Replace("X", $"'{RemoteRoot}'", StringComparison.Ordinal).Replace("''", "", StringComparison.Ordinal));
        var there = await OnNodeAsync("pi2", $"cd '{RemoteRoot}'; find . -printf '%y %p\n' | sort");

        var result = await SendAsync(node, Local(what), destination.Replace("X", RemoteRoot, StringComparison.Ordinal));

        Assert.Equal(outcome, result.Failure?.ErrorId ?? result.Status.ToString());
        if (result.Failure is { } failure)
        {
            Assert.Contains("pi2", failure.Message, StringComparison.Ordinal);
            Assert.Equal(there, await OnNodeAsync("pi2", $"cd '{RemoteRoot}'; find . -printf '%y %p\n' | sort"));
        }
    }

    [Fact]
    public async Task MissingFoldersAreMadeOnRequestAndGoAgainIfItFails()
    {
        var node = await Lab.NodeAsync("pi2");
        await File.WriteAllTextAsync(Local("f"), "f");
        var make = new ItemCopySettings { CreateFolders = true };

        Assert.Null((await SendAsync(node, Local("f"), RemoteRoot + "/one/two/f", make)).Failure);
        Assert.Equal("755 755", (await OnNodeAsync("pi2", $"cd '{RemoteRoot}'; echo $(stat -c %a one one/two)")).Trim());

        await File.WriteAllBytesAsync(Local("big"), new byte[20_000_000]);
        Assert.Equal("DiskFull", (await SendAsync(node, Local("big"), "/srv/small/a/b/c", make)).Failure?.ErrorId);
        Assert.Equal("", await OnNodeAsync("pi2", "ls -A /srv/small"));
    }

    [Fact]
    public async Task AFullDiskIsNamedAndTheOldFileStays()
    {
        var node = await Lab.NodeAsync("pi3");
        await File.WriteAllBytesAsync(Local("big"), new byte[20_000_000]);
        await OnNodeAsync("pi3", "echo old > /srv/small/big");

        var result = await SendAsync(node, Local("big"), "/srv/small/");

        Assert.Equal("DiskFull", result.Failure?.ErrorId);
        Assert.Contains("pi3", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("/srv/small/", result.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("16.0 MiB are free", result.Failure.Message, StringComparison.Ordinal);
        Assert.Equal("old", (await OnNodeAsync("pi3", "cat /srv/small/big; ls -A /srv/small | grep -v big")).Trim());
    }

    [Fact]
    public async Task ADiskThatFillsUpWhileItIsWrittenToIsTheSameError()
    {
        // 5,000 empty files take no bytes, but a place in a file system that has none left.
        var node = await Lab.NodeAsync("pi3");
        await OnNodeAsync("pi3", "mount -o remount,nr_inodes=1000 /srv/small");
        Directory.CreateDirectory(Local("many"));
        for (var i = 0; i < 2000; i++)
        {
            await File.WriteAllTextAsync(Local($"many/{i}"), "");
        }

        try
        {
            var result = await SendAsync(node, Local("many"), "/srv/small/many");

            Assert.Equal("DiskFull", result.Failure?.ErrorId);
            Assert.Equal("", await OnNodeAsync("pi3", "ls -A /srv/small"));
        }
        finally
        {
            await OnNodeAsync("pi3", "mount -o remount,nr_inodes=100000 /srv/small");
        }
    }

    [Fact]
    public async Task AFolderMayBeADiskOfItsOwn()
    {
        var node = await Lab.NodeAsync("pi3") with { User = "ops" };
        Directory.CreateDirectory(Local("d/sub"));
        await File.WriteAllTextAsync(Local("d/sub/f"), "f");

        // The account may write there, but not beside it.
        var result = await SendAsync(node, Local("d"), "/srv/small");

        Assert.Equal((null, "/srv/small"), (result.Failure, result.Destination));
        Assert.Equal("f", await OnNodeAsync("pi3", "cat /srv/small/sub/f; ls -A /srv/small | grep dentropy"));
    }

    [Fact]
    public async Task RootDoesItThroughSudoAndReplacedFilesKeepTheirOwner()
    {
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };
        await File.WriteAllTextAsync(Local("f"), "new");
        await OnNodeAsync("pi1", $"cd '{RemoteRoot}'; mkdir -m 700 root; mkdir root/d; echo old > root/f; chown games:mail root/f; echo old > root/d/f; chown games:mail root/d/f");

        var refused = await SendAsync(node, Local("f"), RemoteRoot + "/root/f");
        Assert.Equal("ItemDenied", refused.Failure?.ErrorId);

        var sudo = new ItemCopySettings { Sudo = true };
        Directory.CreateDirectory(Local("d"));
        File.Copy(Local("f"), Local("d/f"));
        Assert.Null((await SendAsync(node, Local("f"), RemoteRoot + "/root/f", sudo)).Failure);
        Assert.Null((await SendAsync(node, Local("d"), RemoteRoot + "/root/", sudo)).Failure);
        Assert.Equal("new games mail new games mail", (await OnNodeAsync("pi1", $"cd '{RemoteRoot}/root'; echo $(cat f; echo ' '; stat -c '%U %G' f; cat d/f; echo ' '; stat -c '%U %G' d/f)")).Trim());
    }

    [Fact]
    public async Task WithoutTheRightToSudoNothingIsDone()
    {
        var node = await Lab.NodeAsync("pi1") with { User = "ops" };
        await File.WriteAllTextAsync(Local("f"), "new");
        await OnNodeAsync("pi1", "mv /etc/sudoers.d/ops /etc/ops.sudoers");
        try
        {
            Assert.Equal("SudoRefused", (await SendAsync(node, Local("f"), RemoteRoot + "/f", new ItemCopySettings { Sudo = true })).Failure?.ErrorId);
        }
        finally
        {
            await OnNodeAsync("pi1", "mv /etc/ops.sudoers /etc/sudoers.d/ops");
        }
    }

    [Fact]
    public async Task WhatIsThereAlreadyIsNotSentAgain()
    {
        var node = await Lab.NodeAsync("pi2");
        var tree = await WeirdTreeAsync();
        var skip = new ItemCopySettings { SkipUnchanged = true };
        var file = Path.Combine(tree, "random.bin");

        Assert.Equal(DcCopyStatus.Copied, (await SendAsync(node, file, RemoteRoot + "/f", skip)).Status);
        var again = await SendAsync(node, file, RemoteRoot + "/f", skip);
        Assert.Equal((DcCopyStatus.Unchanged, 0L, RemoteRoot + "/f"), (again.Status, again.Bytes, again.Destination));
        Assert.NotNull(again.Sha256);

        Assert.Equal(DcCopyStatus.Copied, (await SendAsync(node, tree, RemoteRoot + "/tree", skip)).Status);
        Assert.Equal((DcCopyStatus.Unchanged, 0L), (await SendAsync(node, tree, RemoteRoot + "/tree", skip)) is var second ? (second.Status, second.Files) : default);

        await OnNodeAsync("pi2", $"cd '{RemoteRoot}/tree'; echo other > 'new\nline'; rmdir empty");
        var third = await SendAsync(node, tree, RemoteRoot + "/tree", skip);
        Assert.Equal((DcCopyStatus.Copied, 1L), (third.Status, third.Files));
        await OnNodeAsync("pi2", $"cd '{RemoteRoot}/tree'; ln -sfn elsewhere link");
        Assert.Equal((DcCopyStatus.Copied, 0L), (await SendAsync(node, tree, RemoteRoot + "/tree", skip)) is var fourth ? (fourth.Status, fourth.Files) : default);
        Assert.Equal("random.bin", (await OnNodeAsync("pi2", $"readlink '{RemoteRoot}/tree/link'")).Trim());
    }

    [Fact]
    public async Task WhatIsNoFileIsLeftOutAndSaid()
    {
        Directory.CreateDirectory(Local("d"));
        await ShellAsync("mkfifo \"$1/pipe\"; : > \"$1/empty\"", Local("d"));

        var result = await SendAsync(await Lab.NodeAsync("pi1"), Local("d"), RemoteRoot + "/d");

        Assert.Equal(["pipe"], result.Skipped);
        Assert.Equal("empty", (await OnNodeAsync("pi1", $"ls '{RemoteRoot}/d'")).Trim());
    }

    [Fact]
    public async Task AStoppedCopyLeavesNothingBehind()
    {
        var node = await Lab.NodeAsync("pi1");
        await ShellAsync("truncate -s 4G \"$1\"", Local("big"));
        await OnNodeAsync("pi1", $"echo old > '{RemoteRoot}/big'");
        foreach (var settings in new ItemCopySettings[] { new(), new() { Sudo = true } })
        {
            using var stop = new CancellationTokenSource();
            var copy = new ItemCopy(Pool).SendAsync([node], Local("big"), RemoteRoot + "/big", settings, new Reporter(report => StopAt(report, stop)), stop.Token);

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await copy.GetAsyncEnumerator(TestContext.Current.CancellationToken).MoveNextAsync());

            await Lab.UntilAsync(async () => (await OnNodeAsync("pi1", $"find '{RemoteRoot}' -name '.dentropy-*'")).Length == 0, "the staged file is gone");
            Assert.Equal("old", (await OnNodeAsync("pi1", $"cat '{RemoteRoot}/big'")).Trim());
        }

        static void StopAt(FanOutProgress report, CancellationTokenSource stop)
        {
            if (report.Bytes > 30_000_000)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public async Task ALinkThatIsLostLeavesNothingBehind()
    {
        var node = await Lab.NodeAsync("pi1");
        await ShellAsync("truncate -s 4G \"$1\"", Local("big"));
        var killed = false;
        var reporter = new Reporter(report =>
        {
            if (report.Bytes > 30_000_000 && !killed)
            {
                killed = true;
                Lab.ExecAsync("pi1", "pkill -KILL -f 'sshd: root'").GetAwaiter().GetResult();
            }
        });

        var result = Assert.Single(await SendAsync([node], Local("big"), RemoteRoot + "/big", settings: null, reporter));

        Assert.Equal("LinkLost", result.Failure?.ErrorId);
        await Lab.UntilAsync(async () => (await OnNodeAsync("pi1", $"ls -A '{RemoteRoot}'")).Length == 0, "the staged file is gone");
    }

    [Fact]
    public async Task AFileThatShrinksMeanwhileIsNotPutInPlace()
    {
        var node = await Lab.NodeAsync("pi1");
        await ShellAsync("truncate -s 4G \"$1\"", Local("big"));
        var reporter = new Reporter(report =>
        {
            if (report.Bytes > 30_000_000)
            {
                ShellAsync("truncate -s 100 \"$1\"", Local("big")).GetAwaiter().GetResult();
            }
        });

        var result = Assert.Single(await SendAsync([node], Local("big"), RemoteRoot + "/big", settings: null, reporter));

        Assert.Equal("ItemChanged", result.Failure?.ErrorId);
        Assert.Equal("", await OnNodeAsync("pi1", $"ls -A '{RemoteRoot}'"));
    }

    [Fact]
    public async Task WrongChecksumsAreNotPutInPlace()
    {
        // A tar that damages what it writes.
        var node = await Lab.NodeAsync("pi4");
        await File.WriteAllTextAsync(Local("f"), "content");
        await OnNodeAsync("pi4", $"echo old > '{RemoteRoot}/f'; printf '#!/bin/sh\\n/usr/bin/tar \"$@\"; echo bad >> data\\n' > /usr/local/bin/tar; chmod +x /usr/local/bin/tar");
        try
        {
            var result = await SendAsync(node, Local("f"), RemoteRoot + "/f");

            Assert.Equal("ChecksumMismatch", result.Failure?.ErrorId);
            Assert.Equal("old", (await OnNodeAsync("pi4", $"cd '{RemoteRoot}'; cat f; ls -A | grep -v f")).Trim());
        }
        finally
        {
            await OnNodeAsync("pi4", "rm /usr/local/bin/tar");
        }
    }

    [Fact]
    public async Task ASystemOfBusyBoxIsEnough()
    {
        var node = await Lab.NodeAsync("pi4");
        var tree = Local("tree");
        Directory.CreateDirectory(Path.Combine(tree, "a b/c"));
        await File.WriteAllTextAsync(Path.Combine(tree, "a b/-f"), "one");
        await File.WriteAllTextAsync(Path.Combine(tree, "ü[x]*"), "two");
        File.CreateSymbolicLink(Path.Combine(tree, "a b/link"), "-f");
        await OnNodeAsync("pi4", "mkdir -p /opt/bb && busybox --install -s /opt/bb && mv /bin/sh /bin/sh.kept && ln -s busybox /bin/sh");
        try
        {
            await Lab.RunAsync("sshd", "pi4", "--set", "SetEnv PATH=/opt/bb");
            await Pool.CloseAsync(node);
            Assert.Null((await SendAsync(node, tree, RemoteRoot + "/tree")).Failure);
            await File.WriteAllTextAsync(Path.Combine(tree, "a b/-f"), "new");
            var again = await SendAsync(node, tree, RemoteRoot + "/tree", new ItemCopySettings { SkipUnchanged = true });
            Assert.Equal((null, 1L), (again.Failure, again.Files));
            var back = await FetchAsync(node, RemoteRoot + "/tree", Local("back"));
            Assert.Null(back.Failure);
            const string Contents = "cd \"$1\"; find . | sort; cat 'a b/-f' 'a b/link' 'ü[x]*'";
            Assert.Equal(await ShellAsync(Contents, tree), await ShellAsync(Contents, back.Destination));
            Assert.Equal(await ShellAsync(Contents, tree), await OnNodeAsync("pi4", $"set -- '{RemoteRoot}/tree'; {Contents}"));
        }
        finally
        {
            await OnNodeAsync("pi4", "mv /bin/sh.kept /bin/sh");
            await Lab.RunAsync("sshd", "pi4", "--reset");
        }
    }

    [Fact]
    public async Task EachNodeHasItsOwnFailure()
    {
        await File.WriteAllTextAsync(Local("f"), "f");
        var good = await Lab.NodeAsync("pi1");
        DcNode[] nodes = [good with { Name = "closed", Port = 9 }, good, await Lab.NodeAsync("pi2")];
        await OnNodeAsync("pi2", $"mkdir -p '{RemoteRoot}/f/f'");

        var results = (await SendAsync(nodes, Local("f"), RemoteRoot + "/f")).ToDictionary(result => result.Node);

        Assert.Equal("NodeUnreachable", results["closed"].Failure?.ErrorId);
        Assert.Equal("ItemConflict", results["pi2"].Failure?.ErrorId);
        Assert.Equal(DcCopyStatus.Copied, results["pi1"].Status);
    }

    [Fact]
    public async Task ThisMachineIsANodeToo()
    {
        var tree = await WeirdTreeAsync();

        var result = await SendAsync(DcNode.Local, tree, Local("copy"));

        Assert.Null(result.Failure);
        Assert.Equal(await ExpectedListAsync(tree), await ListAsync(Local("copy")));
        await NothingStagedHereAsync();
    }

    [Fact]
    public async Task WhatIsNotThereIsSaidBeforeAnythingIsSent()
    {
        var error = await Assert.ThrowsAsync<DentropyException>(async () => await SendAsync(DcNode.Local, Local("none"), "/tmp"));
        Assert.Equal(("ItemNotFound", Local("none")), (error.ErrorId, error.Target));
    }
}
