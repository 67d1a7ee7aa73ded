using System.Globalization;
using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Public;

/// <summary>A way that has to carry a connection.</summary>
internal sealed record PublicWay(string Node, string Host, int Port, DcHealthCheck Check, DcProxyProtocol Proxy)
{
    /// <summary>As the script on the node reads it, and names it where it does not.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Node},{Host},{Port},{Check},{Proxy}");
}
