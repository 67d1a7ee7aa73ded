namespace Dentropy.Engine.Apps;

/// <summary>How an app is to be reached from now on.</summary>
public sealed record RouteChange
{
    /// <summary>The new host name, without port, e.g. <c>cloud.example.org</c>. Letters of other alphabets become punycode, since Traefik asks for that.</summary>
    public required string Hostname { get; init; }

    /// <summary>
    /// The host name that it takes the place of; names below that one keep what stands before it. Null: every host name in the labels is
    /// replaced, as if the first one were meant here.
    /// </summary>
    public string? OldHostname { get; init; }

    /// <summary>Traefik's entry points, e.g. <c>websecure</c>; null or empty keeps them.</summary>
    public IReadOnlyList<string>? EntryPoints { get; init; }

    /// <summary>Traefik's certificate resolver, e.g. <c>letsencrypt</c>; null keeps it.</summary>
    public string? CertificateResolver { get; init; }

    /// <summary>Port in the container that requests go to; null keeps it.</summary>
    public int? Port { get; init; }
}
