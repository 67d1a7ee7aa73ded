using Dentropy.Dns;

namespace Dentropy.Edge;

/// <summary>A rule of a node's firewall, as Dentropy keeps it there.</summary>
public sealed record DcFirewallRule
{
    /// <summary>Its name on the node: letters, digits, dots, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the node.</summary>
    public string Node { get; init; } = "";

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Which packets it looks at.</summary>
    public DcFirewallDirection Direction { get; init; }

    /// <summary>What becomes of them. A raw rule says so itself.</summary>
    public DcFirewallAction Action { get; init; }

    /// <summary>Protocols: <c>tcp</c>, <c>udp</c>, <c>icmp</c> (ICMPv6 for IPv6); empty for any.</summary>
    public IReadOnlyList<string> Protocol { get; init; } = [];

    /// <summary>Destination ports and ranges, such as <c>443</c> and <c>8000-8100</c>; empty for any.</summary>
    public IReadOnlyList<string> Port { get; init; } = [];

    /// <summary>Networks that it comes from, in CIDR notation; empty for any.</summary>
    public IReadOnlyList<string> Source { get; init; } = [];

    /// <summary>Networks that it goes to, in CIDR notation; empty for any.</summary>
    public IReadOnlyList<string> Destination { get; init; } = [];

    /// <summary>The interface that it comes in by; null for any.</summary>
    public string? Interface { get; init; }

    /// <summary>The interface that it goes out by; null for any.</summary>
    public string? OutInterface { get; init; }

    /// <summary>States of its connection; empty for any.</summary>
    public IReadOnlyList<DcConnectionState> State { get; init; } = [];

    /// <summary>New connections (packets, where the protocol is not TCP) that one source may begin in a time, such as <c>200/s</c>; more are dropped. Null for no limit.</summary>
    public string? RateLimit { get; init; }

    /// <summary>Whether everything else that matches but does not come from <see cref="Source"/> is dropped.</summary>
    public bool Only { get; init; }

    /// <summary>Whether what it matches is written to the kernel's log.</summary>
    public bool Log { get; init; }

    /// <summary>Its place: rules with lower numbers come first, from 0 to 1000; those with the same number in the order in which they were made.</summary>
    public int Priority { get; init; } = 500;

    /// <summary>The only family that it is for; null where its addresses decide, and both where it has none.</summary>
    public DcAddressFamily? Family { get; init; }

    /// <summary>A rule in the words of iptables, without its chain; null for one that the other properties describe.</summary>
    public string? Raw { get; init; }

    /// <summary>The table that a raw rule is for.</summary>
    public string? Table { get; init; }

    /// <summary>The chain that a raw rule is for, such as <c>INPUT</c>.</summary>
    public string? Chain { get; init; }

    /// <summary>Packets that it has decided on since the node's start.</summary>
    public long Packets { get; init; }

    /// <summary>Bytes of those packets.</summary>
    public long Bytes { get; init; }

    /// <summary>Packets that were dropped since they were over the limit, or came from elsewhere than <see cref="Only"/> allows.</summary>
    public long Refused { get; init; }

    /// <summary>Whether it is in force.</summary>
    public DcFirewallState Status { get; init; }

    /// <summary>What it matches, in a few words: <c>tcp 80,443, up to 200/s</c>.</summary>
    public string Describe()
    {
        if (Raw is not null)
            return Raw;
        string?[] words =
        [
            Protocol.Count == 0 ? null : string.Join(',', Protocol) + (Port.Count > 0 ? " " + string.Join(',', Port) : ""),
            Source.Count == 0 ? null : $"{(Only ? "only " : "")}from {Few(Source)}",
            Destination.Count == 0 ? null : $"to {Few(Destination)}",
            Interface is null ? null : $"in {Interface}",
            OutInterface is null ? null : $"out {OutInterface}",
            State.Count == 0 ? null : string.Join(',', State).ToLowerInvariant(),
            RateLimit is null ? null : $"up to {RateLimit}",
        ];
        var text = string.Join(", ", words.OfType<string>());
        return text.Length == 0 ? "any" : text;
    }

    private static string Few(IReadOnlyList<string> ranges) => ranges.Count <= 2 ? string.Join(',', ranges) : $"{ranges[0]} and {ranges.Count - 1} more";
}
