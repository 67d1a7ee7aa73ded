using System.Diagnostics;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Tests.Backups;
using Xunit;

namespace Dentropy.Peers.Tests.Backups;

/// <summary>The promise of the format: the tools that everybody has open the file without Dentropy.</summary>
public sealed class ArchiveToolsTests : IDisposable
{
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("dentropy-tools-");

    public void Dispose() => _work.Delete(recursive: true);

    [Theory]
    [InlineData(BackupCompression.Zstd, "zstd -q -t FILE")]
    [InlineData(BackupCompression.Zstd, "tar -C OUT -xf FILE")]
    [InlineData(BackupCompression.Zstd, "bsdtar -C OUT -xf FILE")]
    [InlineData(BackupCompression.Zstd, "zstd -q -dc FILE | busybox tar -C OUT -x")]
    [InlineData(BackupCompression.Gzip, "gzip -t FILE")]
    [InlineData(BackupCompression.Gzip, "tar -C OUT -xf FILE")]
    [InlineData(BackupCompression.Gzip, "bsdtar -C OUT -xf FILE")]
    [InlineData(BackupCompression.Gzip, "busybox tar -C OUT -xzf FILE")]
    public async Task APlainToolOpensIt(BackupCompression compression, string command)
    {
        Lab.Require();
        var (file, folder) = (Path.Combine(_work.FullName, "file"), Directory.CreateDirectory(Path.Combine(_work.FullName, "out")).FullName);
        await File.WriteAllBytesAsync(file, await Sample.WriteAsync(compression), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("bash", ["-c", "set -o pipefail; " + command.Replace("FILE", file).Replace("OUT", folder)]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, said);
        Assert.Equal("", said);
        if (!command.Contains("OUT", StringComparison.Ordinal))
            return;
        Assert.Equal(Sample.Content(300_000), await File.ReadAllBytesAsync(Path.Combine(folder, "volumes/data/one"), TestContext.Current.CancellationToken));
        Assert.Equal(Sample.Content(10), await File.ReadAllBytesAsync(Path.Combine(folder, "volumes/data/two"), TestContext.Current.CancellationToken));
        Assert.Equal(Sample.Images, await File.ReadAllBytesAsync(Path.Combine(folder, "images.tar"), TestContext.Current.CancellationToken));
        Assert.Equal(["app.json", "binds", "definition.json", "files", "images.tar", "index.json", "manifest.json", "volumes"],
            Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task TheEndCanBeReadWithTail()
    {
        var bytes = await Sample.WriteAsync(BackupCompression.Zstd);
        Assert.Matches(@"^DENTROPY-INDEX v0001 \d{20} \d{20} [0-9a-f]{64}\n$", System.Text.Encoding.ASCII.GetString(bytes[^128..]));
    }
}
