namespace Dentropy.Engine.Apps.Routes;

/// <summary>A router of Traefik, as labels describe it.</summary>
internal sealed record TraefikRouter(string Name, bool IsTcp, string RuleLabel, string Rule)
{
    public bool HasTls { get; set; }

    public string? Service { get; set; }
}

/// <summary>What a container's labels say to Traefik.</summary>
internal sealed class TraefikLabels
{
    private readonly Dictionary<string, string> _actual = new(StringComparer.OrdinalIgnoreCase);

    public List<TraefikRouter> Routers { get; } = [];

    public List<string> HttpServices { get; } = [];

    /// <summary>Labels <c>...tls.domains[n].main</c> and <c>.sans</c>, with their values.</summary>
    public List<(string Label, string Value)> TlsDomains { get; } = [];

    public bool Disabled { get; private set; }

    public static TraefikLabels Read(IReadOnlyDictionary<string, string> labels)
    {
        var read = new TraefikLabels();
        foreach (var (label, _) in labels)
            read._actual[label] = label;
        foreach (var (label, value) in labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Is(label, "traefik.enable"))
                read.Disabled = Is(value.Trim(), "false");
            // traefik . protocol . kind . name . option ...
            if (label.Split('.', 5) is [var root, var protocol, var kind, var name, var option] && Is(root, "traefik"))
                read.Take(label, value, (protocol, kind, name, option));
        }

        foreach (var (label, value) in labels)
        {
            if (label.Split('.', 5) is [var root, var protocol, var kind, var name, var option]
                && Is(root, "traefik")
                && Is(kind, "routers")
                && read.Routers.Find(router => Is(router.Name, name) && router.IsTcp == Is(protocol, "tcp")) is { } router)
            {
                if (Is(option, "service"))
                    router.Service = value;
                router.HasTls |= Is(option, "tls") ? !Is(value.Trim(), "false") : option.StartsWith("tls.", StringComparison.OrdinalIgnoreCase);
            }
        }

        return read;
    }

    /// <summary>The label as the container has it, whose letters may differ in case; else the name as it is.</summary>
    public string Actual(string label) => _actual.GetValueOrDefault(label, label);

    private void Take(string label, string value, (string Protocol, string Kind, string Name, string Option) at)
    {
        var tcp = Is(at.Protocol, "tcp");
        if (!tcp && !Is(at.Protocol, "http"))
            return;
        if (Is(at.Kind, "routers") && Is(at.Option, "rule"))
            Routers.Add(new TraefikRouter(at.Name, tcp, label, value));
        else if (Is(at.Kind, "routers") && at.Option.StartsWith("tls.domains[", StringComparison.OrdinalIgnoreCase))
            TlsDomains.Add((label, value));
        else if (!tcp && Is(at.Kind, "services") && !HttpServices.Contains(at.Name, StringComparer.OrdinalIgnoreCase))
            HttpServices.Add(at.Name);
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
