namespace Dentropy.Apps;

/// <summary>A way from a host name to an app, and what came of changing it.</summary>
public sealed record DcAppRoute
{
    /// <summary>Name of the app; null where a proxy leads to a port of the node that no app has.</summary>
    public string? App { get; init; }

    /// <summary>Name of the node that the app is on.</summary>
    public required string Node { get; init; }

    /// <summary>Service of the app that requests go to; null where it is not known.</summary>
    public string? Service { get; init; }

    /// <summary>The host names.</summary>
    public required IReadOnlyList<string> Hostnames { get; init; }

    /// <summary>Traefik's rule; null at a proxy that has none.</summary>
    public string? Rule { get; init; }

    /// <summary><c>traefik</c>, or the name of a proxy in <c>cloud.yaml</c>.</summary>
    public required string Via { get; init; }

    /// <summary>Name of the router, or number of the proxy host.</summary>
    public string? Id { get; init; }

    /// <summary>Traefik's entry points; none where Traefik's own are meant, and at a proxy.</summary>
    public IReadOnlyList<string> EntryPoints { get; init; } = [];

    /// <summary>Whether it is reached over TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>Traefik's certificate resolver, or the name of the proxy's certificate; null for none.</summary>
    public string? CertificateResolver { get; init; }

    /// <summary>Port that requests go to: in the container for Traefik, on the node for a proxy; null where Traefik takes the lowest that is exposed.</summary>
    public int? Port { get; init; }

    /// <summary>Where a proxy sends requests, e.g. <c>http://10.77.0.11:8080</c>; null for Traefik.</summary>
    public string? Target { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What the change is.</summary>
    public DcAppRouteAction Action { get; init; }

    /// <summary>What differs between before and after.</summary>
    public IReadOnlyList<DcAppRouteChange> Changes { get; init; } = [];

    /// <summary>Whether the change was made; false where there was nothing to change, or it is only planned.</summary>
    public bool Applied { get; init; }

    /// <summary>How long the service was not there, from the stop of the old container until the new one ran; null where no container was touched.</summary>
    public TimeSpan? Downtime { get; init; }

    /// <summary>What the operator should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Folder of the inventory that the node was read from; null for one that no inventory holds.</summary>
    public string? Cloud { get; init; }

    /// <summary>The host names, with commas between them.</summary>
    public override string ToString() => string.Join(", ", Hostnames);
}
