using System.Globalization;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>Clocks that differ, in words.</summary>
internal static class ClockWords
{
    // Authorities date certificates back by a minute or an hour; a node or a client whose clock is off by more than this is worth a word.
    private static readonly TimeSpan s_much = TimeSpan.FromMinutes(2);

    /// <summary>What differs, each in a sentence.</summary>
    /// <param name="issuer">Name of the authority.</param>
    /// <param name="authorityAhead">How far its clock is ahead of this machine's.</param>
    /// <param name="node">Name of the node.</param>
    /// <param name="nodeAhead">How far the node's clock is ahead of this machine's; null where it is not known.</param>
    /// <param name="notBefore">When the certificate begins to be valid.</param>
    /// <param name="now">This machine's time.</param>
    public static IEnumerable<string> Of(string issuer, TimeSpan authorityAhead, string node, TimeSpan? nodeAhead, DateTimeOffset notBefore, DateTimeOffset now)
    {
        if (authorityAhead.Duration() > s_much)
            yield return $"This machine's clock is {Span(authorityAhead.Duration())} {(authorityAhead > TimeSpan.Zero ? "behind" : "ahead of")} that of {issuer}. Set it right, or renewals come at the wrong time.";
        // Where the node agrees with the authority it is this machine that is wrong, which is said already.
        if (nodeAhead is { } ahead && (ahead - authorityAhead).Duration() > s_much)
        {
            var off = ahead - authorityAhead;
            var early = now + ahead < notBefore ? ", so it takes the new certificate for not valid yet" : "";
            yield return $"The clock of node {node} is {Span(off.Duration())} {(off < TimeSpan.Zero ? "behind" : "ahead of")} that of {issuer}{early}. Set it right.";
        }
    }

    private static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} minutes"),
    };
}
