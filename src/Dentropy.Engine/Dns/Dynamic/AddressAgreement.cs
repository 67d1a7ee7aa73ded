using System.Net;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>How many sources have to agree.</summary>
/// <param name="Sources">So many at least; null for more than half of those that named an address, and two at least.</param>
/// <param name="Kinds">Of so many kinds at least; null for two where sources of several kinds are there.</param>
internal sealed record AgreementRule(int? Sources = null, int? Kinds = null);

/// <summary>What comes of the answers of all sources.</summary>
/// <param name="Value">The address, with the bits behind the compared length cleared; null where there is no agreement.</param>
/// <param name="Agreed">The answers that agree on it.</param>
/// <param name="Disagreed">The others.</param>
/// <param name="Failure">Why there is no agreement; null where there is.</param>
internal sealed record AddressVerdict(IPAddress? Value, IReadOnlyList<AddressAnswer> Agreed, IReadOnlyList<AddressAnswer> Disagreed, DentropyException? Failure = null)
{
    /// <summary>Whether every source that there is says so, and one does not stand alone.</summary>
    public bool IsUnanimous => Value is not null && Disagreed.Count == 0 && Agreed.Count > 1;
}

/// <summary>
/// Finds the address that enough sources agree on. Sources that lie with the same answer cannot be told from truth by counting; so where sources of several kinds are
/// there, two kinds have to agree: whoever owns a web service seldom owns a name server too.
/// </summary>
internal static class AddressAgreement
{
    /// <summary>Counts the answers.</summary>
    /// <param name="family">The family that was asked for.</param>
    /// <param name="length">How many of the first bits have to be the same: 32 or 128 for whole addresses, the length of the prefix where that is all that counts.</param>
    /// <param name="answers">An answer of each source.</param>
    /// <param name="rule">How many have to agree.</param>
    public static AddressVerdict Of(DcAddressFamily family, int length, IReadOnlyList<AddressAnswer> answers, AgreementRule rule)
    {
        // A source that names two addresses with one prefix has one vote for it.
        var votes = answers
            .SelectMany(answer => answer.Addresses.Select(address => Addresses.Prefix(address, length)).Distinct().Select(value => (Value: value, Answer: answer)))
            .GroupBy(vote => vote.Value, vote => vote.Answer)
            .OrderByDescending(group => group.Count())
            .ToList();
        if (votes.Count == 0)
            return new AddressVerdict(Value: null, [], answers, DynamicErrors.Unknown(family, answers));

        var (value, agreed) = (votes[0].Key, votes[0].ToList());
        var named = answers.Count(answer => answer.Addresses.Count > 0);
        var needed = rule.Sources ?? Math.Max(2, (named / 2) + 1);
        var kinds = rule.Kinds ?? Math.Min(2, answers.Select(answer => answer.Source.Kind).Distinct().Count());
        var tied = votes.Count > 1 && votes[1].Count() == agreed.Count;
        var ofKinds = agreed.Select(answer => answer.Source.Kind).Distinct().Count();
        return tied || agreed.Count < needed || ofKinds < kinds
            ? new AddressVerdict(Value: null, [], answers, DynamicErrors.Uncertain(family, answers, needed, agreed.Count >= needed && !tied ? kinds : null))
            : new AddressVerdict(value, agreed, [.. answers.Except(agreed)]);
    }
}
