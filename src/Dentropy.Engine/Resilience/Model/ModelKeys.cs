using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>Values of one map of <c>topology:</c> or <c>services:</c>, with the lines that errors name.</summary>
internal sealed class ModelKeys(string cloud, string what, YamlMap map, params string[] known) : CloudKeys(cloud, what, map, known)
{
    /// <summary>Where the map starts.</summary>
    public int Line { get; } = map.Line;

    /// <summary>A value or a list of them, each with its line.</summary>
    public IReadOnlyList<YamlText> Words(string key) => Piece(key) switch
    {
        null => [],
        YamlList list => [.. list.Items.Select(item => Word(key, item))],
        var piece => [Word(key, piece)],
    };

    /// <summary>A whole number; null where there is none.</summary>
    public int? Number(string key, int least) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
        : throw Wrong(key, string.Create(CultureInfo.InvariantCulture, $"is no whole number of at least {least}"));

    /// <summary>The line of a key's value; that of the map where it has none.</summary>
    public ModelPlace At(string key) => ModelPlace.Of(Cloud, Piece(key)?.Line ?? Line);

    private YamlText Word(string key, YamlPiece piece) => piece is YamlText { Text.Length: > 0 } word ? word : throw Wrong(key, "is empty or no plain text");
}
