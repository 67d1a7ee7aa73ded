namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>A question, or what an update is about (RFC 1035, 4.1.2).</summary>
/// <param name="Name">Name, without the dot at its end.</param>
/// <param name="Type">Number of the type.</param>
internal readonly record struct WireQuestion(string Name, ushort Type);

/// <summary>A record as it travels (RFC 1035, 4.1.3).</summary>
/// <param name="Name">Name, in lower case and without the dot at its end; the root is <c>.</c>.</param>
/// <param name="Type">Number of the type.</param>
/// <param name="Class">Number of the class; updates give it other meanings (RFC 2136, 2.4 and 2.5).</param>
/// <param name="Seconds">How long others may keep it.</param>
/// <param name="Data">Its data, with every name in it whole.</param>
internal sealed record WireRecord(string Name, ushort Type, ushort Class, uint Seconds, byte[] Data);
