using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster.Serf;

internal static class SerfInstallCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var options = new SerfInstallOptions();
        var whatIf = new Option<bool>("--what-if") { Description = "Show what would be changed on each node, and change nothing." };
        var command = new Verb("install", "Installs Serf's agent on nodes, with tags from the inventory. Changes only what differs.");
        choice.AddTo(command);
        options.AddTo(command);
        command.Options.Add(whatIf);
        command.Work = async context =>
        {
            var settings = options.Settings(context);
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            await using var pool = new SshLinkPool();
            var installer = new SerfInstaller(context.Store, pool);
            if (context.Get(whatIf))
                return await PlanAsync(context, installer.PlanAsync(nodes, settings, context.Stop));
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await SerfInstallReport.ShowAsync(context, status, installer.InstallAsync(nodes, settings, status, context.Stop));
        };
        return command;
    }

    private static async Task<int> PlanAsync(CommandContext context, IAsyncEnumerable<Dentropy.Cluster.DcSerfInstallation> plans)
    {
        var code = ExitCode.Good;
        var shown = new List<PlanView>();
        await foreach (var plan in plans)
        {
            if (plan.Failure is { } failure)
            {
                context.Errors.Write(failure);
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            }
            else if (plan.Changed)
            {
                shown.Add(new PlanView("install Serf on", plan.Node, plan.Steps));
            }
        }

        context.Renderer.Plan([.. shown.OrderBy(plan => plan.Target, StringComparer.Ordinal)]);
        return code;
    }
}
