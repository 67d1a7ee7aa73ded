using System.Diagnostics;
using Dentropy.Engine.Backups;
using Dentropy.Engine.Backups.Age;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Tests.Backups;
using Xunit;

namespace Dentropy.Peers.Tests.Backups;

public sealed class AgeTests
{
    private const string Name = "app@pi1-20261120T153000Z.tar.zst.age";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AnEncryptedBackupIsListedReadAndChecked()
    {
        await using var lab = await LabPlaces.OpenAsync();
        var (key, recipient) = await KeyAsync(lab);
        await WriteAsync(lab, recipient);

        var catalog = new BackupCatalog(lab.Places);
        var blind = Assert.Single(await catalog.ListAsync("./b", null, [], null, Stop).ToListAsync(Stop));
        Assert.Null(blind.Failure);
        Assert.Equal(("app", "pi1", true, true, 0), (blind.Backup!.App, blind.Backup.SourceNode, blind.Backup.Encrypted, blind.Backup.Complete, blind.Backup.FormatVersion));
        var open = Assert.Single(await catalog.ListAsync("./b", null, [key], null, Stop).ToListAsync(Stop));
        Assert.Equal(["data", "/srv/x"], open.Backup!.Volumes.Select(volume => volume.Name));

        await using var file = await lab.Places.OpenFileAsync("./b/*.age", [key], Stop);
        var plain = await Sample.WriteAsync(BackupCompression.Zstd);
        Assert.Equal(plain.Length, file.Length);
        var reader = await BackupReader.OpenAsync(file, Stop);
        Assert.Equal(5, reader.Index.Parts.Count);
        await using var part = reader.OpenPart(reader.Index.Parts[0]);
        await part.CopyToAsync(Stream.Null, Stop);
        var check = Assert.Single(await new BackupCheck(lab.Places).TestAsync("./b", [key], null, Stop).ToListAsync(Stop));
        Assert.True(check.Test!.Valid);
    }

    [Fact]
    public async Task SshKeysAndFilesOfRecipientsServeToo()
    {
        await using var lab = await LabPlaces.OpenAsync();
        var key = Path.Combine(lab.Work, "id");
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        await WriteAsync(lab, (await File.ReadAllTextAsync(key + ".pub", Stop)).Trim());
        await using (var file = await lab.Places.OpenFileAsync("./b/" + Name, [key], Stop))
            await BackupReader.OpenAsync(file, Stop);
        File.Delete(Path.Combine(lab.Work, "b", Name));
        await WriteAsync(lab, key + ".pub");
        await using var again = await lab.Places.OpenFileAsync("./b/" + Name, [key], Stop);
        await BackupReader.OpenAsync(again, Stop);
    }

    [Fact]
    public async Task WhatIsMissingOrWrongIsSaid()
    {
        await using var lab = await LabPlaces.OpenAsync();
        var (key, recipient) = await KeyAsync(lab);
        await WriteAsync(lab, recipient);
        var path = Path.Combine(lab.Work, "b", Name);

        Assert.Equal("IdentityMissing", (await FailAsync(() => lab.Places.OpenFileAsync(path, [], Stop))).ErrorId);
        Assert.Equal("IdentityMissing", (await FailAsync(() => lab.Places.OpenFileAsync(path, [key + ".none"], Stop))).ErrorId);
        File.Delete(key);
        var (other, _) = await KeyAsync(lab);
        await using (var file = await lab.Places.OpenFileAsync(path, [other], Stop))
            Assert.Equal("AgeFailed", (await FailAsync(() => BackupReader.OpenAsync(file, Stop))).ErrorId);
        Assert.Equal("RecipientInvalid", (await FailAsync(() => AgeEncryption.CheckAsync(["age1nonsense"], Stop))).ErrorId);
        Assert.Equal("RecipientInvalid", (await FailAsync(() => AgeEncryption.CheckAsync(["/no/such/file"], Stop))).ErrorId);
    }

    [Fact]
    public async Task AChangedByteIsFound()
    {
        await using var lab = await LabPlaces.OpenAsync();
        var (key, recipient) = await KeyAsync(lab);
        await WriteAsync(lab, recipient);
        var path = Path.Combine(lab.Work, "b", Name);
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, Stop);
        var check = Assert.Single(await new BackupCheck(lab.Places).TestAsync(path, [key], null, Stop).ToListAsync(Stop));
        Assert.Equal("AgeFailed", check.Failure?.ErrorId);
    }

    [Fact]
    public async Task APlaceThatFailsEndsAgeToo()
    {
        await using var lab = await LabPlaces.OpenAsync();
        var (_, recipient) = await KeyAsync(lab);
        await using var place = await lab.Places.OpenAsync("ssh://pi1/srv/small/age", Stop);
        await using var upload = await AgeEncryption.EncryptAsync(await place.CreateAsync(Name, Stop), [recipient], Stop);
        var error = await FailAsync(async () =>
        {
            for (var i = 0; i < 40; i++)
                await upload.Stream.WriteAsync(new byte[1_000_000], Stop);
            await upload.CommitAsync(Stop);
        });
        Assert.Equal("PlaceFull", error.ErrorId);
    }

    private static async Task WriteAsync(LabPlaces lab, string recipient)
    {
        await using var place = await lab.Places.OpenAsync("./b", Stop);
        await using var upload = await AgeEncryption.EncryptAsync(await place.CreateAsync(Name, Stop), [recipient], Stop);
        await upload.Stream.WriteAsync(await Sample.WriteAsync(BackupCompression.Zstd), Stop);
        await upload.CommitAsync(Stop);
    }

    private static async Task<(string Key, string Recipient)> KeyAsync(LabPlaces lab)
    {
        var key = Path.Combine(lab.Work, "key.txt");
        await RunAsync("age-keygen", "-o", key);
        return (key, (await File.ReadAllLinesAsync(key, Stop)).First(line => line.StartsWith("# public key: ", StringComparison.Ordinal))["# public key: ".Length..]);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.Equal(0, process.ExitCode);
    }

    private static Task<DentropyException> FailAsync(Func<Task> work) => Assert.ThrowsAsync<DentropyException>(work);
}
