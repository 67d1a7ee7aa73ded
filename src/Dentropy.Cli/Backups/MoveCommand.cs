using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Backups.Move;
using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Backups;

internal static class MoveCommand
{
    public static Command Create()
    {
        var app = new Argument<string>("APP") { Description = "Name of the app." };
        var from = new Option<string>("--from") { HelpName = "NODE", Description = "The node that it is on.", Required = true };
        var to = new Option<string>("--to") { HelpName = "NODE", Description = "The node that it is to be on.", Required = true };
        var binds = new Option<string[]>("--include-bind-mount") { HelpName = "PATH", Description = "Move this path of the node along; '*' is all that the app mounts. Repeat it." };
        var once = new Option<bool>("--no-first-pass") { Description = "Copy everything while the app is stopped." };
        var remove = new Option<bool>("--remove-source") { Description = "Remove the app and its volumes from the old node when the new one is healthy." };
        from.CompletionSources.Add(Completion.Names);
        to.CompletionSources.Add(Completion.Names);
        var options = new RestoreOptions();
        var command = new Verb("move", "Moves an app to another node, from node to node without a file between. It is down for the last pass only.");
        command.Arguments.Add(app);
        command.AddAll(from, to, binds, once, remove);
        options.AddTo(command);
        command.Work = async context =>
        {
            var settings = new MoveSettings
            {
                Restore = options.Read(context),
                IncludeBindMounts = context.Get(binds) ?? [],
                FirstPass = !context.Get(once),
                RemoveSource = context.Get(remove),
            };
            var (old, target) = (await NodeSelector.SelectOneAsync(context.Store, context.Get(from)!, context.Stop), await NodeSelector.SelectOneAsync(context.Store, context.Get(to)!, context.Stop));
            var name = context.Parsed.GetRequiredValue(app);
            await using var session = new EngineSession();
            var move = new AppMove(session.Docker);
            var plan = await move.PlanAsync(old, name, target, settings, context.Stop);
            var report = new RestoreReport(context, options);
            if (!await report.ApproveAsync(plan, "move"))
                return report.Code;
            using var status = new RestoreStatus(context.Terminal);
            report.Done(await move.RunAsync(old, name, target, settings, plan, status, context.Stop), status);
            return report.Code;
        };
        return command;
    }
}
