namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>How a run goes about it.</summary>
public sealed record DynamicDnsOptions
{
    /// <summary>Whether a changed address is believed at once where enough sources agree on it, and every place is read, whatever is remembered.</summary>
    public bool Force { get; init; }
}
