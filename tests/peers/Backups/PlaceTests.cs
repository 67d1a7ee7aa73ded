using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Inventory;
using Xunit;

namespace Dentropy.Peers.Tests.Backups;

/// <summary>What holds for every kind of place, on a real one of each.</summary>
public sealed class PlaceTests
{
    private const string Name = "app-20261120T153000Z.tar.zst";
    private const int Length = 21_000_003;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly byte[] s_content = Content();

    [Theory]
    [InlineData("folder")]
    [InlineData("node")]
    [InlineData("plain")]
    [InlineData("tls")]
    public async Task AFileIsWrittenListedReadAndRemoved(string kind)
    {
        await using var lab = await OpenAsync(kind);
        await using var place = await lab.Places.OpenAsync(Location(lab, kind), Stop);
        await WriteAsync(place, Name, s_content);

        var entry = Assert.Single(await ListAsync(place));
        Assert.Equal((Name, (long)Length), (entry.Name, entry.Length));
        Assert.InRange(entry.Modified, DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddMinutes(10));
        await using (var file = await place.OpenAsync(Name, Stop))
        {
            Assert.Equal((Length, place.PathOf(Name)), ((int)file.Length, file.Path));
            var stretches = new (int Offset, int Length)[] { (0, Length), (0, 1), (Length - 1, 1), (1_048_575, 2), (12_345_678, 5_000_000), (7, 0) };
            await Task.WhenAll(stretches.Select(async stretch =>
                Assert.True((await ReadAsync(file, stretch.Offset, stretch.Length)).AsSpan().SequenceEqual(s_content.AsSpan(stretch.Offset, stretch.Length)), $"{stretch}")));
        }

        Assert.Equal("BackupExists", (await Assert.ThrowsAsync<DentropyException>(() => place.CreateAsync(Name, Stop))).ErrorId);
        await place.DeleteAsync(Name, Stop);
        Assert.Empty(await ListAsync(place));
        Assert.Equal("BackupNotFound", (await Assert.ThrowsAsync<DentropyException>(() => place.DeleteAsync(Name, Stop))).ErrorId);
        Assert.Equal("BackupNotFound", (await Assert.ThrowsAsync<DentropyException>(() => place.OpenAsync(Name, Stop))).ErrorId);
        Assert.Equal(kind is "folder" or "node", await place.FreeSpaceAsync(Stop) > 1000);
    }

    [Theory]
    [InlineData("folder", 0)]
    [InlineData("folder", 5000)]
    [InlineData("node", 0)]
    [InlineData("node", 5_000_000)]
    [InlineData("plain", 0)]
    [InlineData("plain", 5000)]
    [InlineData("plain", 20_000_000)]
    public async Task WhatIsNotCommittedLeavesNothing(string kind, int length)
    {
        await using var lab = await OpenAsync(kind);
        await using var place = await lab.Places.OpenAsync(Location(lab, kind), Stop);
        await using (var upload = await place.CreateAsync(Name, Stop))
            await upload.Stream.WriteAsync(s_content.AsMemory(0, length), Stop);

        Assert.Empty(await ListAsync(place));
        Assert.Equal("", await LeftAsync(lab, kind));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("node")]
    [InlineData("plain")]
    public async Task AnEmptyFileIsAFile(string kind)
    {
        await using var lab = await OpenAsync(kind);
        await using var place = await lab.Places.OpenAsync(Location(lab, kind), Stop);
        await WriteAsync(place, Name, []);
        Assert.Equal(0, Assert.Single(await ListAsync(place)).Length);
        await using var file = await place.OpenAsync(Name, Stop);
        Assert.Empty(await ReadAsync(file, 0, 0));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("node")]
    [InlineData("plain")]
    public async Task OneWhoCommitsLaterDoesNotReplaceTheFirst(string kind)
    {
        await using var lab = await OpenAsync(kind);
        await using var place = await lab.Places.OpenAsync(Location(lab, kind), Stop);
        await using var late = await place.CreateAsync(Name, Stop);
        await late.Stream.WriteAsync("late"u8.ToArray(), Stop);
        await WriteAsync(place, Name, "first"u8.ToArray());
        Assert.Equal("BackupExists", (await Assert.ThrowsAsync<DentropyException>(() => late.CommitAsync(Stop))).ErrorId);
        await late.DisposeAsync();
        await using var file = await place.OpenAsync(Name, Stop);
        Assert.Equal("first"u8.ToArray(), await ReadAsync(file, 0, 5));
    }

    [Fact]
    public async Task AListingHasEveryPage()
    {
        await using var lab = await OpenAsync("plain");
        await Parallel.ForEachAsync(Enumerable.Range(0, 1010), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
            await lab.S3.PutObjectAsync(new() { BucketName = lab.Bucket, Key = $"home/app-{new DateTime(2026, 1, 1).AddHours(i):yyyyMMdd'T'HHmmss'Z'}.tar.zst", ContentBody = "x" }, token));
        await lab.S3.PutObjectAsync(new() { BucketName = lab.Bucket, Key = "home/other.txt", ContentBody = "x" }, Stop);
        await lab.S3.PutObjectAsync(new() { BucketName = lab.Bucket, Key = "home/below/app-20260101T000000Z.tar.zst", ContentBody = "x" }, Stop);
        await using var place = await lab.Places.OpenAsync("plain", Stop);
        Assert.Equal(1010, (await ListAsync(place)).Count);
    }

    [Theory]
    [InlineData("nobucket", "PlaceNotFound")]
    [InlineData("wrong", "PlaceRefused")]
    [InlineData("untrusted", "PlaceUnreachable")]
    [InlineData("silent", "PlaceUnreachable")]
    public async Task WhatIsWrongWithABucketIsSaidWithoutItsSecret(string name, string errorId)
    {
        await using var lab = await OpenAsync(name);
        Environment.SetEnvironmentVariable("DENTROPY_TEST_WRONG_SECRET", "not-the-secret-of-anybody");
        await using var place = await lab.Places.OpenAsync(name, Stop);
        foreach (var work in new Func<Task>[] { () => ListAsync(place), () => WriteAsync(place, Name, s_content), () => place.OpenAsync(Name, Stop) })
        {
            var error = await Assert.ThrowsAsync<DentropyException>(work);
            Assert.True(error.ErrorId == errorId || (name == "nobucket" && error.ErrorId == "BackupNotFound"), $"{error.ErrorId}: {error.Message}");
            Assert.DoesNotContain("not-the-secret", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Environment.GetEnvironmentVariable("DENTROPY_LAB_S3_SECRET")!, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AFullDiskOfANodeIsSaidAndNothingIsLeft()
    {
        await using var lab = await OpenAsync("node");
        await using var place = await lab.Places.OpenAsync("ssh://pi1/srv/small/backups", Stop);
        var error = await Assert.ThrowsAsync<DentropyException>(() => WriteAsync(place, Name, [.. s_content, .. s_content]));
        Assert.Equal("PlaceFull", error.ErrorId);
        await Lab.UntilAsync(async () => (await Lab.ExecAsync("pi1", "ls -A /srv/small/backups")).Length == 0, "nothing is left");
        await Lab.ExecAsync("pi1", "rmdir /srv/small/backups");
    }

    [Fact]
    public async Task ALinkThatIsCutLeavesNoBackup()
    {
        await using var lab = await OpenAsync("node");
        await using var place = await lab.Places.OpenAsync(Location(lab, "node"), Stop);
        await using (var upload = await place.CreateAsync(Name, Stop))
        {
            await upload.Stream.WriteAsync(s_content.AsMemory(0, 3_000_000), Stop);
            await lab.Links.CloseAsync((await new FileNodeStore(lab.Cloud).FindAsync("pi1", Stop))!);
            await Assert.ThrowsAsync<DentropyException>(async () =>
            {
                await upload.Stream.WriteAsync(s_content, Stop);
                await upload.CommitAsync(Stop);
            });
        }

        Assert.Empty(await ListAsync(place));
        Assert.DoesNotContain(Name, (await Lab.ExecAsync("pi1", $"ls {lab.NodeFolder}")).Split('\n'));
    }

    [Fact]
    public async Task AnAccountWithoutTheRightIsTold()
    {
        await using var lab = await OpenAsync("node");
        await Lab.ExecAsync("pi1", $"mkdir -p {lab.NodeFolder}; chmod 700 {lab.NodeFolder}; chown root {lab.NodeFolder}");
        var text = await File.ReadAllTextAsync(Path.Combine(lab.Cloud, "nodes", "pi1.yaml"), Stop);
        await File.WriteAllTextAsync(Path.Combine(lab.Cloud, "nodes", "pi1.yaml"), text.Replace("user: root", "user: ops", StringComparison.Ordinal), Stop);
        await using var place = await lab.Places.OpenAsync(Location(lab, "node"), Stop);
        Assert.Equal("PlaceRefused", (await Assert.ThrowsAsync<DentropyException>(() => ListAsync(place))).ErrorId);
        Assert.Equal("PlaceRefused", (await Assert.ThrowsAsync<DentropyException>(() => place.CreateAsync(Name, Stop))).ErrorId);
        await using var own = await lab.Places.OpenAsync("ssh://pi1/~/backups", Stop);
        await WriteAsync(own, Name, "mine"u8.ToArray());
        Assert.Single(await ListAsync(own));
        await own.DeleteAsync(Name, Stop);
    }

    private static string Location(LabPlaces lab, string kind) => kind switch
    {
        "folder" => "./backups",
        "node" => "ssh://pi1" + lab.NodeFolder,
        _ => kind,
    };

    private static Task<LabPlaces> OpenAsync(string kind) => LabPlaces.OpenAsync(s3: kind is not ("folder" or "node"));

    private static async Task<string> LeftAsync(LabPlaces lab, string kind)
    {
        switch (kind)
        {
            case "folder":
                return string.Join(',', Directory.GetFiles(Path.Combine(lab.Work, "backups")));
            case "node":
                return await Lab.ExecAsync("pi1", $"ls -A {lab.NodeFolder}");
            default:
                var uploads = await lab.S3.ListMultipartUploadsAsync(new Amazon.S3.Model.ListMultipartUploadsRequest { BucketName = lab.Bucket }, Stop);
                return string.Join(',', (uploads.MultipartUploads ?? []).Select(upload => upload.Key));
        }
    }

    // In odd pieces, as a network delivers them.
    private static async Task WriteAsync(IBackupPlace place, string name, byte[] content)
    {
        await using var upload = await place.CreateAsync(name, Stop);
        for (var at = 0; at < content.Length; at += 777_777)
            await upload.Stream.WriteAsync(content.AsMemory(at, Math.Min(777_777, content.Length - at)), Stop);
        await upload.CommitAsync(Stop);
    }

    private static async Task<byte[]> ReadAsync(IBackupFile file, long offset, long length)
    {
        await using var stream = await file.OpenReadAsync(offset, length, Stop);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }

    private static async Task<IReadOnlyList<BackupEntry>> ListAsync(IBackupPlace place)
    {
        var entries = new List<BackupEntry>();
        await foreach (var entry in place.ListAsync(Stop))
            entries.Add(entry);
        return entries;
    }

    private static byte[] Content()
    {
        var content = new byte[Length];
        new Random(1).NextBytes(content);
        return content;
    }
}
