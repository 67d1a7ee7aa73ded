using System.Globalization;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>A proxy host of Nginx Proxy Manager's. Older versions send 0 and 1 where newer ones send false and true.</summary>
internal sealed class NpmHost(JsonObject json)
{
    /// <summary>What we note in a host's <c>meta</c>, which the proxy keeps and does not read.</summary>
    public const string Mark = "dentropy";

    public int Id => json.Whole("id") ?? 0;

    public IReadOnlyList<string> Names => json.Texts("domain_names");

    public string Scheme => json.Text("forward_scheme") ?? "http";

    public string Host => json.Text("forward_host") ?? "";

    public int Port => json.Whole("forward_port") ?? 0;

    public int Certificate => json.Whole("certificate_id") ?? 0;

    public bool Enabled => Is("enabled");

    public JsonObject? Meta => json.Object("meta");

    /// <summary>Name of the app that the host was made for; null for one that was made otherwise.</summary>
    public string? App => Meta.Object(Mark).Text("app");

    public string Target => string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    public bool Has(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public override string ToString() => $"proxy host {Id} ({string.Join(", ", Names)}) leads to {Target}";

    private bool Is(string field) => json.Flag(field) || json.Number(field) == 1;
}
