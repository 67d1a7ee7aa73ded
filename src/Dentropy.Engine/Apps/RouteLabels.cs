using System.Globalization;
using Dentropy.Engine.Apps.Routes;

namespace Dentropy.Engine.Apps;

/// <summary>
/// Reads and rewrites the labels by which Traefik, version 2 or 3, routes to a container: <c>traefik.http.routers.NAME.rule</c> and its
/// siblings, as Traefik's page "Docker" of the routing reference lists them. Names of labels are compared without letter case, as Traefik does.
/// </summary>
public static class RouteLabels
{
    private const string Enable = "traefik.enable";

    /// <summary>Whether the labels hold a router of Traefik, HTTP or TCP.</summary>
    /// <param name="labels">The labels of one container.</param>
    public static bool HasRoutes(IReadOnlyDictionary<string, string> labels) => TraefikLabels.Read(labels).Routers.Count > 0;

    /// <summary>The host names that routes lead here from, in order of appearance, each once. A container with <c>traefik.enable=false</c> has none.</summary>
    /// <param name="labels">The labels of one container.</param>
    public static IReadOnlyList<string> Hostnames(IReadOnlyDictionary<string, string> labels)
    {
        var traefik = TraefikLabels.Read(labels);
        return traefik.Disabled
            ? []
            : [.. traefik.Routers.SelectMany(router => RouteRule.Hosts(router.Rule)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>
    /// The labels with the routes changed. Paths, headers and the other conditions of a rule stay. Where routers exist for TLS and for plain HTTP,
    /// entry points and the resolver change on those for TLS only, since the others redirect to them. Where there is no router, one is added.
    /// </summary>
    /// <param name="labels">The labels of one container.</param>
    /// <param name="change">What is to change.</param>
    /// <returns>A new dictionary; labels that are not Traefik's are as they were.</returns>
    /// <exception cref="DentropyException"><c>InvalidHostname</c>, <c>InvalidPort</c>: the change cannot be made.</exception>
    public static IReadOnlyDictionary<string, string> Rewrite(IReadOnlyDictionary<string, string> labels, RouteChange change)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(change);
        var host = Checked(change.Hostname);
        if (change.Port is < 1 or > 65535)
        {
            throw new DentropyException(
                "InvalidPort",
                DentropyErrorCategory.InvalidArgument,
                change.Port.Value.ToString(CultureInfo.InvariantCulture),
                $"{change.Port} is not a port. Give one from 1 to 65535.");
        }

        var traefik = TraefikLabels.Read(labels);
        var changed = new Dictionary<string, string>(labels, StringComparer.Ordinal);
        if (traefik.Routers.Count == 0)
            Add(changed, traefik, host, change);
        else
            Change(changed, traefik, HostSwap.Of(traefik, host, change.OldHostname), change);
        return changed;
    }

    private static void Change(Dictionary<string, string> labels, TraefikLabels traefik, HostSwap swap, RouteChange change)
    {
        var touched = new List<TraefikRouter>();
        foreach (var router in traefik.Routers)
        {
            if (RouteRule.Rewrite(router.Rule, swap, router.IsTcp) is not { } rule)
                continue;
            labels[router.RuleLabel] = rule;
            touched.Add(router);
        }

        foreach (var (label, value) in traefik.TlsDomains)
            labels[label] = string.Join(',', value.Split(',', StringSplitOptions.TrimEntries).Select(name => swap.New(name)).Distinct(StringComparer.OrdinalIgnoreCase));

        var http = touched.Where(router => !router.IsTcp).ToList();
        var secure = http.Where(router => router.HasTls).ToList();
        foreach (var router in secure.Count > 0 ? secure : http)
            Set(labels, traefik, router.Name, change);
        if (change.Port is { } port && http.Count > 0)
            SetPort(labels, traefik, http, port);
    }

    private static void Add(Dictionary<string, string> labels, TraefikLabels traefik, string host, RouteChange change)
    {
        // Names of routers are shared by everything that one Traefik serves, so this one comes from the host name.
        var name = host.Replace("*", "any", StringComparison.Ordinal).Replace('.', '-');
        labels[traefik.Actual(Enable)] = "true";
        labels[$"traefik.http.routers.{name}.rule"] = $"Host(`{host}`)";
        Set(labels, traefik, name, change);
        if (traefik.HttpServices.Count == 1)
            labels[$"traefik.http.routers.{name}.service"] = traefik.HttpServices[0];
        if (change.Port is not { } port)
            return;
        var service = traefik.HttpServices.Count == 1 ? traefik.HttpServices[0] : name;
        labels[traefik.Actual($"traefik.http.services.{service}.loadbalancer.server.port")] = port.ToString(CultureInfo.InvariantCulture);
        labels[$"traefik.http.routers.{name}.service"] = service;
    }

    private static void Set(Dictionary<string, string> labels, TraefikLabels traefik, string router, RouteChange change)
    {
        if (change.EntryPoints is { Count: > 0 } entryPoints)
            labels[traefik.Actual($"traefik.http.routers.{router}.entrypoints")] = string.Join(',', entryPoints);
        if (change.CertificateResolver is not { Length: > 0 } resolver)
            return;
        labels[traefik.Actual($"traefik.http.routers.{router}.tls")] = "true";
        labels[traefik.Actual($"traefik.http.routers.{router}.tls.certresolver")] = resolver;
    }

    // Without a service label Traefik makes a service by itself, with the lowest port; naming one with the router's name gives it this port.
    private static void SetPort(Dictionary<string, string> labels, TraefikLabels traefik, List<TraefikRouter> routers, int port)
    {
        foreach (var router in routers)
        {
            if (router.Service is { } other && other.Contains('@', StringComparison.Ordinal))
                continue;
            var service = router.Service ?? (traefik.HttpServices.Count == 1 ? traefik.HttpServices[0] : null);
            if (service is null)
            {
                service = routers[0].Name;
                labels[$"traefik.http.routers.{router.Name}.service"] = service;
            }

            labels[traefik.Actual($"traefik.http.services.{service}.loadbalancer.server.port")] = port.ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A host name as rules have it: lower case, letters of other alphabets as punycode.</summary>
    internal static string Checked(string hostname)
    {
        string? ascii = null;
        var rest = hostname.Trim().TrimEnd('.');
        var wildcard = rest.StartsWith("*.", StringComparison.Ordinal) ? "*." : "";
        try
        {
            ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(rest[wildcard.Length..]).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // Said below, with the way out.
        }

        return ascii is { Length: > 0 and <= 253 } ? wildcard + ascii : throw new DentropyException(
            "InvalidHostname",
            DentropyErrorCategory.InvalidArgument,
            hostname,
            $"'{Inventory.Shown.Text(hostname)}' is not a host name. Give one such as cloud.example.org, without https:// and without a port.");
    }
}
