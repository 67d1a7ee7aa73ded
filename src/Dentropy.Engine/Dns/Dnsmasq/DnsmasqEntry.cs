namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>A record as the files have it.</summary>
/// <param name="Name">Name in its one spelling.</param>
/// <param name="Type">Type.</param>
/// <param name="Value">Value in its one spelling.</param>
internal readonly record struct DnsmasqEntry(string Name, string Type, string Value);

/// <summary>A line of a file.</summary>
/// <param name="Text">The line as it stands there.</param>
/// <param name="Entries">What it says; nothing where it is a comment or something that is not understood, which stays as it is.</param>
internal sealed record DnsmasqLine(string Text, IReadOnlyList<DnsmasqEntry> Entries);
