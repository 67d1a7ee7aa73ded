namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>A message that is not what the RFCs say.</summary>
internal sealed class DnsFormatException(string message) : Exception(message);
