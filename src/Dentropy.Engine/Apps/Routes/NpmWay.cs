using System.Globalization;
using System.Text.Json.Nodes;
using Dentropy.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps.Routes;

/// <summary>Routes by proxy hosts of Nginx Proxy Manager. An update sends only what differs: its PUT is a patch, so what we do not know stays.</summary>
internal sealed class NpmWay(RouteProxy proxy) : IRouteWay
{
    /// <summary>The kind's name in <c>cloud.yaml</c>.</summary>
    public const string Type = "nginx-proxy-manager";

    private const string Item = "proxy host";

    private readonly NpmApi _api = new(proxy);

    public string Name => proxy.Name;

    public void Dispose() => _api.Dispose();

    public async Task<RouteStep> SetAsync(RouteApp app, AppRouteSettings settings, CancellationToken cancellationToken)
    {
        var host = RouteLabels.Checked(settings.Hostname);
        if (settings.EntryPoints.Count > 0)
            throw RouteErrors.Unfit(Name, $"Proxy {Name} has no entry points. Leave -EntryPoint out.");
        if (settings.PathPrefix is not null)
            throw RouteErrors.Unfit(Name, $"Proxy {Name} routes whole host names. Leave -PathPrefix out, or make a custom location at the proxy.");
        var service = RouteTarget.Service(app, settings.Service, host);
        var port = RouteTarget.HostPort(app, service, settings.Port, $"proxy {Name}");
        var forward = settings.ForwardHost ?? Address(app.Node);
        var there = (await HostsAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(one => one.Has(host));
        if (there is not null && !IsOf(there, app, forward))
            throw RouteErrors.Conflict(host, $"at proxy {Name} {there}", "take that host away there, or take another host name");
        var certificates = await NpmCertificates.ReadAsync(_api, cancellationToken).ConfigureAwait(false);
        var certificate = Certificate(certificates, settings, host, there);

        var body = new JsonObject();
        var changes = new List<DcAppRouteChange>();
        if (there is null)
            Change("domain_names", null, host, new JsonArray(host));
        Change("forward_scheme", there?.Scheme, settings.Scheme ?? there?.Scheme ?? "http", settings.Scheme ?? there?.Scheme ?? "http");
        Change("forward_host", there?.Host, forward, forward);
        Change("forward_port", Text(there?.Port), Text(port.HostPort)!, port.HostPort!.Value);
        if (certificate is { } wanted && (wanted.Id is null || wanted.Id != there?.Certificate))
            Change("certificate_id", there is null || there.Certificate == 0 ? null : Text(there.Certificate), wanted.Id is null ? wanted.Shown : Text(wanted.Id)!, wanted.Id ?? 0);
        // What an operator would tick for a new host: an app that is behind it expects websockets to pass, as with Traefik.
        if (there is null)
        {
            Change("allow_websocket_upgrade", null, "true", true);
            if (certificate is not null)
                Change("ssl_forced", null, "true", true);
        }

        if (there is { Enabled: false })
            changes.Add(new DcAppRouteChange { Item = Item, Name = "enabled", Old = "false", New = "true" });
        if (changes.Count > 0)
            body["meta"] = Meta(there, app, service.Name);
        var shown = certificate?.Name ?? (there is { Certificate: > 0 } ? certificates.Shown(there.Certificate) : null);
        var route = new DcAppRoute
        {
            App = app.Name,
            Node = app.Node.Name,
            Service = service.Name,
            Hostnames = there?.Names ?? [host],
            Via = Name,
            Id = Text(there?.Id),
            Tls = shown is not null,
            CertificateResolver = shown,
            Port = port.HostPort,
            Target = string.Create(CultureInfo.InvariantCulture, $"{settings.Scheme ?? there?.Scheme ?? "http"}://{forward}:{port.HostPort}"),
            Action = changes.Count == 0 ? DcAppRouteAction.Keep : there is null ? DcAppRouteAction.Create : DcAppRouteAction.Update,
            Changes = changes,
            Cloud = app.Node.Cloud,
        };
        return new RouteStep(route, changes.Count == 0 ? null : (_, token) => SetAsync(there, body, certificate, host, token));

        void Change(string field, string? old, string text, JsonNode value)
        {
            if (old == text)
                return;
            body[field] = value;
            changes.Add(new DcAppRouteChange { Item = Item, Name = field, Old = old, New = text });
        }
    }

    public async Task<IReadOnlyList<RouteStep>> RemoveAsync(RouteApp app, AppRouteRemoval removal, CancellationToken cancellationToken)
    {
        if (removal.PathPrefix is not null)
            return removal.Via is null ? [] : throw RouteErrors.Unfit(Name, $"Proxy {Name} routes whole host names. Leave -PathPrefix out.");
        var names = removal.Hostnames.Select(RouteLabels.Checked).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var steps = new List<RouteStep>();
        foreach (var there in (await HostsAsync(cancellationToken).ConfigureAwait(false)).Where(one => one.Names.Any(names.Contains) && IsOf(one, app, there: null)))
        {
            var gone = there.Names.Where(names.Contains).ToList();
            var left = there.Names.Except(gone, StringComparer.OrdinalIgnoreCase).ToList();
            var change = new DcAppRouteChange { Item = Item, Name = "domain_names", Old = string.Join(", ", there.Names), New = left.Count > 0 ? string.Join(", ", left) : null };
            var route = Route(there, app.Node, app.Name, service: null, certificate: null) with { Hostnames = gone, Action = DcAppRouteAction.Remove, Changes = [change] };
            steps.Add(new RouteStep(route, async (_, token) =>
            {
                if (left.Count > 0)
                    await _api.SendAsync(HttpMethod.Put, Path(there), new JsonObject { ["domain_names"] = JsonFields.OfTexts(left) }, token).ConfigureAwait(false);
                else
                    await _api.SendAsync(HttpMethod.Delete, Path(there), body: null, token).ConfigureAwait(false);
                return (null, []);
            }));
        }

        return steps;
    }

    public async Task<IReadOnlyList<DcAppRoute>> ListAsync(IReadOnlyList<DcNode> nodes, IReadOnlyList<RouteApp> apps, CancellationToken cancellationToken)
    {
        var hosts = await HostsAsync(cancellationToken).ConfigureAwait(false);
        var certificates = hosts.Any(one => one.Certificate > 0) ? await NpmCertificates.ReadAsync(_api, cancellationToken).ConfigureAwait(false) : null;
        var routes = new List<DcAppRoute>();
        foreach (var host in hosts)
        {
            // An app that moved is marked as before; where two nodes have one of that name, the address tells.
            var app = apps.FirstOrDefault(one => IsOf(host, one, there: null) && IsAt(host, one.Node)) ?? apps.FirstOrDefault(one => IsOf(host, one, there: null));
            var node = app?.Node ?? nodes.FirstOrDefault(one => IsAt(host, one));
            if (node is null)
                continue;
            var service = app?.Services.FirstOrDefault(one => one.Containers.SelectMany(RouteTarget.Published).Any(port => port.HostPort == host.Port));
            routes.Add(Route(host, node, app?.Name, service?.Name, host.Certificate > 0 ? certificates?.Shown(host.Certificate) : null));
        }

        return routes;
    }

    private async Task<(TimeSpan? Downtime, IReadOnlyList<string> Warnings)> SetAsync(NpmHost? there, JsonObject body, NpmCertificate? certificate, string host, CancellationToken cancellationToken)
    {
        // The certificate first: where it cannot be had, the host stays as it was.
        if (certificate is { Id: null })
        {
            var meta = new JsonObject { ["dns_challenge"] = false };
            if (await _api.WantsEmailAsync(cancellationToken).ConfigureAwait(false))
            {
                meta["letsencrypt_email"] = proxy.Email ?? proxy.Identity;
                meta["letsencrypt_agree"] = true;
            }

            var made = await _api.OrderAsync(new JsonObject { ["provider"] = "letsencrypt", ["domain_names"] = new JsonArray(host), ["meta"] = meta }, cancellationToken).ConfigureAwait(false);
            body["certificate_id"] = made.Whole("id") ?? 0;
        }

        if (there is null)
            await _api.SendAsync(HttpMethod.Post, "nginx/proxy-hosts", body, cancellationToken).ConfigureAwait(false);
        else if (body.Count > 1 || there.Enabled)
            await _api.SendAsync(HttpMethod.Put, Path(there), body, cancellationToken).ConfigureAwait(false);
        if (there is { Enabled: false })
            await _api.SendAsync(HttpMethod.Post, Path(there) + "/enable", body: null, cancellationToken).ConfigureAwait(false);
        return (null, []);
    }

    private NpmCertificate? Certificate(NpmCertificates certificates, AppRouteSettings settings, string host, NpmHost? there) => settings.CertificateResolver switch
    {
        null => null,
        NpmCertificates.LetsEncrypt => certificates.Covering(host, there?.Certificate) ?? new NpmCertificate(Id: null, NpmCertificates.LetsEncrypt),
        var named => certificates.Named(named) ?? throw RouteErrors.Proxy(
            "RouteCertificateNotFound",
            DentropyErrorCategory.ObjectNotFound,
            Name,
            $"the proxy has no certificate '{Inventory.Shown.Text(named)}'{certificates.Known()}. Nothing was changed; name one of them, or say -CertificateResolver {NpmCertificates.LetsEncrypt} for one of Let's Encrypt."),
    };

    private async Task<IReadOnlyList<NpmHost>> HostsAsync(CancellationToken cancellationToken) =>
        [.. (await _api.ListAsync("nginx/proxy-hosts", cancellationToken).ConfigureAwait(false)).Select(json => new NpmHost(json))];

    // Ours by the mark, or one that somebody made by hand for a port of this app.
    private static bool IsOf(NpmHost host, RouteApp app, string? there) => host.App is { } marked
        ? marked == app.Name
        : (IsAt(host, app.Node) || (there is not null && string.Equals(host.Host, there, StringComparison.OrdinalIgnoreCase)))
            && app.Services.SelectMany(service => service.Containers).SelectMany(RouteTarget.Published).Any(port => port.HostPort == host.Port);

    private static bool IsAt(NpmHost host, DcNode node) =>
        string.Equals(host.Host, node.Address, StringComparison.OrdinalIgnoreCase) || string.Equals(host.Host, node.Name, StringComparison.OrdinalIgnoreCase);

    private DcAppRoute Route(NpmHost host, DcNode node, string? app, string? service, string? certificate) => new()
    {
        App = app,
        Node = node.Name,
        Service = service ?? host.Meta.Object(NpmHost.Mark).Text("service"),
        Hostnames = host.Names,
        Via = Name,
        Id = Text(host.Id),
        Tls = host.Certificate > 0,
        CertificateResolver = certificate,
        Port = host.Port,
        Target = host.Target,
        Enabled = host.Enabled,
        Cloud = node.Cloud,
    };

    private static JsonObject Meta(NpmHost? there, RouteApp app, string service)
    {
        var meta = there?.Meta?.DeepClone() as JsonObject ?? [];
        meta[NpmHost.Mark] = new JsonObject { ["app"] = app.Name, ["node"] = app.Node.Name, ["service"] = service };
        return meta;
    }

    private string Address(DcNode node) => node.IsLocal
        ? throw RouteErrors.Unfit(node.Name, $"How proxy {Name} reaches this machine is not known. Say it with -ForwardHost.")
        : node.Address ?? node.Name;

    private static string Path(NpmHost host) => string.Create(CultureInfo.InvariantCulture, $"nginx/proxy-hosts/{host.Id}");

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
