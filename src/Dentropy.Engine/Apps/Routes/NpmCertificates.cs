using System.Globalization;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>A certificate that a proxy host shall have; without an id it is yet to be ordered.</summary>
internal sealed record NpmCertificate(int? Id, string Name)
{
    public string Shown => Id is null ? $"new ({Name})" : Name;
}

/// <summary>The certificates that an Nginx Proxy Manager has.</summary>
internal sealed class NpmCertificates
{
    /// <summary>Word for a certificate of Let's Encrypt; it is the provider's name in the API too.</summary>
    public const string LetsEncrypt = "letsencrypt";

    private readonly IReadOnlyList<JsonObject> _all;

    private NpmCertificates(IReadOnlyList<JsonObject> all) => _all = all;

    public static async Task<NpmCertificates> ReadAsync(NpmApi api, CancellationToken cancellationToken) =>
        new(await api.ListAsync("nginx/certificates", cancellationToken).ConfigureAwait(false));

    /// <summary>A certificate of Let's Encrypt for a host that has not run out; the one that is in use first.</summary>
    public NpmCertificate? Covering(string host, int? current) => _all
        .Where(one => one.Text("provider") == LetsEncrypt && IsValid(one) && one.Texts("domain_names").Any(name => Covers(name, host)))
        .OrderByDescending(one => one.Whole("id") == current)
        .Select(Of)
        .FirstOrDefault();

    /// <summary>The certificate that has this name or is for this host.</summary>
    public NpmCertificate? Named(string name) => _all
        .Where(one => string.Equals(one.Text("nice_name"), name, StringComparison.OrdinalIgnoreCase) || one.Texts("domain_names").Contains(name, StringComparer.OrdinalIgnoreCase))
        .OrderByDescending(IsValid)
        .Select(Of)
        .FirstOrDefault();

    public string Shown(int id) => _all.Where(one => one.Whole("id") == id).Select(one => Of(one).Name).FirstOrDefault() ?? string.Create(CultureInfo.InvariantCulture, $"certificate {id}");

    /// <summary>Those that there are, as a part of a sentence.</summary>
    public string Known() => _all.Count == 0 ? "; it has none" : "; there are " + string.Join(", ", _all.Select(one => Of(one).Name));

    private static NpmCertificate Of(JsonObject json) => new(json.Whole("id"), json.Text("nice_name") ?? string.Join(", ", json.Texts("domain_names")));

    private static bool IsValid(JsonObject json) => json.Time("expires_on") is not { } end || end > DateTimeOffset.UtcNow;

    // A * stands for one label (RFC 6125, 6.4.3).
    private static bool Covers(string name, string host) => string.Equals(name, host, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("*.", StringComparison.Ordinal) && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && string.Equals(name[1..], host[dot..], StringComparison.OrdinalIgnoreCase));
}
