using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Provisioning;

internal static class InitCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var profile = new Option<string?>("--profile", "-p") { HelpName = "PROFILE", Description = "What the nodes are to have; init --list shows the profiles." };
        var list = new Option<bool>("--list") { Description = "List the profiles, and touch no node." };
        var locks = new Option<string?>("--lock-timeout") { HelpName = "TIME", Description = "How long a node waits for somebody else at its packages, 2m without it." };
        var proof = new Option<string?>("--proof-timeout") { HelpName = "TIME", Description = "After how long sshd's new settings go away without a proof, 1m without it." };
        var throttle = Number.Option("--throttle-limit", "N", "Nodes at a time, 32 without it.");
        var whatIf = new Option<bool>("--what-if") { Description = "Show what would be changed, files line by line, and change nothing." };
        var command = new Verb("init", "Sets nodes up as a profile says. Changes only what differs.");
        choice.AddTo(command);
        command.AddAll(profile, list, locks, proof, throttle, whatIf);
        command.Work = async context =>
        {
            if (context.Get(list))
                return await ProfileList.ShowAsync(context);
            if (string.IsNullOrWhiteSpace(context.Get(profile)))
                throw CliError.Usage("init needs --profile NAME. Nothing was done; init --list shows the profiles.");
            var defaults = new ProvisionSettings();
            var settings = defaults with
            {
                LockTimeout = Duration.Read(context, locks) ?? defaults.LockTimeout,
                ProofTimeout = Duration.Read(context, proof) ?? defaults.ProofTimeout,
                ThrottleLimit = Number.Read(context, throttle) ?? defaults.ThrottleLimit,
            };
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            await using var pool = new SshLinkPool();
            var provisioner = new NodeProvisioner(context.Store, pool, pool);
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await InitReport.ShowAsync(context, status, context.Get(whatIf)
                ? provisioner.PlanAsync(nodes, context.Get(profile)!, settings, status, context.Stop)
                : provisioner.ApplyAsync(nodes, context.Get(profile)!, settings, status, context.Stop));
        };
        return command;
    }
}
