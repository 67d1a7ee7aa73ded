using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Backups;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Backups;

internal static class BackupShowCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("BACKUP") { HelpName = "FILE", Description = "The backup: a path, an address, or wildcards that mean one." };
        var identity = BackupOptions.Identity();
        var command = new Verb("show", "Shows everything that a backup says of itself.") { file, identity };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            await using var open = await context.Places(links).OpenFileAsync(context.Parsed.GetRequiredValue(file), context.Identities(identity), context.Stop);
            var listing = await BackupCatalog.LookAsync(open, context.Stop);
            if (listing.Failure is { } failure)
                context.Errors.Write(failure);
            if (listing.Backup is not { } backup)
                return ExitCode.BadInput;
            if (!context.Renderer.ForPeople)
                context.Renderer.Document([BackupView.Of(backup)], CliJsonContext.Default.BackupView);
            foreach (var (name, text) in context.Renderer.ForPeople ? BackupText.Fields(backup) : [])
                context.Said($"{name}: {text}");
            return ExitCode.Good;
        };
        return command;
    }
}
