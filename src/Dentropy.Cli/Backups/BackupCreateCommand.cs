using System.CommandLine;
using Dentropy.Backups;
using Dentropy.Cli.Apps;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Create;

namespace Dentropy.Cli.Backups;

internal static class BackupCreateCommand
{
    public static Command Create()
    {
        var choice = new AppNames(ArgumentArity.OneOrMore);
        var options = new BackupCreateOptions();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("create", "Backs apps up, each to one file. Each comes up again however that ends.");
        choice.AddTo(command);
        options.AddTo(command);
        command.AddAll(whatIf);
        command.Work = async context =>
        {
            var settings = options.Settings(context);
            await using var session = new EngineSession();
            if (await choice.ChooseAsync(context, session.Docker) is not { } apps)
                return ExitCode.BadInput;
            var work = new AppBackup(session.Docker);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan(await PlansAsync(context, work, apps, settings));
                return ExitCode.Good;
            }

            using var status = new StatusLine(context.Terminal, apps.Select(app => $"{app.Node.Name}:{app.Name}"));
            var report = new BackupCreateReport(context, apps.Count);
            var results = work.RunAllAsync(apps, settings, context.Places(session.Links), options.ThrottleLimit(context), new StatusProgress(status, apps.Count), context.Stop);
            await LiveResults.ShowAsync(context, status, results, result => $"{result.Node}:{result.App}", report.Add, report.End);
            return ExitCode.Good;
        };
        return command;
    }

    private static async Task<IReadOnlyList<PlanView>> PlansAsync(CommandContext context, AppBackup work, IReadOnlyList<AppMatch> apps, BackupSettings settings)
    {
        var plans = new List<PlanView>();
        foreach (var app in apps)
        {
            try
            {
                plans.Add(new PlanView("back up", $"{app.Name} on {app.Node.Name}", await work.PlanAsync(app.Node, app.Name, settings, context.Stop)));
            }
            catch (DentropyException e)
            {
                context.Errors.Write(e);
            }
        }

        return plans;
    }

    private sealed class StatusProgress(StatusLine status, int total) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) =>
            status.Report(new Engine.Cluster.FanOutProgress(total, Finished: 0, Running: total, $"{value.Node}:{value.App}", value.Activity) { Bytes = value.Bytes });
    }
}

// What came of each app as it is known, and one line at the end that a log of cron can keep.
internal sealed class BackupCreateReport(CommandContext context, int total)
{
    private readonly List<DcBackup> _backups = [];
    private TimeSpan _downtime;

    public void Add(BackupResult result)
    {
        if (result.Failure is { } failure)
            context.Errors.Write(failure);
        if (result.Backup is not { } backup)
            return;
        _backups.Add(backup);
        _downtime = backup.Downtime is { } down && down > _downtime ? down : _downtime;
        context.Said($"{backup.App} ({backup.SourceNode}): {backup.Path}, {Size.Text(backup.Size)}, down {Duration.Text(backup.Downtime ?? TimeSpan.Zero)}, took {Duration.Text(backup.Duration ?? TimeSpan.Zero)}");
        foreach (var warning in backup.Warnings)
            context.Terminal.ErrorLine($"{backup.App}: {Wording.Adapt(warning)}");
        if (context.Renderer.Format == OutputFormat.Jsonl)
            context.Renderer.Line(BackupView.Of(backup), CliJsonContext.Default.BackupView);
    }

    public void End()
    {
        if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
            context.Renderer.Document([.. _backups.Select(BackupView.Of)], CliJsonContext.Default.BackupView);
        context.Said($"backup: {_backups.Count} of {total} apps, {Size.Text(_backups.Sum(backup => backup.Size))}, longest downtime {Duration.Text(_downtime)}");
    }
}
