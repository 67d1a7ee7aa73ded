using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A place as <c>cloud.yaml</c> names it, below <c>places:</c>.</summary>
internal sealed record PlaceSettings
{
    private const string Section = "places";
    private static readonly string[] s_keys = ["url", "endpoint", "region", "accessKey", "secretKey", "sessionToken", "pathStyle", "caFile"];

    public required string Name { get; init; }

    /// <summary>A folder's path, <c>s3://bucket/prefix</c> or <c>ssh://node/path</c>.</summary>
    public required string Url { get; init; }

    public Uri? Endpoint { get; init; }

    public string? Region { get; init; }

    /// <summary>A reference, or the access key itself, which is no secret.</summary>
    public string? AccessKey { get; init; }

    public SecretReference? SecretKey { get; init; }

    public SecretReference? SessionToken { get; init; }

    /// <summary>Whether the bucket stands in the path and not in the host name; null for what suits the endpoint.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Certificates in PEM that the endpoint's certificate may be signed by, beside those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>The places of a cloud, in the file's order.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<PlaceSettings>> ReadAllAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } section)
            return [];
        return [.. CloudFile.Keys(cloud, section, Section).Select(entry => Read(cloud, entry.Key, entry.Value))];
    }

    /// <summary>Whether a text can be a place's name: what no path, no URL and no drive is.</summary>
    public static bool IsName(string text) => text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static PlaceSettings Read(string cloud, string name, YamlPiece piece)
    {
        if (!IsName(name))
            throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of a place: letters, digits, - and _ can");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"place {name}: keys with values belong here, at least url");

        var keys = CloudFile.Keys(cloud, map, $"place {name}", s_keys);
        return new PlaceSettings
        {
            Name = name,
            Url = Text("url") ?? throw CloudFile.InvalidIn(cloud, piece.Line, $"place {name} has no url"),
            Endpoint = Text("endpoint") is { } endpoint
                ? Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri : throw Wrong("endpoint", "is no http:// or https:// address")
                : null,
            Region = Text("region"),
            AccessKey = Text("accessKey"),
            SecretKey = Secret("secretKey"),
            SessionToken = Secret("sessionToken"),
            PathStyle = Text("pathStyle") switch
            {
                null => null,
                "true" => true,
                "false" => false,
                _ => throw Wrong("pathStyle", "is neither true nor false"),
            },
            CaFile = Text("caFile") is { } file ? Path.Combine(cloud, file) : null,
        };

        string? Text(string key) => keys.GetValueOrDefault(key) switch
        {
            null => null,
            YamlText { Text: { Length: > 0 } text } => text,
            _ => throw Wrong(key, "is empty or no plain text"),
        };

        SecretReference? Secret(string key) => Text(key) is { } text
            ? SecretReference.Parse(text) ?? throw Wrong(key, "is written out, and this file is meant to be shared; write env:NAME, file:PATH or command:LINE instead")
            : null;

        DentropyException Wrong(string key, string problem) => CloudFile.InvalidIn(cloud, keys[key].Line, $"place {name}: {key} {problem}");
    }
}
