using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Backups;

internal static class RestoreCommand
{
    public static Command Create()
    {
        var backup = new Argument<string>("BACKUP") { Description = "A backup's file, s3:// or ssh:// address; or wildcards or a place, whose newest backup of its one app is meant." };
        var node = new Option<string?>("--node", "-n") { HelpName = "NODE", Description = "Where to run. Without it, asked; with --yes, the node that the app was on." };
        var only = new Option<string?>("--volume-only") { HelpName = "VOLUME", Description = "Restore this volume's content into a new volume or path, and nothing else." };
        var noStart = new Option<bool>("--no-start") { Description = "Make the containers and leave them stopped." };
        var identity = new Option<string[]>("--identity") { HelpName = "FILE", Description = "age identity for an encrypted backup. Repeat it." };
        node.CompletionSources.Add(Completion.Names);
        var options = new RestoreOptions();
        var command = new Verb("restore", "Brings an app back from a backup: on any node, into any kind of volume. All of it or nothing.");
        command.Arguments.Add(backup);
        command.AddAll(node, only, noStart, identity);
        options.AddTo(command);
        command.Work = async context =>
        {
            var settings = options.Read(context) with { VolumeOnly = context.Get(only), NoStart = context.Get(noStart) };
            await using var session = new EngineSession();
            await using var input = await RestoreInput.OpenAsync(
                new BackupPlaces(context.Store, session.Links), context.Parsed.GetRequiredValue(backup), context.Get(identity) ?? [], context.Stop);
            if (input.Note is { } note)
                context.Terminal.ErrorLine(note);

            var prompt = options.Prompt(context);
            var target = context.Get(node) is { } word
                ? await NodeSelector.SelectOneAsync(context.Store, word, context.Stop)
                : await RestoreInterview.NodeAsync(input.Manifest.App, input.Manifest.SourceNode, (await context.Store.ReadAllAsync(context.Stop)).Nodes, prompt, context.Stop);
            if (prompt is not null)
                settings = await RestoreInterview.AskAsync(input, settings, prompt, context.Stop);

            var restore = new AppRestore(session.Docker);
            var plan = await restore.PlanAsync(input, target, settings, context.Stop);
            var report = new RestoreReport(context, options);
            if (!await report.ApproveAsync(plan, "restore"))
                return report.Code;
            using var status = new RestoreStatus(context.Terminal);
            report.Done(await restore.RunAsync(input, target, plan, status, context.Stop), status);
            return report.Code;
        };
        return command;
    }
}
