using System.Globalization;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Engine.Edge.Gateway;

/// <summary>A port forward as lines of the packet filter: another destination for what asks for the port, and a way through for it and its answers.</summary>
internal static class ForwardWriter
{
    public static string Tag(string name) => $"dentropy/forward:{name}";

    public static string Accepted(string name) => Tag(name) + "/in";

    public static string Answered(string name) => Tag(name) + "/out";

    public static IEnumerable<RuleLine> Write(DcPortForward forward, DcGateway? gateway)
    {
        var version = AddressRange.Version(forward.Address);
        var from = forward.Interface ?? gateway?.Outside;
        var to = forward.ToPort is { } port ? port.ToString(CultureInfo.InvariantCulture) : PortRange.Colon(forward.Port);
        var target = forward.ToPort is null ? forward.Address : $"{(version == 6 ? $"[{forward.Address}]" : forward.Address)}:{to}";
        var sources = forward.Source.Where(range => AddressRange.Version(range) == version).Select(range => $"-s {range} ").ToList();
        if (forward.Source.Count == 0)
            sources.Add("");
        foreach (var protocol in forward.Protocol)
        {
            foreach (var source in sources)
            {
                yield return new(
                    version,
                    "nat",
                    "DENTROPY-PREROUTING",
                    $"{source}{(from is null ? "" : $"-i {from} ")}-p {protocol} --dport {PortRange.Colon(forward.Port)} -m addrtype --dst-type LOCAL {FirewallTag.Comment(Tag(forward.Name))} -j DNAT --to-destination {target}");
                yield return Through($"{source}-d {forward.Address} -p {protocol} --dport {to}", "ORIGINAL", Accepted(forward.Name));
            }

            yield return Through($"-s {forward.Address} -p {protocol} --sport {to}", "REPLY", Answered(forward.Name));
        }

        RuleLine Through(string match, string direction, string tag) =>
            new(version, "filter", FirewallChains.Forward, $"{match} -m conntrack --ctstate DNAT --ctdir {direction} {FirewallTag.Comment(tag)} -j ACCEPT");
    }
}
