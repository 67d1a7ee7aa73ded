using System.Globalization;
using System.Text;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Plans;

/// <summary>Reads a file of zones and their records. What it does not know is an error with file and line.</summary>
internal sealed class DnsPlanFile
{
    private static readonly string[] s_zone = ["place", "places", "ttl", "records"];

    private readonly DnsPlanPieces _pieces;

    private DnsPlanFile(string path) => _pieces = new DnsPlanPieces(path);

    /// <summary>Reads it.</summary>
    /// <exception cref="DentropyException"><c>DnsPlanNotFound</c>, <c>DnsPlanUnreadable</c>, <c>DnsPlanInvalid</c> with the line.</exception>
    public static async Task<IReadOnlyList<DnsPlanZone>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Read(path, await File.ReadAllTextAsync(path, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellationToken).ConfigureAwait(false));
        }
        catch (DecoderFallbackException)
        {
            throw DnsPlanErrors.Invalid(path, 1, "this is not UTF-8 text; save the file as UTF-8");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw DnsPlanErrors.NotFound(path, e);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw DnsPlanErrors.Unreadable(path, e);
        }
    }

    /// <summary>Reads the text of one.</summary>
    public static IReadOnlyList<DnsPlanZone> Read(string path, string text)
    {
        try
        {
            return new DnsPlanFile(path).Zones(YamlTree.Read(text));
        }
        catch (YamlProblemException e)
        {
            throw DnsPlanErrors.Invalid(path, e.Line, e.Message);
        }
    }

    private IReadOnlyList<DnsPlanZone> Zones(YamlPiece? document)
    {
        var file = _pieces.Map(document ?? new YamlText(1, Text: null), "the file", "zones");
        if (file.GetValueOrDefault("zones") is not { } piece)
            throw _pieces.Wrong(document?.Line ?? 1, "there are no zones; write zones: with the names of zones below it");
        var (zones, seen) = (new List<DnsPlanZone>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (key, value) in _pieces.Map(piece, "zones").Select(pair => (pair.Key, pair.Value)))
        {
            var name = _pieces.At(value.Line, () => DnsNames.Parse(key));
            zones.Add(seen.Add(name) ? Zone(name, value) : throw _pieces.Wrong(value.Line, $"the zone {name} is there twice"));
        }

        return zones;
    }

    private DnsPlanZone Zone(string name, YamlPiece piece)
    {
        var keys = _pieces.Map(piece, $"the zone {name}", s_zone);
        var places = _pieces.Texts(keys, "place").Concat(_pieces.Texts(keys, "places")).Distinct(StringComparer.Ordinal).ToList();
        if (places.Count == 0)
            throw _pieces.Wrong(piece.Line, $"the zone {name} has no place; write place: with a name from {CloudFile.Name}");
        var sets = new List<DnsPlanSet>();
        if (keys.GetValueOrDefault("records") is { } records and not YamlText { Text: null })
        {
            foreach (var (key, value) in _pieces.Map(records, $"the records of {name}").Select(pair => (pair.Key, pair.Value)))
                sets.AddRange(new DnsPlanRecords(_pieces, name).Read(key, value));
        }

        Check(sets);
        return new DnsPlanZone(name, piece.Line, places, _pieces.Time(keys, "ttl"), sets);
    }

    // A set is there once for each view, and nothing stands beside a CNAME.
    private void Check(List<DnsPlanSet> sets)
    {
        foreach (var name in sets.GroupBy(set => set.Name, StringComparer.Ordinal))
        {
            var all = name.ToList();
            for (var i = 1; i < all.Count; i++)
            {
                foreach (var other in all.Take(i).Where(other => other.View is null || all[i].View is null || other.View == all[i].View))
                {
                    if (string.Equals(other.Type, all[i].Type, StringComparison.Ordinal))
                        throw _pieces.Wrong(all[i].Line, string.Create(CultureInfo.InvariantCulture, $"{name.Key} has records of type {other.Type} in line {other.Line} already; write all values there"));
                    if (other.Type is "CNAME" || all[i].Type is "CNAME")
                        throw _pieces.Wrong(all[i].Line, string.Create(CultureInfo.InvariantCulture, $"{name.Key} has a CNAME, and nothing can stand beside it (line {other.Line})"));
                }
            }
        }
    }
}
