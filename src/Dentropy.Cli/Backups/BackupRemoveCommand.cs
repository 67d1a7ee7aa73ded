using System.CommandLine;
using Dentropy.Backups;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Backups.Retention;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Backups;

internal static class BackupRemoveCommand
{
    public static Command Create()
    {
        var locations = new Argument<string[]>("BACKUP") { HelpName = "FILE", Arity = ArgumentArity.OneOrMore, Description = "Backups, or wildcards for some." };
        var yes = YesOption.Create();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("remove", "Removes backups.") { locations, yes, whatIf };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var removal = new BackupRemoval(context.Places(links));
            var backups = new List<DcBackup>();
            foreach (var location in context.Parsed.GetRequiredValue(locations))
                backups.AddRange(await removal.GivenAsync(location, context.Stop));
            backups = [.. backups.DistinctBy(backup => backup.Path, StringComparer.Ordinal)];
            if (context.Get(whatIf))
                context.Renderer.Plan([.. backups.Select(backup => new PlanView("remove", backup.Path, []))]);
            else if (await context.ConfirmAsync("remove", string.Join(", ", backups.Select(backup => backup.Path)), context.Get(yes)))
                await RemoveAsync(context, removal, backups);
            return ExitCode.Good;
        };
        return command;
    }

    // One that cannot be removed keeps no other from being removed.
    public static async Task RemoveAsync(CommandContext context, BackupRemoval removal, IReadOnlyList<DcBackup> backups)
    {
        var removed = new List<DcBackup>();
        foreach (var backup in backups)
        {
            try
            {
                await removal.RemoveAsync(backup, context.Stop);
                removed.Add(backup);
                context.Said($"removed {backup.Path}");
            }
            catch (DentropyException e)
            {
                context.Errors.Write(e);
            }
        }

        if (!context.Renderer.ForPeople)
            context.Renderer.Document([.. removed.Select(BackupView.Of)], CliJsonContext.Default.BackupView);
    }
}
