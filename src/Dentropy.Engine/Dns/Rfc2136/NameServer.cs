using System.Globalization;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>A name server as a place names it.</summary>
/// <param name="Place">Name of the place.</param>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Key">The key that both sides have.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Timeout">How long it may stay silent.</param>
internal sealed record NameServer(string Place, string Host, int Port, TsigKey Key, TimeProvider Clock, TimeSpan Timeout)
{
    public const int DefaultPort = 53;
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    /// <summary>As errors show it.</summary>
    public override string ToString() => Port == DefaultPort ? Host : string.Create(CultureInfo.InvariantCulture, $"{Host} port {Port}");
}
