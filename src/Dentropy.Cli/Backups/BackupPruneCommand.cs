using System.CommandLine;
using Dentropy.Backups;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Backups.Retention;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Backups;

internal static class BackupPruneCommand
{
    public static Command Create()
    {
        var locations = BackupOptions.Locations("Places; or backups, for the apps that they are of.");
        var app = BackupOptions.App();
        var last = Keep("last", "the newest backups");
        var daily = Keep("daily", "the newest of a day, for so many days");
        var weekly = Keep("weekly", "the newest of a week, for so many weeks");
        var monthly = Keep("monthly", "the newest of a month, for so many months");
        var yearly = Keep("yearly", "the newest of a year, for so many years");
        var whatIf = WhatIfOption.Create();
        var yes = YesOption.Create();
        var command = new Verb("prune", "Removes old backups and keeps what is asked for, for each app of each node; the last good one of an app always stays.")
        {
            locations, app, last, daily, weekly, monthly, yearly, whatIf, yes,
        };
        command.Work = async context =>
        {
            var policy = new RetentionPolicy
            {
                Last = Number.Read(context, last) ?? 0,
                Daily = Number.Read(context, daily) ?? 0,
                Weekly = Number.Read(context, weekly) ?? 0,
                Monthly = Number.Read(context, monthly) ?? 0,
                Yearly = Number.Read(context, yearly) ?? 0,
            };
            await using var links = new SshLinkPool();
            var removal = new BackupRemoval(context.Places(links));
            var plan = await removal.PlanAsync(context.Parsed.GetRequiredValue(locations), context.Get(app), policy, context.Errors.Write, context.Stop);
            foreach (var kept in plan.Keep)
                context.Remark($"keep {kept.Backup.Path} ({string.Join(", ", kept.Reasons)})");
            if (context.Get(whatIf))
                context.Renderer.Plan([.. plan.Remove.Select(backup => new PlanView("remove", backup.Path, []))]);
            else if (plan.Remove.Count == 0 || await context.ConfirmAsync("remove", Count(plan.Remove), context.Get(yes)))
                await BackupRemoveCommand.RemoveAsync(context, removal, plan.Remove);
            if (context.Renderer.ForPeople && !context.Get(whatIf) && context.Verbose)
                context.Terminal.ErrorLine($"{plan.Keep.Count} kept, {plan.Remove.Count} to remove");
            return ExitCode.Good;
        };
        return command;
    }

    private static string Count(IReadOnlyList<DcBackup> backups) => backups.Count == 1 ? backups[0].Path : $"{backups.Count} backups";

    private static Option<string?> Keep(string period, string what) => Number.Option($"--keep-{period}", "N", $"Keep {what}.");
}
