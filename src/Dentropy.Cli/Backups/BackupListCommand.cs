using System.CommandLine;
using Dentropy.Backups;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Backups;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Backups;

internal static class BackupListCommand
{
    public static Command Create()
    {
        var locations = BackupOptions.Locations("Folders, s3://bucket/prefix, ssh://node/path, places of cloud.yaml; or files and wildcards in them.");
        var app = BackupOptions.App();
        var identity = BackupOptions.Identity();
        var command = new Verb("list", "Lists backups, from both ends of each file alone.") { locations, app, identity };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var catalog = new BackupCatalog(context.Places(links));
            var backups = new List<DcBackup>();
            foreach (var location in context.Parsed.GetRequiredValue(locations))
            {
                await foreach (var listing in catalog.ListAsync(location, context.Get(app), context.Identities(identity), cloud: null, context.Stop))
                    Take(listing);
            }

            Show();
            return ExitCode.Good;

            void Take(BackupListing listing)
            {
                if (listing.Failure is { } failure)
                    context.Errors.Write(failure);
                if (listing.Backup is not { } backup)
                    return;
                backups.Add(backup);
                if (context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(BackupView.Of(backup), CliJsonContext.Default.BackupView);
            }

            void Show()
            {
                if (context.Renderer.ForPeople)
                    context.Renderer.Table(backups, BackupText.Columns);
                else if (context.Renderer.Format != OutputFormat.Jsonl)
                    context.Renderer.Document([.. backups.Select(BackupView.Of)], CliJsonContext.Default.BackupView);
                if (backups.Count == 0 && context.Errors.Code == ExitCode.Good)
                    context.Remark("no backups there");
            }
        };
        return command;
    }
}
