using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>A proxy as <c>cloud.yaml</c> names it, below <c>routes:</c>.</summary>
internal sealed record RouteProxy
{
    private const string Section = "routes";
    private static readonly string[] s_keys = ["type", "url", "identity", "secret", "caFile", "email"];

    public required string Cloud { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Account at the proxy; it is no secret.</summary>
    public required string Identity { get; init; }

    public required SecretReference Secret { get; init; }

    public string? CaFile { get; init; }

    /// <summary>Address for certificates, for proxies that ask for one; null for the account's.</summary>
    public string? Email { get; init; }

    /// <summary>The proxies of a cloud, in the file's order.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<RouteProxy>> ReadAllAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } section)
            return [];
        return [.. CloudFile.Keys(cloud, section, Section).Select(entry => Read(cloud, entry.Key, entry.Value))];
    }

    private static RouteProxy Read(string cloud, string name, YamlPiece piece)
    {
        if (name == AppRouteSettings.Traefik || !CloudFile.IsName(name))
            throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of a proxy: letters, digits, - and _ can, and {AppRouteSettings.Traefik} stands for labels of containers");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"proxy {name}: keys with values belong here, at least type, url, identity and secret");
        var keys = new CloudKeys(cloud, $"proxy {name}", map, s_keys);
        var type = keys.Needed("type");
        if (type != NpmWay.Type)
            throw keys.Wrong("type", $"'{Shown.Text(type)}' is not known; there is {NpmWay.Type}");
        return new RouteProxy
        {
            Cloud = cloud,
            Name = name,
            Type = type,
            Url = keys.Url("url") ?? throw keys.Wrong("has no url"),
            Identity = keys.Needed("identity"),
            Secret = keys.Secret("secret") ?? throw keys.Wrong("has no secret"),
            CaFile = keys.FilePath("caFile"),
            Email = keys.Text("email"),
        };
    }
}
