using System.CommandLine;
using Dentropy.Backups;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Backups;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Backups;

internal static class BackupVerifyCommand
{
    public static Command Create()
    {
        var locations = BackupOptions.Locations("Backups, wildcards, or places for all that is in them.");
        var identity = BackupOptions.Identity();
        var command = new Verb("verify", "Reads backups and checks every byte, without restoring. Ends with 1 where one is damaged.") { locations, identity };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var check = new BackupCheck(context.Places(links));
            var tests = new List<DcBackupTest>();
            foreach (var location in context.Parsed.GetRequiredValue(locations))
            {
                await foreach (var (test, failure) in check.TestAsync(location, context.Identities(identity), progress: null, context.Stop))
                {
                    if (failure is not null)
                        context.Errors.Write(failure);
                    if (test is null)
                        continue;
                    tests.Add(test);
                    Say(context, test);
                }
            }

            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. tests.Select(BackupTestView.Of)], CliJsonContext.Default.BackupTestView);
            return tests.TrueForAll(test => test.Valid) ? ExitCode.Good : ExitCode.Failed;
        };
        return command;
    }

    private static void Say(CommandContext context, DcBackupTest test)
    {
        if (context.Renderer.Format == OutputFormat.Jsonl)
            context.Renderer.Line(BackupTestView.Of(test), CliJsonContext.Default.BackupTestView);
        context.Said($"{test.Path}: {(test.Valid ? "good" : "DAMAGED")} ({test.Parts} parts, {Size.Text(test.Bytes)}, {Duration.Text(test.Duration)})");
        foreach (var problem in test.Problems)
            context.Said($"  {Wording.Adapt(problem)}");
    }
}
