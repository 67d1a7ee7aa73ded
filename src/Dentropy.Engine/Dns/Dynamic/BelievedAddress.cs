using System.Globalization;
using System.Net;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>What is believed to be the public address, and what may come after it.</summary>
internal sealed record BelievedAddress
{
    /// <summary>The address that records follow.</summary>
    public required string Value { get; init; }

    /// <summary>Names of the sources that said so when all were asked.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Another address that was seen since; null where none was.</summary>
    public string? Pending { get; init; }

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset? PendingSince { get; init; }

    /// <summary>On how many runs it was seen.</summary>
    public int PendingRuns { get; init; }

    public static string KeyOf(DcAddressFamily family, int length) => string.Create(CultureInfo.InvariantCulture, $"{family}/{length}");

    /// <summary>
    /// What is believed after a run on which the sources agreed on an address. A changed one is believed at once where every source says so, or that is
    /// asked for; else when it was seen often or long enough: what lies, lies seldom for long.
    /// </summary>
    /// <param name="before">What was believed; null on the first run, which has nothing to protect.</param>
    /// <param name="verdict">What the sources agreed on.</param>
    /// <param name="atOnce">Whether a changed address is to be believed at once.</param>
    /// <param name="rule">How often or long it has to be seen.</param>
    /// <param name="now">The time.</param>
    public static BelievedAddress After(BelievedAddress? before, AddressVerdict verdict, bool atOnce, DebounceRule rule, DateTimeOffset now)
    {
        var seen = verdict.Value!.ToString();
        var believed = new BelievedAddress { Value = seen, Sources = [.. verdict.Agreed.Select(answer => answer.Source.Name)] };
        if (before is null || IsSame(before.Value, verdict.Value) || atOnce || verdict.IsUnanimous)
            return believed;

        var again = before.Pending is { } pending && IsSame(pending, verdict.Value);
        // A clock that was set back must not keep an address waiting for ever.
        var since = again && before.PendingSince is { } first && first <= now ? first : now;
        var runs = again ? before.PendingRuns + 1 : 1;
        return (rule.Time is { } time ? again && now - since >= time : runs >= rule.Runs)
            ? believed
            : before with { Pending = seen, PendingSince = since, PendingRuns = runs };
    }

    private static bool IsSame(string text, IPAddress address) => IPAddress.TryParse(text, out var other) && other.Equals(address);
}
