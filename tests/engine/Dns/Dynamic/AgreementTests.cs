using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Xunit;

namespace Dentropy.Engine.Tests.Dns.Dynamic;

public sealed class AgreementTests
{
    private const string Truth = "203.0.113.7";
    private const DcAddressSourceKind Http = DcAddressSourceKind.Http;
    private const DcAddressSourceKind Dns = DcAddressSourceKind.Dns;
    private const DcAddressSourceKind Node = DcAddressSourceKind.Node;

    [Fact]
    public void TwoOfTwoHaveToAgree()
    {
        Assert.Equal(Truth, Value(Answers((Http, Truth), (Http, Truth))));
        Assert.Equal("PublicAddressUncertain", Failure(Answers((Http, Truth), (Http, "198.51.100.1"))).ErrorId);
        Assert.Equal("PublicAddressUncertain", Failure(Answers((Http, Truth))).ErrorId);
        Assert.Equal(Truth, Value(Answers((Http, Truth)), new AgreementRule(Sources: 1)));
    }

    [Fact]
    public void OneOfThreeThatLiesOrIsAwayIsNamed()
    {
        var verdict = Of(Answers((Http, Truth), (Dns, "198.51.100.1"), (Dns, Truth), (Node, null)));
        Assert.Equal(Truth, verdict.Value?.ToString());
        Assert.Equal(["s0", "s2"], verdict.Agreed.Select(answer => answer.Source.Name));
        Assert.Equal(["s1", "s3"], verdict.Disagreed.Select(answer => answer.Source.Name));
        Assert.False(verdict.IsUnanimous);
    }

    [Fact]
    public void TwoOfThreeThatLieDifferentlyLeaveNoAgreementAndEachIsQuoted()
    {
        var failure = Failure(Answers((Http, "198.51.100.1"), (Dns, "198.51.100.2"), (Node, Truth)));
        Assert.Equal("PublicAddressUncertain", failure.ErrorId);
        Assert.Equal(DentropyErrorCategory.InvalidResult, failure.Category);
        foreach (var said in new[] { "s0: 198.51.100.1", "s1: 198.51.100.2", "s2: " + Truth, "Nothing was changed" })
            Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoOfOneKindThatLieAlikeAreNotBelievedWhereThereIsAnotherKind()
    {
        var failure = Failure(Answers((Http, "198.51.100.1"), (Http, "198.51.100.1"), (Dns, Truth)));
        Assert.Equal("PublicAddressUncertain", failure.ErrorId);
        Assert.Contains("2 kinds", failure.Message, StringComparison.Ordinal);
        Assert.Equal("PublicAddressUncertain", Failure(Answers((Http, Truth), (Http, Truth), (Dns, null))).ErrorId);
        Assert.Equal(Truth, Value(Answers((Http, Truth), (Http, Truth), (Dns, null)), new AgreementRule(Kinds: 1)));
        Assert.Equal(Truth, Value(Answers((Http, Truth), (Http, Truth), (Http, "198.51.100.1"))));
    }

    [Fact]
    public void ATieIsNoAgreement() =>
        Assert.Equal("PublicAddressUncertain", Failure(Answers((Http, Truth), (Dns, Truth), (Http, "198.51.100.1"), (Dns, "198.51.100.1")), new AgreementRule(Sources: 2)).ErrorId);

    [Fact]
    public void MoreThanHalfOfThoseThatNamedOneAreNeeded()
    {
        Assert.Equal("PublicAddressUncertain", Failure(Answers((Http, Truth), (Dns, Truth), (Http, "198.51.100.1"), (Dns, "198.51.100.2"))).ErrorId);
        Assert.Equal(Truth, Value(Answers((Http, Truth), (Dns, Truth), (Http, "198.51.100.1"), (Dns, null))));
        Assert.Equal("PublicAddressUncertain", Failure(Answers((Http, Truth), (Dns, Truth), (Dns, "198.51.100.1")), new AgreementRule(Sources: 3)).ErrorId);
    }

    [Fact]
    public void NobodyIsAnErrorThatTellsWhetherAnybodyWasReached()
    {
        var away = Failure(Answers((Http, null), (Dns, null)));
        Assert.Equal(("PublicAddressUnknown", DentropyErrorCategory.ConnectionError), (away.ErrorId, away.Category));
        AddressAnswer[] refused = [new(new FakeSource("s0", Http), [], "named 10.0.0.1, which is private (RFC 1918)")];
        Assert.Equal(DentropyErrorCategory.InvalidResult, Failure(refused).Category);
        Assert.Contains("10.0.0.1, which is private", Failure(refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThePrefixCanBeAllThatCounts()
    {
        var answers = Answers((Http, "2001:db8:1:2::a"), (Node, "2001:db8:1:2::b"));
        Assert.Equal("2001:db8:1:2::", AddressAgreement.Of(DcAddressFamily.IPv6, 64, answers, new AgreementRule()).Value?.ToString());
        Assert.Equal("PublicAddressUncertain", AddressAgreement.Of(DcAddressFamily.IPv6, 128, answers, new AgreementRule()).Failure?.ErrorId);
    }

    [Fact]
    public async Task ASourceThatNamesAPrivateAddressHasNoVote()
    {
        var survey = new AddressSurvey(new AddressRanges([]), TimeSpan.FromMinutes(1));
        var answers = await survey.AskAsync([new FakeSource("good", Http, "8.8.8.8"), new FakeSource("nat", Node, "192.168.1.2")], DcAddressFamily.IPv4, TestContext.Current.CancellationToken);
        Assert.Null(answers[0].Problem);
        Assert.Empty(answers[1].Addresses);
        Assert.Contains("192.168.1.2, which is private", answers[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void AChangedAddressIsBelievedOnTheSecondRun()
    {
        var (rule, now) = (new DebounceRule(Runs: 2), new FakeClock().Now);
        var first = BelievedAddress.After(before: null, Seen(Truth), atOnce: false, rule, now);
        Assert.Equal((Truth, null), (first.Value, first.Pending));
        var once = BelievedAddress.After(first, Seen("203.0.113.8"), atOnce: false, rule, now);
        Assert.Equal((Truth, "203.0.113.8"), (once.Value, once.Pending));
        Assert.Equal("203.0.113.8", BelievedAddress.After(once, Seen("203.0.113.8"), atOnce: false, rule, now).Value);

        var other = BelievedAddress.After(once, Seen("203.0.113.9"), atOnce: false, rule, now);
        Assert.Equal((Truth, "203.0.113.9", 1), (other.Value, other.Pending, other.PendingRuns));
        Assert.Null(BelievedAddress.After(once, Seen(Truth), atOnce: false, rule, now).Pending);
    }

    [Fact]
    public void AChangedAddressIsBelievedAfterItsTime()
    {
        var (rule, now) = (new DebounceRule(Runs: 1, TimeSpan.FromMinutes(10)), new FakeClock().Now);
        var before = BelievedAddress.After(before: null, Seen(Truth), atOnce: false, rule, now);
        for (var minute = 0; minute < 10; minute += 3)
        {
            before = BelievedAddress.After(before, Seen("203.0.113.8"), atOnce: false, rule, now.AddMinutes(minute));
            Assert.Equal(Truth, before.Value);
        }

        Assert.Equal("203.0.113.8", BelievedAddress.After(before, Seen("203.0.113.8"), atOnce: false, rule, now.AddMinutes(10)).Value);

        // A clock that was set back begins to count anew.
        var back = BelievedAddress.After(before, Seen("203.0.113.8"), atOnce: false, rule, now.AddDays(-1));
        Assert.Equal((Truth, now.AddDays(-1)), (back.Value, back.PendingSince));
    }

    [Fact]
    public void AChangedAddressIsBelievedAtOnceWhereEverySourceSaysSoOrItIsAskedFor()
    {
        var (rule, now) = (new DebounceRule(Runs: 5), new FakeClock().Now);
        var before = BelievedAddress.After(before: null, Seen(Truth), atOnce: false, rule, now);
        Assert.Equal("203.0.113.8", BelievedAddress.After(before, Seen("203.0.113.8", unanimous: true), atOnce: false, rule, now).Value);
        Assert.Equal("203.0.113.8", BelievedAddress.After(before, Seen("203.0.113.8"), atOnce: true, rule, now).Value);
        Assert.False(Of(Answers((Http, Truth)), new AgreementRule(Sources: 1)).IsUnanimous);
    }

    private static AddressVerdict Seen(string address, bool unanimous = false) =>
        Of(unanimous ? Answers((Http, address), (Dns, address)) : Answers((Http, address), (Dns, address), (Dns, null)));

    private static IReadOnlyList<AddressAnswer> Answers(params (DcAddressSourceKind Kind, string? Says)[] answers) => [.. answers.Select((answer, at) => answer.Says is { } says
        ? new AddressAnswer(new FakeSource($"s{at}", answer.Kind), [IPAddress.Parse(says)])
        : new AddressAnswer(new FakeSource($"s{at}", answer.Kind), [], "cannot be reached", IsAway: true))];

    private static AddressVerdict Of(IReadOnlyList<AddressAnswer> answers, AgreementRule? rule = null) => AddressAgreement.Of(DcAddressFamily.IPv4, 32, answers, rule ?? new AgreementRule());

    private static string? Value(IReadOnlyList<AddressAnswer> answers, AgreementRule? rule = null) => Of(answers, rule).Value?.ToString();

    private static DentropyException Failure(IReadOnlyList<AddressAnswer> answers, AgreementRule? rule = null)
    {
        var verdict = Of(answers, rule);
        Assert.Null(verdict.Value);
        return verdict.Failure!;
    }
}
