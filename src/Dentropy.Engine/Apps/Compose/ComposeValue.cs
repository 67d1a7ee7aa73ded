using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>A value of a compose file with its place, read as what a key wants it to be.</summary>
internal sealed class ComposeValue(ComposeSource source, YamlPiece piece, string path, int keyLine)
{
    public ComposeSource Source => source;

    public string Path => path;

    // An alias stands far from its anchor; the line of the key is what somebody looks for.
    public int Line => keyLine;

    public bool IsNull => piece is YamlText { Text: null };

    public bool IsText => piece is YamlText { Text: not null };

    public bool IsList => piece is YamlList;

    public bool IsMap => piece is YamlMap;

    public DentropyException Invalid(string problem) => source.Invalid(keyLine, path, problem);

    public void Refuse(string why) => source.Refuse(keyLine, path, why);

    public string Text()
    {
        if (piece is not YamlText { Text: { } text })
            throw Invalid(IsNull ? "a value is missing" : "a list or a map stands where one value belongs");
        try
        {
            return source.Variables.Apply(text);
        }
        catch (FormatException e)
        {
            throw Invalid(e.Message);
        }
    }

    public bool Bool() => Text().Trim().ToLowerInvariant() switch
    {
        "true" or "yes" or "on" => true,
        "false" or "no" or "off" => false,
        _ => throw Invalid($"'{Shown.Text(Text())}' is neither true nor false"),
    };

    public long Long() => long.TryParse(Text().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Invalid($"'{Shown.Text(Text())}' is not a whole number");

    public int Int() => Long() is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Invalid($"{Long()} is too large");

    public double Number() => double.TryParse(Text().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : throw Invalid($"'{Shown.Text(Text())}' is not a number");

    /// <summary>A file mode: octal digits as Compose means them, with or without a leading 0 or 0o.</summary>
    public int Mode()
    {
        var text = Text().Trim();
        var digits = text.StartsWith("0o", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        try
        {
            return digits.Length is > 0 and <= 5 ? Convert.ToInt32(digits, 8) : throw new FormatException();
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw Invalid($"'{Shown.Text(text)}' is not a file mode such as 0440");
        }
    }

    /// <summary>Nanoseconds, as Docker's API takes durations.</summary>
    public long Duration() => ComposeUnits.Duration(Text()) ?? throw Invalid($"'{Shown.Text(Text())}' is not a duration such as 10s or 1m30s");

    public long Bytes() => ComposeUnits.Bytes(Text()) ?? throw Invalid($"'{Shown.Text(Text())}' is not a size such as 512m or 2gb");

    public IReadOnlyList<ComposeValue> Items()
    {
        if (piece is not YamlList list)
            throw Invalid("a list belongs here");
        return [.. list.Items.Select((item, i) => new ComposeValue(source, item, $"{path}[{i}]", item.Line > keyLine ? item.Line : keyLine))];
    }

    /// <summary>A list's items, or the one value that stands in its place.</summary>
    public IReadOnlyList<ComposeValue> OneOrMore() => IsList ? Items() : IsNull ? [] : [this];

    public IReadOnlyList<string> Strings() => [.. OneOrMore().Select(item => item.Text())];

    /// <summary>A map's keys and values, with merge keys (<c>&lt;&lt;</c>) worked in. Keys that start with <c>x-</c> are left out.</summary>
    public IReadOnlyList<KeyValuePair<string, ComposeValue>> Entries()
    {
        if (piece is not YamlMap map)
            throw Invalid("keys with values belong here");
        var entries = new List<KeyValuePair<string, ComposeValue>>();
        var merged = new List<KeyValuePair<string, ComposeValue>>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (keyPiece, value) in map.Entries)
        {
            if (keyPiece is not YamlText { Text: { } key })
                throw source.Invalid(keyPiece.Line, path, "a key is missing or is not plain text");
            var child = new ComposeValue(source, value, path.Length == 0 ? key : $"{path}.{key}", keyPiece.Line);
            if (string.Equals(key, "<<", StringComparison.Ordinal))
            {
                merged.AddRange(child.OneOrMore().SelectMany(each => new ComposeValue(source, each.Piece, path, keyPiece.Line).Entries()));
                continue;
            }

            if (!seen.TryAdd(key, keyPiece.Line))
                throw source.Invalid(keyPiece.Line, child.Path, $"the key is there twice, first on line {seen[key]}");
            if (!key.StartsWith("x-", StringComparison.Ordinal))
                entries.Add(new(key, child));
        }

        // What the map says itself wins; of several that are merged in, the first.
        entries.AddRange(merged.Where(one => !seen.ContainsKey(one.Key)).DistinctBy(one => one.Key, StringComparer.Ordinal));
        return entries;
    }

    /// <summary>Takes each key by its reader; a key without one is refused as unknown.</summary>
    public void Take(IReadOnlyDictionary<string, Action<ComposeValue>> readers)
    {
        foreach (var (key, value) in Entries())
        {
            if (!readers.TryGetValue(key, out var reader))
                throw value.Invalid($"there is no such key; there are {string.Join(", ", readers.Keys.Order(StringComparer.Ordinal))}");
            // What is set to nothing is not set.
            if (!value.IsNull)
                reader(value);
        }
    }

    /// <summary>A map of texts, or the same as a list of <c>key=value</c>. A value is null where it is missing.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Pairs()
    {
        if (IsNull)
            return [];
        if (IsMap)
            return [.. Entries().Select(one => new KeyValuePair<string, string?>(one.Key, one.Value.IsNull ? null : one.Value.Text()))];
        return [.. Items().Select(item =>
        {
            var text = item.Text();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (text.Length == 0 || equals == 0)
                throw item.Invalid("a name is missing before =");
            return equals < 0 ? new KeyValuePair<string, string?>(text, null) : new(text[..equals], text[(equals + 1)..]);
        })];
    }

    private YamlPiece Piece => piece;
}
