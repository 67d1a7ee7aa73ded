using System.Globalization;
using Dentropy.Backups;

namespace Dentropy.Engine.Backups.Retention;

/// <summary>What a policy does to backups.</summary>
/// <param name="Keep">Those that stay, newest first, each with why.</param>
/// <param name="Remove">Those that go, oldest first.</param>
public sealed record RetentionPlan(IReadOnlyList<KeptBackup> Keep, IReadOnlyList<DcBackup> Remove)
{
    /// <summary>
    /// Decides for each app of each source node by itself. Only complete backups count. The newest complete one of an app always stays; an
    /// incomplete one goes where a complete one is newer, and otherwise stays, as it may still be on its way.
    /// </summary>
    /// <param name="backups">Every backup of the place.</param>
    /// <param name="policy">What to keep.</param>
    /// <exception cref="DentropyException"><c>InvalidRetention</c>: a number is negative, or all are 0.</exception>
    public static RetentionPlan Make(IEnumerable<DcBackup> backups, RetentionPolicy policy)
    {
        int[] numbers = [policy.Last, policy.Daily, policy.Weekly, policy.Monthly, policy.Yearly];
        if (numbers.Any(number => number < 0) || numbers.All(number => number == 0))
        {
            throw new DentropyException(
                "InvalidRetention",
                DentropyErrorCategory.InvalidArgument,
                target: null,
                "What is to be kept must be a number above 0, of one kind at least (-KeepLast, -KeepDaily, -KeepWeekly, -KeepMonthly, -KeepYearly). Nothing was removed.");
        }

        var keep = new List<KeptBackup>();
        var remove = new List<DcBackup>();
        foreach (var group in backups.GroupBy(backup => (backup.App, backup.SourceNode)))
        {
            var newestFirst = group.OrderByDescending(backup => backup.Time).ThenByDescending(backup => backup.Name, StringComparer.Ordinal).ToList();
            Decide(newestFirst, policy, keep, remove);
        }

        remove.Sort(static (left, right) => left.Time.CompareTo(right.Time));
        return new RetentionPlan(keep, remove);
    }

    private static void Decide(List<DcBackup> newestFirst, RetentionPolicy policy, List<KeptBackup> keep, List<DcBackup> remove)
    {
        Rule[] rules =
        [
            new("last", policy.Last, backup => backup.Name),
            new("daily", policy.Daily, backup => Local(backup, policy).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            new("weekly", policy.Weekly, backup => Week(Local(backup, policy))),
            new("monthly", policy.Monthly, backup => Local(backup, policy).ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            new("yearly", policy.Yearly, backup => Local(backup, policy).ToString("yyyy", CultureInfo.InvariantCulture)),
        ];
        var good = false;
        foreach (var backup in newestFirst)
        {
            if (!backup.Complete)
            {
                if (good)
                    remove.Add(backup);
                else
                    keep.Add(new KeptBackup(backup, ["incomplete, and none is newer"]));
                continue;
            }

            // All are asked, since each counts for itself.
            string[] reasons = [.. rules.Where(rule => rule.Takes(backup)).Select(rule => rule.Name)];
            if (!good && reasons.Length == 0)
                reasons = ["the last good one"];
            good = true;
            if (reasons.Length > 0)
                keep.Add(new KeptBackup(backup, reasons));
            else
                remove.Add(backup);
        }
    }

    private static DateTime Local(DcBackup backup, RetentionPolicy policy) => TimeZoneInfo.ConvertTime(backup.Time, policy.TimeZone).DateTime;

    private static string Week(DateTime day) => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(day)}-W{ISOWeek.GetWeekOfYear(day):D2}");

    // The first of each period that comes by is its newest, as they come newest first.
    private sealed class Rule(string name, int count, Func<DcBackup, string> period)
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        public string Name => name;

        public bool Takes(DcBackup backup) => _seen.Count < count && _seen.Add(period(backup));
    }
}

/// <summary>A backup that stays.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Reasons">What keeps it: <c>last</c>, <c>daily</c>, <c>weekly</c>, <c>monthly</c>, <c>yearly</c>, or words.</param>
public sealed record KeptBackup(DcBackup Backup, IReadOnlyList<string> Reasons);
