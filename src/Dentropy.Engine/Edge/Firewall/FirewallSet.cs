using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>All that Dentropy keeps in a node's packet filter.</summary>
/// <param name="Gateway">What the node is a gateway for; null where it is none.</param>
/// <param name="Forwards">Port forwards, in the order in which they were made.</param>
/// <param name="Rules">Rules, in the order in which they were made.</param>
/// <param name="Former">Settings of the kernel from before the first set that changed them.</param>
internal sealed record FirewallSet(
    DcGateway? Gateway, IReadOnlyList<DcPortForward> Forwards, IReadOnlyList<DcFirewallRule> Rules, IReadOnlyDictionary<string, string> Former)
{
    public static FirewallSet Empty { get; } = new(null, [], [], new SortedDictionary<string, string>(StringComparer.Ordinal));

    public bool IsEmpty => Gateway is null && Forwards.Count == 0 && Rules.Count == 0;
}
