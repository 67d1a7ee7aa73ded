using System.Globalization;
using System.Runtime.CompilerServices;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A folder of a node, over its link. It is used by the account that the node is reached with; nothing needs root.</summary>
internal sealed class NodePlace(ILinkPool links, DcNode node, string folder) : IBackupPlace
{
    public const string Scheme = "ssh://";

    private const int KindMask = 0xF000;
    private const int RegularFile = 0x8000;

    public string Location => $"{Scheme}{node.Name}{(folder.StartsWith('/') ? "" : "/")}{folder}";

    public string PathOf(string name) => Location.TrimEnd('/') + "/" + name;

    public async IAsyncEnumerable<BackupEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = await RunAsync(NodeScripts.List(folder), Location, cancellationToken).ConfigureAwait(false);
        var entries = text.Split('\n').Select(Entry).OfType<BackupEntry>().OrderBy(entry => entry.Name, StringComparer.Ordinal);
        foreach (var entry in entries)
            yield return entry;
    }

    public async Task<IBackupFile> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var text = await RunAsync(NodeScripts.Length(folder, name), PathOf(name), cancellationToken).ConfigureAwait(false);
        return new NodeFile(links, node, folder, name, PathOf(name), long.Parse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
    }

    public async Task<BackupUpload> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        return await NodeUpload.StartAsync(link, node, folder, name, PathOf(name), cancellationToken).ConfigureAwait(false);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => RunAsync(NodeScripts.Delete(folder, name), PathOf(name), cancellationToken);

    public async Task<long?> FreeSpaceAsync(CancellationToken cancellationToken)
    {
        var text = await RunAsync(NodeScripts.Free(folder), Location, cancellationToken).ConfigureAwait(false);
        return long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var kib) ? kib * 1024 : null;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string> RunAsync(string script, string path, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        return await NodeAnswer.RunAsync(link, node, script, path, cancellationToken).ConfigureAwait(false);
    }

    private static BackupEntry? Entry(string line)
    {
        var words = line.Split(' ', 4);
        return words.Length == 4
            && BackupName.Parse(words[3]) is not null
            && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && int.TryParse(words[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mode)
            && (mode & KindMask) == RegularFile
                ? new BackupEntry(words[3], length, DateTimeOffset.FromUnixTimeSeconds(seconds))
                : null;
    }
}
