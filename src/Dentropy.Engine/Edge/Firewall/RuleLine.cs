namespace Dentropy.Engine.Edge.Firewall;

/// <summary>A line of a table of the packet filter.</summary>
/// <param name="Version">4 or 6.</param>
/// <param name="Table">The table, such as <c>filter</c>.</param>
/// <param name="Chain">The chain of ours, such as <c>DENTROPY-INPUT</c>.</param>
/// <param name="Text">What stands behind the chain's name.</param>
internal sealed record RuleLine(int Version, string Table, string Chain, string Text)
{
    /// <summary>As one would type it.</summary>
    public string Command => $"{(Version == 4 ? "iptables" : "ip6tables")} {(Table == "filter" ? "" : $"-t {Table} ")}-A {Chain} {Text}";
}
