namespace Dentropy.Dns;

/// <summary>A family of addresses.</summary>
public enum DcAddressFamily
{
    /// <summary>Addresses such as 203.0.113.7, in records of type A.</summary>
    IPv4,

    /// <summary>Addresses such as 2001:db8::7, in records of type AAAA.</summary>
    IPv6,
}
