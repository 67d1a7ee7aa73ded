namespace Dentropy.Engine.Apps;

/// <summary>A route that an app shall have.</summary>
public sealed record AppRouteSettings
{
    /// <summary>Name of the way over labels of the app's containers, which Traefik reads.</summary>
    public const string Traefik = "traefik";

    /// <summary>The host name, without scheme and port.</summary>
    public required string Hostname { get; init; }

    /// <summary><see cref="Traefik"/>, or the name of a proxy below <c>routes:</c> in <c>cloud.yaml</c>.</summary>
    public string Via { get; init; } = Traefik;

    /// <summary>Service of the app; null for the one that has routes, or else the only one with ports.</summary>
    public string? Service { get; init; }

    /// <summary>Port in the container; null for the one that is set already, or the only one.</summary>
    public int? Port { get; init; }

    /// <summary>How the container is spoken to, <c>http</c> or <c>https</c>; null keeps it, which is <c>http</c> for a new route.</summary>
    public string? Scheme { get; init; }

    /// <summary>Traefik's entry points; empty keeps them.</summary>
    public IReadOnlyList<string> EntryPoints { get; init; } = [];

    /// <summary>
    /// Traefik's certificate resolver. At a proxy: <c>letsencrypt</c> for a certificate that it has for the name or else asks for, or the name of one of
    /// its certificates. Null keeps what there is.
    /// </summary>
    public string? CertificateResolver { get; init; }

    /// <summary>Beginning of the path that the route is for, e.g. <c>/api</c>; null for every path.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>The node's address as the proxy reaches it; null for the one in the inventory.</summary>
    public string? ForwardHost { get; init; }

    /// <summary>How a container is made anew.</summary>
    public AppRouteSwitch Switch { get; init; } = new();
}

/// <summary>Routes that an app shall lose.</summary>
public sealed record AppRouteRemoval
{
    /// <summary>The host names.</summary>
    public required IReadOnlyList<string> Hostnames { get; init; }

    /// <summary>Where they are taken away; null for wherever they are.</summary>
    public string? Via { get; init; }

    /// <summary>Only routes for this beginning of a path; null for all of the host names.</summary>
    public string? PathPrefix { get; init; }

    /// <summary>How a container is made anew.</summary>
    public AppRouteSwitch Switch { get; init; } = new();
}

/// <summary>How a container gives way to one with other labels.</summary>
public sealed record AppRouteSwitch
{
    /// <summary>The longest time until a container that was healthy is healthy again.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the new container has to run before the old one is given up.</summary>
    public TimeSpan Steady { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time that the old container has to end by itself; null for its own.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Image on the node whose programs are used instead of the node's; null for the node's.</summary>
    public string? HelperImage { get; init; }

    /// <summary>Silence of ours after which the node brings the old container back by itself; null for 20 seconds.</summary>
    public TimeSpan? Silence { get; init; }
}
