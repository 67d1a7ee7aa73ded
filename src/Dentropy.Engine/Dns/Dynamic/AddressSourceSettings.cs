using System.Globalization;
using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>A source of the public address as <c>cloud.yaml</c> names it: a URL, a well-known name server, a question to a name server, or a node's interface.</summary>
/// <param name="Name">Its name in results and messages.</param>
/// <param name="Open">Makes the source. Nobody is asked anything yet.</param>
internal sealed record AddressSourceSettings(string Name, Func<INodeStore, ILinkPool, CancellationToken, Task<IAddressSource>> Open)
{
    private static readonly DcAddressFamily[] s_both = [DcAddressFamily.IPv4, DcAddressFamily.IPv6];

    /// <summary>What is asked where nothing is written down: five services of four owners, of two kinds.</summary>
    public static IReadOnlyList<AddressSourceSettings> Usual { get; } =
    [
        Http(new Uri("https://api64.ipify.org/")), Http(new Uri("https://icanhazip.com/")), Dns("opendns"), Dns("google"), Dns("cloudflare"),
    ];

    /// <summary>Reads an entry of <c>sources:</c>.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>.</exception>
    public static AddressSourceSettings Read(string cloud, YamlPiece piece)
    {
        if (piece is YamlText { Text: { Length: > 0 } text })
            return Url(text) is { } url ? Http(url) : DnsAddressQuestion.Known.ContainsKey(text) ? Dns(text)
                : throw CloudFile.InvalidIn(cloud, piece.Line, $"'{Shown.Text(text)}' is no source of the public address; write an http:// or https:// address, {string.Join(", ", DnsAddressQuestion.Known.Keys)}, or a map with url, dns or node");
        if (piece is not YamlMap map)
            throw CloudFile.InvalidIn(cloud, piece.Line, "a source of dynamicDns is neither a text nor a map with url, dns or node");
        var keys = new DynamicKeys(cloud, "a source of dynamicDns", map);
        return (keys.Piece("url"), keys.Piece("dns"), keys.Piece("node")) switch
        {
            (not null, null, null) => ReadHttp(new DynamicKeys(cloud, "a source of dynamicDns with url", map, "url", "field", "families", "name")),
            (null, not null, null) => ReadDns(new DynamicKeys(cloud, "a source of dynamicDns with dns", map, "dns", "server", "type", "class", "families", "name")),
            (null, null, not null) => ReadNode(new DynamicKeys(cloud, "a source of dynamicDns with node", map, "node", "interface", "families", "name")),
            _ => throw keys.Wrong("has to have one of url, dns and node"),
        };
    }

    private static AddressSourceSettings ReadHttp(DynamicKeys keys)
    {
        var url = Url(keys.Needed("url")) ?? throw keys.Wrong("url", "is no http:// or https:// address, or has credentials in it");
        return Http(url, keys.Text("name"), keys.Text("field"), keys.Families("families"));
    }

    private static AddressSourceSettings ReadDns(DynamicKeys keys)
    {
        var query = keys.Needed("dns");
        if (keys.Piece("server") is null)
        {
            var known = DnsAddressQuestion.Known.GetValueOrDefault(query) ?? throw keys.Wrong("dns", $"names none of {string.Join(", ", DnsAddressQuestion.Known.Keys)}; give the server too");
            return Made(keys.Text("name") ?? query, new DnsAddressQuestionFamilies(known, keys.Families("families")));
        }

        var servers = keys.Texts("server").Select(text => IPEndPoint.TryParse(text, out var end) ? new IPEndPoint(end.Address, end.Port == 0 ? 53 : end.Port) : throw keys.Wrong("server", "is no address, such as 192.0.2.53 or [2001:db8::53]:5353")).ToList();
        var isText = keys.Text("type") switch
        {
            null or "address" => false,
            "txt" => true,
            _ => throw keys.Wrong("type", "is neither address nor txt"),
        };
        var chaos = keys.Text("class") switch
        {
            null or "in" => false,
            "ch" => true,
            _ => throw keys.Wrong("class", "is neither in nor ch"),
        };
        var question = new DnsAddressQuestion(keys.Read("dns", () => Records.DnsNames.Parse(query)), servers, isText, chaos);
        return Made(keys.Text("name") ?? query, new DnsAddressQuestionFamilies(question, keys.Families("families")));
    }

    private static AddressSourceSettings ReadNode(DynamicKeys keys)
    {
        var (node, device, families) = (keys.Needed("node"), keys.Needed("interface"), keys.Families("families"));
        var name = keys.Text("name") ?? $"{node} {device}";
        return new AddressSourceSettings(name, async (store, links, token) => new NodeAddressSource(
            name,
            await FindAsync(store, node, token).ConfigureAwait(false),
            device,
            families.Count > 0 ? families : s_both,
            links));
    }

    private static async Task<DcNode> FindAsync(INodeStore store, string node, CancellationToken cancellationToken) =>
        string.Equals(node, DcNode.LocalName, StringComparison.OrdinalIgnoreCase) ? DcNode.Local with { Cloud = store.Location }
            : await store.FindAsync(node, cancellationToken).ConfigureAwait(false) ?? throw await NodeErrors.NotFoundAsync(store, node, cancellationToken).ConfigureAwait(false);

    private static AddressSourceSettings Http(Uri url, string? name = null, string? field = null, IReadOnlyList<DcAddressFamily>? families = null)
    {
        // Host and port alone are shown: a path may have a key in it.
        var shown = name ?? (url.IsDefaultPort ? url.Host : string.Create(CultureInfo.InvariantCulture, $"{url.Host}:{url.Port}"));
        IReadOnlyList<DcAddressFamily> told = families is { Count: > 0 } ? families
            : url.HostNameType switch
            {
                UriHostNameType.IPv4 => [DcAddressFamily.IPv4],
                UriHostNameType.IPv6 => [DcAddressFamily.IPv6],
                _ => s_both,
            };
        return new AddressSourceSettings(shown, (_, _, _) => Task.FromResult<IAddressSource>(new HttpAddressSource(shown, url, field, told)));
    }

    private static AddressSourceSettings Dns(string known) => Made(known, new DnsAddressQuestionFamilies(DnsAddressQuestion.Known[known], []));

    private static AddressSourceSettings Made(string name, DnsAddressQuestionFamilies asked) =>
        new(name, (_, _, _) => Task.FromResult<IAddressSource>(new DnsAddressSource(name, asked.Question, asked.Told)));

    private static Uri? Url(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url : null;

    // Where no family is written down, those of the servers: each sees the family that it is asked over.
    private sealed record DnsAddressQuestionFamilies(DnsAddressQuestion Question, IReadOnlyList<DcAddressFamily> Written)
    {
        public IReadOnlyList<DcAddressFamily> Told => Written.Count > 0 ? Written : [.. Question.Servers.Select(server => Addresses.FamilyOf(server.Address)).Distinct()];
    }
}
