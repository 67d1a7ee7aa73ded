using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster.Serf;

internal static class SerfRotateCommand
{
    public static Command Create()
    {
        var key = new Option<string>("--new-key") { HelpName = "REFERENCE", Required = true, Description = "Where the new key is: file:PATH, env:NAME or command:LINE." };
        var keep = new Option<bool>("--keep-old") { Description = "Leave the keys from before." };
        var without = new Option<string[]>("--without") { HelpName = "NAME", Description = "Members that may be missing; they get the new key later." };
        var limit = new Option<string?>("--step-timeout") { HelpName = "TIME", Description = "How long each step may take, 45s without it." };
        var via = SerfKeysCommand.ViaOption();
        var whatIf = new Option<bool>("--what-if") { Description = "Show the steps, and change nothing." };
        var command = new Verb("rotate", "Changes the key of gossip. No member uses the new one before every member has it.");
        command.AddAll(key, keep, without, via, limit, whatIf);
        command.Work = async context =>
        {
            var settings = new SerfKeySettings { NewKey = SerfKeyReference.Parse(context.Get(key)!, key.Name) };
            settings = settings with
            {
                KeyFolder = Environment.CurrentDirectory,
                KeepOld = context.Get(keep),
                Without = WordLists.Split(context.Get(without)),
                Via = context.Get(via) ?? [],
                StepLimit = Duration.Read(context, limit) ?? settings.StepLimit,
            };
            await using var pool = new SshLinkPool();
            await using var agents = new SerfAgents(pool);
            var keys = new SerfKeys(context.Store, pool, agents);
            if (context.Get(whatIf))
            {
                var plan = await keys.PlanAsync(settings, context.Stop);
                context.Renderer.Plan(plan.Changed ? [new PlanView("change the key of", NodeSet.Fold(plan.Members), plan.Steps)] : []);
                return ExitCode.Good;
            }

            var done = await keys.RotateAsync(settings, new Remarks(context), context.Stop);
            if (context.Renderer.ForPeople)
                context.Said($"{NodeSet.Fold(done.Members)}: {(done.Changed ? "changed" : "unchanged")}, all use {done.Fingerprint}");
            else
                context.Renderer.Document([SerfKeyRotationView.Of(done)], CliJsonContext.Default.SerfKeyRotationView);
            return ExitCode.Good;
        };
        return command;
    }

    private sealed class Remarks(CommandContext context) : IProgress<string>
    {
        public void Report(string value) => context.Remark(value);
    }
}
