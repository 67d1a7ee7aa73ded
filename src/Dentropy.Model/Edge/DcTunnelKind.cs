namespace Dentropy.Edge;

/// <summary>How a load balancer is joined with the public node.</summary>
public enum DcTunnelKind
{
    /// <summary>WireGuard where the kernels of both ends have it, else ssh.</summary>
    Auto,

    /// <summary>WireGuard: the kernel's, or else the program <c>wireguard-go</c>.</summary>
    WireGuard,

    /// <summary>A reverse tunnel of ssh.</summary>
    Ssh,
}
