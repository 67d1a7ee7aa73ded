using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Certificates.Issuers;

/// <summary>The keys of one issuer, read with the line of each for errors.</summary>
internal sealed record IssuerKeys(string Cloud, string Issuer, int Line, IReadOnlyDictionary<string, YamlPiece> Keys)
{
    public string? Text(string key) => Keys.GetValueOrDefault(key) switch
    {
        null => null,
        YamlText { Text: { Length: > 0 } text } => text,
        _ => throw Wrong(key, "is empty or no plain text"),
    };

    public IReadOnlyList<string> Texts(string key) => Keys.GetValueOrDefault(key) switch
    {
        null => [],
        YamlText { Text: { Length: > 0 } text } => [text],
        YamlList list => [.. list.Items.Select(item => item is YamlText { Text: { Length: > 0 } text } ? text : throw Wrong(key, "holds something that is no plain text"))],
        _ => throw Wrong(key, "is empty or no plain text"),
    };

    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Wrong(key, "is neither true nor false"),
    };

    public SecretReference? Secret(string key) => Text(key) is not { } text ? null
        : SecretReference.Parse(text) ?? throw Wrong(key, "is written out, and this file is meant to be shared; write env:NAME, file:PATH or command:LINE instead");

    public IssuerKeys? Map(string key, params string[] known) => Keys.GetValueOrDefault(key) switch
    {
        null => null,
        YamlMap map => this with { Line = map.Line, Keys = CloudFile.Keys(Cloud, map, $"{key} of issuer {Issuer}", known) },
        _ => throw Wrong(key, "is no map of keys and values"),
    };

    public DentropyException Missing(string key) => CloudFile.InvalidIn(Cloud, Line, $"issuer {Issuer} has no {key}");

    public DentropyException Wrong(string key, string problem) => CloudFile.InvalidIn(Cloud, Keys.TryGetValue(key, out var piece) ? piece.Line : Line, $"issuer {Issuer}: {key} {problem}");
}
