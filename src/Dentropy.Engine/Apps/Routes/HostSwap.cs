namespace Dentropy.Engine.Apps.Routes;

/// <summary>Which host names become which.</summary>
internal sealed class HostSwap(string host, string? old, bool all)
{
    /// <summary>Where no old name is given, the first that the labels name is meant, and every other has to go too.</summary>
    public static HostSwap Of(TraefikLabels traefik, string host, string? old)
    {
        var names = traefik.Routers.SelectMany(router => RouteRule.Hosts(router.Rule)).ToList();
        // The shortest name is the one that others lie below, as www.example.org does below example.org.
        var first = old?.Trim().TrimEnd('.') ?? names.MinBy(name => name.Length);
        return new HostSwap(host, first, all: old is null);
    }

    public string Host => host;

    /// <summary>Whether names that no rule of this swap covers are replaced too.</summary>
    public bool All => all;

    public string New(string name)
    {
        if (old is null || string.Equals(name, old, StringComparison.OrdinalIgnoreCase))
            return host;
        if (name.EndsWith("." + old, StringComparison.OrdinalIgnoreCase))
            return string.Concat(name.AsSpan(0, name.Length - old.Length), host);
        return all ? host : name;
    }
}
