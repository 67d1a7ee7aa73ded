namespace Dentropy.Engine.Security.Look;

/// <summary>A port that the packet filter sends on.</summary>
/// <param name="Protocol">Its protocol; empty for any.</param>
/// <param name="Port">The port, ports or range; empty for any.</param>
/// <param name="Target">Address with or without a port.</param>
/// <param name="Name">What Dentropy calls it; null for what others made.</param>
internal sealed record ForwardedPort(string Protocol, string Port, string Target, string? Name);
