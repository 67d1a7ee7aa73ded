using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Provisioning;

internal static class KeyRemoveCommand
{
    private const int AtOnce = 16;

    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var key = new Option<string>("--key") { HelpName = "KEY", Required = true, Description = "Fingerprint of the key, or its comment." };
        var yes = YesOption.Create();
        var whatIf = WhatIfOption.Create();
        var command = new Verb("remove", "Takes a key from nodes; never the one that you come with.");
        choice.AddTo(command);
        command.AddAll(key, yes, whatIf);
        command.Work = async context =>
        {
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            var name = context.Get(key)!;
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. nodes.Select(node => new PlanView($"take key {name} from", node.Name, []))]);
                return ExitCode.Good;
            }

            if (!await context.ConfirmAsync($"take key {name} from", NodeSet.Fold(nodes.Select(node => node.Name)), context.Get(yes)))
                return ExitCode.Good;
            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await KeyReport.ShowAsync(context, status, new NodeKeys(context.Store, pool, pool).RemoveAsync(nodes, name, AtOnce, context.Stop));
        };
        return command;
    }
}
