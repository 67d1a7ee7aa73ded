using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>What Dentropy keeps in a node's packet filter, with what the kernel counts.</summary>
/// <param name="Gateway">What the node is a gateway for; null where it is none.</param>
/// <param name="Forwards">Its port forwards, in the order in which they were made.</param>
/// <param name="Rules">Its rules, in the order in which the packet filter goes through them.</param>
/// <param name="Notes">What an operator should know although it is no failure.</param>
public sealed record FirewallView(DcGateway? Gateway, IReadOnlyList<DcPortForward> Forwards, IReadOnlyList<DcFirewallRule> Rules, IReadOnlyList<string> Notes);
