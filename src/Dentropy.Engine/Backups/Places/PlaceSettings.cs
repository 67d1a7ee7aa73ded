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

    private static PlaceSettings Read(string cloud, string name, YamlPiece piece)
    {
        if (!CloudFile.IsName(name))
            throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of a place: letters, digits, - and _ can");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"place {name}: keys with values belong here, at least url");

        var keys = new CloudKeys(cloud, $"place {name}", map, s_keys);
        return new PlaceSettings
        {
            Name = name,
            Url = keys.Needed("url"),
            Endpoint = keys.Url("endpoint"),
            Region = keys.Text("region"),
            AccessKey = keys.Text("accessKey"),
            SecretKey = keys.Secret("secretKey"),
            SessionToken = keys.Secret("sessionToken"),
            PathStyle = keys.Flag("pathStyle"),
            CaFile = keys.FilePath("caFile"),
        };
    }
}
