using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Cluster;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster.Copy;

public sealed class ArchiveReceiverTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    private string Content => Path.Combine(_root, "staging", "data");

    public ArchiveReceiverTests() => Directory.CreateDirectory(Path.Combine(_root, "staging"));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string, TarEntry[]> Tricks => new()
    {
        { "up", [File("../evil")] },
        { "up in the middle", [File("a/../../evil")] },
        { "absolute", [File("/tmp/evil")] },
        { "absolute folder", [new PaxTarEntry(TarEntryType.Directory, "/tmp/evil")] },
        { "through a link", [Link("out", "/tmp"), File("out/evil")] },
        { "through a link to the present folder", [Link("here", "."), File("here/evil")] },
        { "folder over a link", [Link("out", "/tmp"), new PaxTarEntry(TarEntryType.Directory, "out"), File("out/evil")] },
        { "file over a link", [Link("out", "/etc/passwd"), File("out")] },
        { "link over a folder", [File("d/f"), Link("d", "/tmp")] },
        { "through a file", [File("f"), File("f/evil")] },
        { "twice", [File("f"), File("./f")] },
        { "the folder itself as a file", [File("./")] },
        { "the folder itself as a link", [Link(".", "/tmp")] },
        { "hard link out", [Hard("h", "/etc/passwd")] },
        { "hard link up", [Hard("h", "../../etc/passwd")] },
        { "hard link to a link", [Link("l", "/etc/passwd"), Hard("h", "l")] },
        { "hard link to nothing", [Hard("h", "none")] },
    };

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task WhatWouldLeadOutsideIsRefused(string what, TarEntry[] entries)
    {
        var error = await Assert.ThrowsAsync<DentropyException>(() => ReadAsync(isFolder: true, entries));

        Assert.True(error.ErrorId == "UnsafeArchive", what);
        Assert.Equal(["staging"], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName));
        Assert.Equal(["data"], Directory.EnumerateFileSystemEntries(Path.Combine(_root, "staging")).Select(Path.GetFileName));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(Content, "*", SearchOption.AllDirectories), path => new FileInfo(path).LinkTarget is not null);
    }

    [Fact]
    public async Task OneFileIsOneFile()
    {
        Assert.Equal("UnsafeArchive", (await Assert.ThrowsAsync<DentropyException>(() => ReadAsync(isFolder: false, File("a"), File("b")))).ErrorId);
        System.IO.File.Delete(Content);
        Assert.Equal("UnsafeArchive", (await Assert.ThrowsAsync<DentropyException>(() => ReadAsync(isFolder: false, Link("a", "/etc/passwd")))).ErrorId);
        var received = await ReadAsync(isFolder: false, File("../../whatever/it is called", "content"));
        Assert.Equal("content", await System.IO.File.ReadAllTextAsync(Content));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("content"u8)), received.Items[""].Sum);
    }

    [Fact]
    public async Task LinksWaitAndHardLinksBecomeFiles()
    {
        var received = await ReadAsync(
            isFolder: true,
            Link("link", "../else where"),
            File("a/b/c", "c"),
            Hard("hard", "./a/b/c"),
            new PaxTarEntry(TarEntryType.Directory, "a/b/") { Mode = UnixFileMode.UserRead },
            new PaxTarEntry(TarEntryType.Fifo, "pipe"));

        Assert.Equal("c", await System.IO.File.ReadAllTextAsync(Path.Combine(Content, "hard")));
        Assert.Equal(["a", "hard"], Directory.EnumerateFileSystemEntries(Content).Select(Path.GetFileName).Order());
        Assert.Equal("../else where", received.Items["link"].LinkTarget);
        Assert.Equal(UnixFileMode.UserRead, received.Items["a/b"].Mode);
        Assert.Equal(["", "link", "a", "a/b", "a/b/c", "hard"], received.Items.Keys);
        Assert.Equal(["pipe"], received.Skipped);
        Assert.Equal(2, received.Bytes);
    }

    [Fact]
    public async Task SetUserIdIsNotTaken()
    {
        var entry = File("f");
        entry.Mode = UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.UserRead;
        Assert.Equal(UnixFileMode.UserRead, (await ReadAsync(isFolder: true, entry)).Items["f"].Mode);
    }

    private static PaxTarEntry File(string name, string content = "evil") =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private static PaxTarEntry Hard(string name, string target) => new(TarEntryType.HardLink, name) { LinkName = target };

    private async Task<ArchiveReceiver> ReadAsync(bool isFolder, params TarEntry[] entries)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                await writer.WriteEntryAsync(entry);
            }
        }

        archive.Position = 0;
        var received = new ArchiveReceiver("n", Content, isFolder, _ => { });
        await received.ReadAsync(archive, CancellationToken.None);
        return received;
    }
}
