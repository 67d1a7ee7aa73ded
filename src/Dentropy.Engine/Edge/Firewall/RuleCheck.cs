using Dentropy.Edge;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Checks a rule before anything is sent, and brings it into the form in which it is kept.</summary>
internal static class RuleCheck
{
    private const int LongestName = 64;
    private const int LongestInterface = 15;

    public static DcFirewallRule Checked(DcFirewallRule rule)
    {
        rule = rule with { Name = Name(rule.Name), Packets = 0, Bytes = 0, Refused = 0, Status = DcFirewallState.Active };
        if (rule.Priority is < 0 or > 1000)
            throw FirewallErrors.InvalidRule(rule.Name, "its priority has to be from 0 to 1000");
        if (rule.Raw is not null)
            return RawRule.Checked(rule);
        if (rule.Table is not null || rule.Chain is not null)
            throw FirewallErrors.InvalidRule(rule.Name, "a table and a chain are for rules in the words of iptables; its direction says where this one stands");
        var protocols = rule.Protocol.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Select(text => text.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        if (protocols.Contains("any"))
            protocols = [];
        if (protocols.Find(text => text is not ("tcp" or "udp" or "icmp")) is { } unknown)
            throw FirewallErrors.InvalidRule(rule.Name, $"there is no protocol {Shown.Text(unknown)} here; there are tcp, udp, icmp and any, and raw rules for others");
        rule = rule with
        {
            Protocol = protocols,
            Port = PortRange.Checked(rule.Port),
            Source = [.. rule.Source.Select(AddressRange.Checked).Distinct(StringComparer.Ordinal)],
            Destination = [.. rule.Destination.Select(AddressRange.Checked).Distinct(StringComparer.Ordinal)],
            Interface = Interface(rule.Interface),
            OutInterface = Interface(rule.OutInterface),
            State = [.. rule.State.Distinct().Order()],
            RateLimit = rule.RateLimit is null ? null : RateLimit.Parse(rule.RateLimit).ToString(),
        };
        Fits(rule);
        return rule;
    }

    public static string Name(string name) =>
        name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? name : throw FirewallErrors.InvalidName(Shown.Text(name));

    /// <summary>A name of an interface as the kernel allows it; with a plus at its end it stands for all that begin so.</summary>
    public static string? Interface(string? name) =>
        name is null || name.Length is > 0 and <= LongestInterface && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' or '+') && !name.StartsWith('-') ? name : throw FirewallErrors.InvalidInterface(Shown.Text(name));

    private static void Fits(DcFirewallRule rule)
    {
        if (rule.Port.Count > 0 && (rule.Protocol.Count == 0 || rule.Protocol.Contains("icmp", StringComparer.Ordinal)))
            throw FirewallErrors.InvalidRule(rule.Name, "it names ports, which only tcp and udp have; name the protocol");
        if (rule.Direction == DcFirewallDirection.Input && rule.OutInterface is not null)
            throw FirewallErrors.InvalidRule(rule.Name, "packets to the node itself leave by no interface");
        if (rule.Direction == DcFirewallDirection.Output && rule.Interface is not null)
            throw FirewallErrors.InvalidRule(rule.Name, "packets of the node itself came in by no interface; name the one that they go out by");
        if (rule.RateLimit is not null && rule.Action != DcFirewallAction.Accept)
            throw FirewallErrors.InvalidRule(rule.Name, "a limit says how much is accepted, and this rule accepts nothing");
        if (rule.Only && (rule.Source.Count == 0 || rule.Action != DcFirewallAction.Accept))
            throw FirewallErrors.InvalidRule(rule.Name, "to accept some sources only, it needs sources and has to accept them");
        if (RuleWriter.Versions(rule).Count == 0)
            throw FirewallErrors.InvalidRule(rule.Name, "its addresses are of different families, so it can match nothing");
    }
}
