using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Cluster.Serf;

internal static class SerfUninstallCommand
{
    private const int AtOnce = 32;

    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var package = new Option<bool>("--remove-package") { Description = "Remove the package serf as well." };
        var yes = YesOption.Create();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("uninstall", "Lets Serf's agents leave the cluster, and removes them with their keys.");
        choice.AddTo(command);
        command.AddAll(package, yes, whatIf);
        command.Work = async context =>
        {
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            if (context.Get(whatIf))
            {
                IReadOnlyList<string> details = context.Get(package) ? ["leave the cluster", "remove agent, configuration and keys", "remove the package"] : ["leave the cluster", "remove agent, configuration and keys"];
                context.Renderer.Plan([.. nodes.Select(node => new PlanView("uninstall Serf from", node.Name, details))]);
                return ExitCode.Good;
            }

            if (!await context.ConfirmAsync("uninstall Serf from", NodeSet.Fold(nodes.Select(node => node.Name)), context.Get(yes)))
                return ExitCode.Good;
            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await SerfInstallReport.ShowAsync(context, status, new SerfInstaller(context.Store, pool).RemoveAsync(nodes, context.Get(package), AtOnce, context.Stop));
        };
        return command;
    }
}
