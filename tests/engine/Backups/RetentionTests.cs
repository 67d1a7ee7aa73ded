using Dentropy.Backups;
using Dentropy.Engine.Backups.Retention;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

public sealed class RetentionTests
{
    private static readonly RetentionPolicy s_none = new() { TimeZone = TimeZoneInfo.Utc };

    [Fact]
    public void LastKeepsTheNewest() => Keeps(s_none with { Last = 2 }, Days(10), "2026-11-19T00", "2026-11-20T00");

    [Fact]
    public void DailyKeepsTheNewestOfEachDayAndCountsDaysWithBackups() =>
        Keeps(s_none with { Daily = 3 }, ["2026-11-20T01", "2026-11-20T23", "2026-11-19T05", "2026-11-10T05", "2026-11-09T05"], "2026-11-10T05", "2026-11-19T05", "2026-11-20T23");

    // 2026-01-01 is a Thursday: its week began on Monday, the 29th of December, and is week 1 of 2026; 2027-01-01 is a Friday, in week 53 of 2026.
    [Fact]
    public void WeeksGoFromMondayToSundayOverTheYearsEnd() =>
        Keeps(s_none with { Weekly = 3 }, ["2025-12-28T12", "2025-12-29T12", "2026-01-01T12", "2026-01-04T12", "2026-01-05T12"], "2025-12-28T12", "2026-01-04T12", "2026-01-05T12");

    [Fact]
    public void AWeekThatBelongsToTheYearBeforeIsOneWeek() =>
        Keeps(s_none with { Weekly = 9 }, ["2026-12-28T12", "2027-01-01T12", "2027-01-03T12"], "2027-01-03T12");

    [Fact]
    public void MonthsAndYearsKeepTheirNewest() =>
        Keeps(s_none with { Monthly = 2, Yearly = 2 }, ["2024-12-31T23", "2025-06-01T00", "2025-12-31T00", "2026-01-31T00", "2026-02-01T00"],
            "2025-12-31T00", "2026-01-31T00", "2026-02-01T00");

    [Fact]
    public void WhatAnyRuleKeepsIsKept() =>
        Keeps(s_none with { Last = 1, Daily = 2, Yearly = 5 }, ["2023-05-05T05", "2026-11-18T01", "2026-11-19T01", "2026-11-20T01", "2026-11-20T02"], "2023-05-05T05", "2026-11-19T01", "2026-11-20T02");

    [Fact]
    public void DaysAreThoseOfTheTimeZone()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(9), "east", "east");
        // 16:00 UTC is one o'clock of the next day there.
        Keeps(s_none with { Daily = 1, TimeZone = zone }, ["2026-11-19T14", "2026-11-19T16"], "2026-11-19T16");
        Keeps(s_none with { Daily = 2, TimeZone = zone }, ["2026-11-19T14", "2026-11-19T16"], "2026-11-19T14", "2026-11-19T16");
        Keeps(s_none with { Daily = 2 }, ["2026-11-19T14", "2026-11-19T16"], "2026-11-19T16");
    }

    [Fact]
    public void AppsAndNodesAreDecidedForThemselves()
    {
        var backups = new[] { Make("a", "pi1", "2026-11-19T00"), Make("a", "pi1", "2026-11-20T00"), Make("a", "pi2", "2026-11-01T00"), Make("b", "pi1", "2026-01-01T00") };
        var plan = RetentionPlan.Make(backups, s_none with { Last = 1 });
        Assert.Equal([backups[0]], plan.Remove);
        Assert.Equal(3, plan.Keep.Count);
    }

    [Fact]
    public void TheLastGoodOneStays()
    {
        var good = Make("a", "pi1", "2026-01-01T00");
        var broken = Enumerable.Range(1, 5).Select(day => Make("a", "pi1", $"2026-02-0{day}T00") with { Complete = false }).ToList();
        var plan = RetentionPlan.Make([good, .. broken], s_none with { Last = 1 });
        Assert.Contains(good, plan.Keep.Select(kept => kept.Backup));
        Assert.Empty(plan.Remove);

        var older = Make("a", "pi1", "2025-01-01T00") with { Complete = false };
        Assert.Equal([older], RetentionPlan.Make([good, older, .. broken], s_none with { Last = 1 }).Remove);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 5)]
    public void KeepingNothingIsRefused(int last, int daily) =>
        Errors.Of("InvalidRetention", () => RetentionPlan.Make([], new RetentionPolicy { Last = last, Daily = daily }));

    private static IEnumerable<string> Days(int count) => Enumerable.Range(0, count).Select(day => $"2026-11-{20 - day:D2}T00");

    private static void Keeps(RetentionPolicy policy, IEnumerable<string> times, params string[] kept)
    {
        var backups = times.Select(time => Make("app", "pi1", time)).ToList();
        var plan = RetentionPlan.Make(backups.OrderBy(_ => Random.Shared.Next()), policy);
        Assert.Equal(kept, plan.Keep.Select(keep => keep.Backup.Time.ToString("yyyy-MM-dd'T'HH")).Order(StringComparer.Ordinal));
        Assert.Equal(backups.Count - kept.Length, plan.Remove.Count);
        Assert.All(plan.Keep, keep => Assert.NotEmpty(keep.Reasons));
    }

    private static DcBackup Make(string app, string node, string time)
    {
        var when = DateTimeOffset.ParseExact(time, "yyyy-MM-dd'T'HH", null, System.Globalization.DateTimeStyles.AssumeUniversal);
        return new DcBackup { Name = $"{app}-{when:yyyyMMdd'T'HHmmss'Z'}.tar.zst", Path = "/b/" + time, App = app, SourceNode = node, Time = when, Size = 1, Complete = true };
    }
}
