using Dentropy.Backups;
using Dentropy.Engine.Backups;
using Dentropy.Engine.Backups.Age;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Backups.Retention;
using Dentropy.Engine.Tests.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

public sealed class PlacesTests : IDisposable
{
    private readonly TempCloud _cloud = new();
    private readonly SshLinkPool _links = new();
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("dentropy-places-");

    private BackupPlaces Places => new(_cloud.Store, _links, _work.FullName);

    private string Backups => Directory.CreateDirectory(Path.Combine(_work.FullName, "b")).FullName;

    public void Dispose()
    {
        _cloud.Dispose();
        _work.Delete(recursive: true);
    }

    [Theory]
    [InlineData("./b", "{work}/b", null)]
    [InlineData("b/", "{work}/b", null)]
    [InlineData("b/app-*.tar.zst", "{work}/b", "app-*.tar.zst")]
    [InlineData("b/app-20261120T153000Z.tar.zst", "{work}/b", "app-20261120T153000Z.tar.zst")]
    [InlineData("/srv/x", "/srv/x", null)]
    [InlineData("s3://bucket", "s3://bucket", null)]
    [InlineData("s3://bucket/a/b/", "s3://bucket/a/b", null)]
    [InlineData("s3://bucket/a/app-20261120T153000Z.tar.zst", "s3://bucket/a", "app-20261120T153000Z.tar.zst")]
    [InlineData("s3://bucket/app-*", "s3://bucket", "app-*")]
    [InlineData("ssh://localhost/srv/b/*", "ssh://localhost/srv/b", "*")]
    [InlineData("ssh://localhost/~/b", "ssh://localhost/~/b", null)]
    [InlineData("home", "s3://backups/home", null)]
    [InlineData("home:", "s3://backups/home", null)]
    [InlineData("home:app-*", "s3://backups/home", "app-*")]
    [InlineData("disk", "/srv/disk", null)]
    public async Task ALocationIsUnderstood(string location, string place, string? pattern)
    {
        _cloud.PutFile("cloud.yaml", "places:\n  home:\n    url: s3://backups/home\n    endpoint: http://localhost:1\n  disk:\n    url: /srv/disk\n");
        var found = await Places.LocateAsync(location, default);
        Assert.Equal((place.Replace("{work}", _work.FullName, StringComparison.Ordinal), pattern), (found.Place.Location, found.Pattern));
    }

    [Theory]
    [InlineData("", "InvalidPlace")]
    [InlineData("ftp://x/y", "InvalidPlace")]
    [InlineData("s3://", "InvalidPlace")]
    [InlineData("s3://b!d/x", "InvalidPlace")]
    [InlineData("ssh://localhost", "InvalidPlace")]
    [InlineData("ssh://localhost/", "InvalidPlace")]
    [InlineData("ssh://root@localhost/x", "InvalidPlace")]
    [InlineData("ssh://localhost/a/../b", "InvalidPlace")]
    [InlineData("ssh://nobody/x", "NodeNotFound")]
    public async Task WhatIsNoPlaceIsRefused(string location, string errorId) => await Errors.Of(errorId, () => Places.LocateAsync(location, default));

    [Theory]
    [InlineData("places:\n  home:\n    url: s3://b\n    secretKey: hunter2\n", 4, "hunter2")]
    [InlineData("places:\n  home:\n    uri: s3://b\n", 3, "")]
    [InlineData("places:\n  home:\n    endpoint: x\n", 3, "")]
    [InlineData("places:\n  home:\n    url: s3://b\n    endpoint: ftp://x\n", 4, "")]
    [InlineData("places:\n  home:\n    url: s3://b\n    pathStyle: maybe\n", 4, "")]
    [InlineData("places:\n  home:\n    url: s3://b\n  home:\n    url: s3://c\n", 4, "")]
    [InlineData("place:\n  home: x\n", 1, "")]
    [InlineData("- a\n", 1, "")]
    [InlineData("places:\n  home: [\n", 3, "")]
    public async Task CloudYamlIsReadStrictlyAndShowsNoSecret(string text, int line, string secret)
    {
        _cloud.PutFile("cloud.yaml", text);
        var error = await Errors.Of("CloudFileInvalid", () => Places.LocateAsync("home", default));
        Assert.Contains($"line {line}", error.Message, StringComparison.Ordinal);
        if (secret.Length > 0)
            Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderTakesAFileWholeOrNotAtAll()
    {
        const string name = "app-20261120T153000Z.tar.zst";
        await using var place = await Places.OpenAsync("./new/b", default);
        await Errors.Of("PlaceNotFound", () => place.ListAsync(default).ToListAsync().AsTask());
        await using (var upload = await place.CreateAsync(name, default))
        {
            await upload.Stream.WriteAsync("content"u8.ToArray());
            Assert.Empty(await place.ListAsync(default).ToListAsync());
            await upload.CommitAsync(default);
        }

        var path = Path.Combine(_work.FullName, "new/b", name);
        Assert.Equal("content", await File.ReadAllTextAsync(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await using (var upload = await place.CreateAsync("app-20261121T153000Z.tar.zst", default))
            await upload.Stream.WriteAsync(new byte[100]);
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task WhatAKilledRunLeftIsClearedWhenItIsOld()
    {
        var old = Path.Combine(Backups, ".app-20261120T153000Z.tar.zst.0a1b2c3d.partial");
        var young = Path.Combine(Backups, ".app-20261120T153001Z.tar.zst.0a1b2c3d.partial");
        var other = Path.Combine(Backups, ".something.partial");
        foreach (var path in new[] { old, young, other })
            await File.WriteAllTextAsync(path, "x");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddDays(-2));
        await using var place = await Places.OpenAsync("./b", default);
        Assert.Empty(await place.ListAsync(default).ToListAsync());
        Assert.True(File.Exists(old));
        await using (await place.CreateAsync("app-20261120T160000Z.tar.zst", default))
        {
        }

        Assert.Equal([young, other], new[] { old, young, other }.Where(File.Exists));
    }

    [Fact]
    public async Task AFullDiskIsSaidAndLeavesNothing()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("There is no /dev/full here.");
        Assert.Equal("PlaceFull", PlaceErrors.Writing("/b/x", new IOException("No space left on device", 28)).ErrorId);
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        var error = await Assert.ThrowsAnyAsync<IOException>(async () => await RandomAccess.WriteAsync(full, new byte[10], 0));
        Assert.Equal("PlaceFull", PlaceErrors.Writing("/b/x", error).ErrorId);
    }

    [Fact]
    public async Task AListingShowsBrokenFilesAndHidesNone()
    {
        var good = await Sample.WriteAsync(BackupCompression.Zstd);
        await File.WriteAllBytesAsync(Path.Combine(Backups, "app-20261120T153000Z.tar.zst"), good);
        await File.WriteAllBytesAsync(Path.Combine(Backups, "app-20261119T153000Z.tar.zst"), good[..^10]);
        await File.WriteAllBytesAsync(Path.Combine(Backups, "app-20261118T153000Z.tar.gz"), await Sample.WriteAsync(BackupCompression.Gzip));
        await File.WriteAllTextAsync(Path.Combine(Backups, "zzz-20261118T153000Z.tar.zst"), "no backup at all");
        await File.WriteAllTextAsync(Path.Combine(Backups, "empty-20261118T153000Z.tar.zst"), "");
        await File.WriteAllTextAsync(Path.Combine(Backups, "notes.txt"), "");

        var listings = await new BackupCatalog(Places).ListAsync("b", null, [], "/cloud", default).ToListAsync();
        Assert.Equal(
            ["app-20261118T153000Z.tar.gz True ", "app-20261119T153000Z.tar.zst False BackupIncomplete", "app-20261120T153000Z.tar.zst True ", "empty-20261118T153000Z.tar.zst False BackupIncomplete", "zzz-20261118T153000Z.tar.zst False NotABackup"],
            listings.Select(listing => $"{listing.Backup?.Name} {listing.Backup?.Complete} {listing.Failure?.ErrorId}"));
        var backup = listings[2].Backup!;
        Assert.Equal(("app", "pi1", good.Length, 1, "/cloud"), (backup.App, backup.SourceNode, (int)backup.Size, backup.FormatVersion, backup.Cloud));
        Assert.Equal(TimeSpan.FromSeconds(3.25), backup.Downtime);
        Assert.True(backup.Volumes[0].StoredSize > 0);
        Assert.Equal(3, (await new BackupCatalog(Places).ListAsync("b", "a?p", [], null, default).ToListAsync()).Count);
        Assert.Equal("BackupNotFound", Assert.Single(await new BackupCatalog(Places).ListAsync("b/app-20200101T000000Z.tar.zst", null, [], null, default).ToListAsync()).Failure!.ErrorId);
    }

    [Fact]
    public async Task PruningABackupMeansItsAppInItsPlace()
    {
        foreach (var (app, day) in new[] { ("app", 18), ("app", 19), ("app", 20), ("other", 18), ("other", 19) })
            await WriteAsync(app, day);
        var removal = new BackupRemoval(Places);
        var plan = await removal.PlanAsync(["b/app-20261120T000000Z.tar.zst"], null, new RetentionPolicy { Last = 1 }, Fail, default);
        Assert.Equal(["app-20261118T000000Z.tar.zst", "app-20261119T000000Z.tar.zst"], plan.Remove.Select(backup => backup.Name));
        plan = await removal.PlanAsync(["b"], null, new RetentionPolicy { Last = 1 }, Fail, default);
        Assert.Equal(3, plan.Remove.Count);
        foreach (var backup in plan.Remove)
            await removal.RemoveAsync(backup, default);
        Assert.Equal(["app-20261120T000000Z.tar.zst", "other-20261119T000000Z.tar.zst"], Directory.EnumerateFiles(Backups).Select(Path.GetFileName).Order());
        await Errors.Of("InvalidPlace", () => removal.GivenAsync("b", default));
        await Errors.Of("BackupNotFound", () => removal.GivenAsync("b/none-*", default));
        Assert.Single(await removal.GivenAsync("b/app-*", default));
        static void Fail(DentropyException e) => Assert.Fail(e.Message);
    }

    [Fact]
    public async Task OneFileIsOpenedByWildcardsThatMeanOne()
    {
        await WriteAsync("app", 19);
        await WriteAsync("app", 20);
        await using (var file = await Places.OpenFileAsync("b/app-20261120*", [], default))
            Assert.Equal("app-20261120T000000Z.tar.zst", file.Name);
        await Errors.Of("BackupAmbiguous", () => Places.OpenFileAsync("b/app-*", [], default));
        await Errors.Of("BackupNotFound", () => Places.OpenFileAsync("b/x-*", [], default));
        await Errors.Of("InvalidPlace", () => Places.OpenFileAsync("b", [], default));
        await Errors.Of("InvalidPlace", () => Places.OpenAsync("b/app-*", default));
    }

    [Fact]
    public void ABackupOfANamedPlaceIsFoundThroughIt()
    {
        var backup = new DcBackup { Name = "n", Path = "s3://b/n", App = "a", Time = Sample.Time, Size = 1 };
        Assert.Equal("s3://b/n", BackupPlaces.LocationOf(backup));
        Assert.Equal("home:n", BackupPlaces.LocationOf(backup with { Place = "home" }));
    }

    [Fact]
    public void PartsOfAnUploadReachFiveTebibytesAndMemoryDoesNot()
    {
        var sizes = Enumerable.Range(1, S3Parts.Most).Select(S3Parts.Size).ToList();
        Assert.True(sizes.Sum() >= 5L << 40);
        Assert.All(sizes, size => Assert.InRange(size, 5 << 20, 5L << 30));
        Assert.True(4 * S3Parts.LargestInMemory <= 64 << 20);
    }

    // age's own files have these lengths: a header, 16 bytes, then the content with 16 bytes more for each 64 KiB that are begun.
    [Theory]
    [InlineData(16 + 16 + 1, 1)]
    [InlineData(16 + 65_536 + 16, 65_536)]
    [InlineData(16 + 65_536 + 16 + 17, 65_537)]
    [InlineData(16 + 16, 0)]
    public async Task TheLengthOfWhatIsEncryptedIsKnown(int behindHeader, int length)
    {
        byte[] header = [.. "age-encryption.org/v1\n-> X25519 abc\ndef\n--- mac\n"u8];
        Assert.Equal(length, await AgeLayout.LengthAsync(new MemoryBackup([.. header, .. new byte[behindHeader]]), default));
        await Errors.Of("BackupIncomplete", () => AgeLayout.LengthAsync(new MemoryBackup(header[..^3]), default));
    }

    private async Task WriteAsync(string app, int day)
    {
        await using var file = File.Create(Path.Combine(Backups, $"{app}-202611{day}T000000Z.tar.zst"));
        var writer = new BackupWriter(file);
        await writer.WriteManifestAsync(Sample.Manifest(BackupCompression.Zstd) with { App = app, Time = new DateTimeOffset(2026, 11, day, 0, 0, 0, TimeSpan.Zero) }, default);
        await writer.CompleteAsync(new BackupOutcome { Duration = TimeSpan.FromSeconds(1) }, default);
    }
}
