using System.Net;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Certificates.Issuers;

/// <summary>An authority that issues over ACME, as <c>cloud.yaml</c> names it below <c>certificates: issuers:</c>.</summary>
internal sealed record CertificateIssuer
{
    private const string Section = "certificates";
    private static readonly string[] s_keys = ["directory", "caFile", "contact", "agreeTerms", "challenge", "dnsPlace", "dnsServers", "dnsTimeout", "eab"];

    // Let's Encrypt, "ACME Protocol": the two directories that it runs.
    private static readonly Dictionary<string, string> s_known = new(StringComparer.Ordinal)
    {
        ["letsencrypt"] = "https://acme-v02.api.letsencrypt.org/directory",
        ["letsencrypt-staging"] = "https://acme-staging-v02.api.letsencrypt.org/directory",
    };

    public required string Name { get; init; }

    public required Uri Directory { get; init; }

    /// <summary>Certificates in PEM that the authority's own server may be signed by, beside those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>Addresses that the authority may write to, as <c>mailto:</c> URLs.</summary>
    public IReadOnlyList<string> Contact { get; init; } = [];

    /// <summary>Whether the operator agrees to the authority's terms of service.</summary>
    public bool AgreeTerms { get; init; }

    /// <summary>How names are proved where nothing else is said.</summary>
    public string Challenge { get; init; } = ChallengeNames.Dns;

    /// <summary>DNS place for dns-01; null where the one that has the zone is taken.</summary>
    public string? DnsPlace { get; init; }

    /// <summary>Servers that have to answer the record before the authority is told; none for the zone's own.</summary>
    public IReadOnlyList<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>How long is waited for that.</summary>
    public TimeSpan DnsTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Key identifier of the external account (RFC 8555, 7.3.4); null where there is none.</summary>
    public string? EabKeyId { get; init; }

    /// <summary>Its MAC key, in base64url as authorities hand it out.</summary>
    public SecretReference? EabKey { get; init; }

    /// <summary>The issuers of a cloud, in the file's order.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<IReadOnlyList<CertificateIssuer>> ReadAllAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } section)
            return [];
        return CloudFile.Keys(cloud, section, Section, "issuers").GetValueOrDefault("issuers") switch
        {
            null or YamlText { Text: null } => [],
            YamlMap map => [.. CloudFile.Keys(cloud, map, "issuers").Select(entry => Read(cloud, entry.Key, entry.Value))],
            var other => throw CloudFile.InvalidIn(cloud, other.Line, "issuers: names with values belong here"),
        };
    }

    /// <summary>The issuer of a name.</summary>
    /// <exception cref="DentropyException"><c>CertificateIssuerNotFound</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<CertificateIssuer> FindAsync(string cloud, string name, CancellationToken cancellationToken)
    {
        var all = await ReadAllAsync(cloud, cancellationToken).ConfigureAwait(false);
        return all.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal)) ?? throw CertificateErrors.IssuerNotFound(name, [.. all.Select(one => one.Name)]);
    }

    private static CertificateIssuer Read(string cloud, string name, YamlPiece piece)
    {
        if (!CloudFile.IsName(name))
            throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(name)}' cannot be the name of an issuer: letters, digits, - and _ can");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, $"issuer {name}: keys with values belong here, at least directory");
        var keys = new CloudKeys(cloud, $"issuer {name}", map, s_keys);
        var eab = keys.Map("eab", "keyId", "key");
        if (eab is not null && (eab.Text("keyId") is null || eab.Secret("key") is null))
            throw keys.Wrong("eab", "needs keyId and key");
        return new CertificateIssuer
        {
            Name = name,
            Directory = DirectoryOf(keys),
            CaFile = keys.FilePath("caFile"),
            Contact = [.. keys.Texts("contact").Select(contact => ContactOf(keys, contact))],
            AgreeTerms = keys.Flag("agreeTerms") ?? false,
            Challenge = keys.Text("challenge") switch
            {
                null or ChallengeNames.Dns => ChallengeNames.Dns,
                ChallengeNames.Http => ChallengeNames.Http,
                _ => throw keys.Wrong("challenge", "is neither http-01 nor dns-01"),
            },
            DnsPlace = keys.Text("dnsPlace"),
            DnsServers = [.. keys.Texts("dnsServers").Select(server => ServerOf(keys, server))],
            DnsTimeout = keys.Time("dnsTimeout") switch
            {
                null => TimeSpan.FromMinutes(5),
                { Ticks: > 0 } time => time,
                _ => throw keys.Wrong("dnsTimeout", "has to be more than nothing"),
            },
            EabKeyId = eab?.Text("keyId"),
            EabKey = eab?.Secret("key"),
        };
    }

    private static Uri DirectoryOf(CloudKeys keys)
    {
        var text = keys.Needed("directory");
        return Uri.TryCreate(s_known.GetValueOrDefault(text, text), UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0
            ? uri
            : throw keys.Wrong("directory", $"is no https:// address, and none of {string.Join(", ", s_known.Keys)}");
    }

    private static string ContactOf(CloudKeys keys, string contact) =>
        contact.StartsWith("mailto:", StringComparison.Ordinal) ? contact
        : contact.Contains('@', StringComparison.Ordinal) && !contact.Contains(':', StringComparison.Ordinal) ? "mailto:" + contact
        : throw keys.Wrong("contact", "is no e-mail address");

    private static IPEndPoint ServerOf(CloudKeys keys, string text) =>
        IPEndPoint.TryParse(text, out var server) ? new IPEndPoint(server.Address, server.Port == 0 ? 53 : server.Port) : throw keys.Wrong("dnsServers", "has something that is no IP address, with or without a port");
}
