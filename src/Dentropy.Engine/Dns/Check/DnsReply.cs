namespace Dentropy.Engine.Dns.Check;

/// <summary>How a question ended.</summary>
internal enum DnsReplyKind
{
    /// <summary>With an answer, which may be empty.</summary>
    Answered,

    /// <summary>The name does not exist (NXDOMAIN).</summary>
    NoName,

    /// <summary>The server does not answer us (REFUSED).</summary>
    Refused,

    /// <summary>The server could not find out (SERVFAIL).</summary>
    Failed,

    /// <summary>Nothing came in time.</summary>
    Silent,

    /// <summary>Nobody listens there, or something else than DNS does.</summary>
    Unreachable,
}

/// <summary>What a server answered.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Values">The values in their one spelling, sorted.</param>
/// <param name="Left">How long the server may go on answering so; null where it is not told.</param>
/// <param name="Detail">What else is known, e.g. the reason of a failed connection; null where nothing is.</param>
internal sealed record DnsReply(DnsReplyKind Kind, IReadOnlyList<string> Values, TimeSpan? Left = null, string? Detail = null);

/// <summary>A server to ask.</summary>
/// <param name="Name">How it is shown.</param>
/// <param name="Address">Where it is.</param>
/// <param name="IsAuthoritative">Whether it has the zone itself, and remembers nothing of others.</param>
internal sealed record DnsServer(string Name, System.Net.IPEndPoint Address, bool IsAuthoritative);
