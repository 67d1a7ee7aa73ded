namespace Dentropy.Edge;

/// <summary>How it is found out whether a load balancer serves a port.</summary>
public enum DcHealthCheck
{
    /// <summary>By HTTP for public port 80, by TLS for 443, by a connection alone for others.</summary>
    Auto,

    /// <summary>It answers an HTTP request, with whatever status.</summary>
    Http,

    /// <summary>It answers the beginning of TLS.</summary>
    Tls,

    /// <summary>It takes a connection.</summary>
    Connect,
}
