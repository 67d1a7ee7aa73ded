using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dentropy.Engine.Security.Look;

/// <summary>A port that somebody listens on.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Address">The address that it is bound to; the unspecified one for all.</param>
/// <param name="Port">The port.</param>
/// <param name="Processes">Names of the processes that have it; none where they could not be seen.</param>
internal sealed record ListeningSocket(string Protocol, IPAddress Address, int Port, IReadOnlyList<string> Processes)
{
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    public bool IsTcp => Protocol == "tcp";

    /// <summary>Whether it is bound to all addresses of a family.</summary>
    public bool IsAny => Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any);

    /// <summary>Whether packets of IPv4 come to it: a socket of IPv6 for all addresses takes both, unless another has the port (ipv6(7), IPV6_V6ONLY).</summary>
    public bool Takes4 => Address.AddressFamily == AddressFamily.InterNetwork || Address.Equals(IPAddress.IPv6Any);

    public bool Takes6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>As <c>80/tcp</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Port}/{Protocol}");
}
