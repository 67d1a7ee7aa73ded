using System.Text;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Owned;

/// <summary>
/// Which records Dentropy made at places that keep no comments: a file for each place in the inventory's folder <c>dns/owned</c>, a line a
/// record, sorted, so that a version control shows what changed.
/// </summary>
/// <param name="cloud">The cloud folder.</param>
internal sealed class OwnedRecords(string cloud)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>What is known of a zone at a place: a text for each record.</summary>
    /// <exception cref="DentropyException"><c>DnsOwnedInvalid</c>, <c>DnsOwnedUnreadable</c>.</exception>
    public async Task<IReadOnlySet<string>> ReadAsync(string place, string zone, CancellationToken cancellationToken) =>
        (await ReadAsync(place, cancellationToken).ConfigureAwait(false)).GetValueOrDefault(zone) ?? [];

    /// <summary>A record as the file names it.</summary>
    public static string Key(DcDnsRecord record) => $"{record.Name} {record.Type} {record.Value}";

    /// <summary>Writes down what was done. Of the sets that changes are about, what is owned after them counts and nothing else.</summary>
    /// <param name="place">The place.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="done">Changes that are done, and sets that were found as they should be.</param>
    /// <param name="gone">Records of the file that the place was found to have no more.</param>
    /// <param name="cancellationToken">Ends the waiting for the inventory; a write that began is finished.</param>
    public async Task WriteAsync(string place, string zone, IReadOnlyCollection<DcDnsChange> done, IReadOnlyCollection<string> gone, CancellationToken cancellationToken)
    {
        if (done.Count + gone.Count == 0 || (!File.Exists(PathOf(place)) && !done.Any(change => change.After.Any(record => record.Owned))))
            return;
        DurableFile.MakeFolder(cloud);
        using var turn = await InventoryLock.TakeAsync(cloud, s_patience, cancellationToken).ConfigureAwait(false);
        var zones = await ReadAsync(place, cancellationToken).ConfigureAwait(false);
        if (!zones.TryGetValue(zone, out var keys))
            zones.Add(zone, keys = []);
        var before = new HashSet<string>(keys, StringComparer.Ordinal);
        var sets = done.Select(change => $"{change.Name} {change.Type}").ToHashSet(StringComparer.Ordinal);
        keys.RemoveWhere(key => sets.Contains(SetOf(key)));
        keys.ExceptWith(gone);
        keys.UnionWith(done.SelectMany(change => change.After).Where(record => record.Owned).Select(Key));
        if (!keys.SetEquals(before))
            Save(place, zones);
    }

    private static string Escaped(string text) => string.Concat(text.Select(c => c switch
    {
        '"' or '\\' => "\\" + c,
        _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' => $"\\u{(int)c:X4}",
        _ => c.ToString(),
    }));

    private static string SetOf(string key) => string.Join(' ', key.Split(' ', 3).Take(2));

    private string PathOf(string place) => Path.Join(cloud, "dns", "owned", place + ".yaml");

    private async Task<SortedDictionary<string, SortedSet<string>>> ReadAsync(string place, CancellationToken cancellationToken)
    {
        var path = PathOf(place);
        var zones = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        try
        {
            if (!File.Exists(path))
                return zones;
            switch (YamlTree.Read(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)))
            {
                case null or YamlText { Text: null }:
                    return zones;
                case YamlMap map:
                    foreach (var (zone, records) in map.Entries)
                        zones[Text(zone)] = records is YamlList list ? new SortedSet<string>(list.Items.Select(Text), StringComparer.Ordinal) : throw new YamlProblemException(records.Line, "a list of records belongs here");
                    return zones;
                case { } other:
                    throw new YamlProblemException(other.Line, "zones with lists of records belong here");
            }
        }
        catch (YamlProblemException e)
        {
            throw new DentropyException(
                "DnsOwnedInvalid",
                DentropyErrorCategory.InvalidData,
                path,
                $"{path} line {e.Line}: {e.Message}. Correct it, or restore it from version control; it says which records Dentropy made. Nothing was done.",
                e);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException(
                "DnsOwnedUnreadable", DentropyErrorCategory.ReadError, path, $"{path} cannot be read: {e.Message.TrimEnd('.')}. It says which records Dentropy made; check its permissions. Nothing was done.", e);
        }
    }

    private static string Text(YamlPiece piece) => piece is YamlText { Text: { Length: > 0 } text } ? text : throw new YamlProblemException(piece.Line, "plain text belongs here");

    private void Save(string place, SortedDictionary<string, SortedSet<string>> zones)
    {
        var path = PathOf(place);
        var text = new StringBuilder($"# Records that Dentropy made at {place}, which keeps no comments. It deletes no others.\n");
        foreach (var (zone, keys) in zones.Where(zone => zone.Value.Count > 0))
        {
            text.Append(zone).Append(":\n");
            foreach (var key in keys)
                text.Append("- \"").Append(Escaped(key)).Append("\"\n");
        }

        try
        {
            DurableFile.MakeFolder(Path.GetDirectoryName(path)!);
            DurableFile.Save(path, text.ToString());
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException(
                "DnsOwnedUnwritable",
                DentropyErrorCategory.WriteError,
                path,
                $"{path} cannot be written: {e.Message.TrimEnd('.')}. The records at {place} were changed, but that Dentropy made them is not written down; plans will leave them alone.",
                e);
        }
    }
}
