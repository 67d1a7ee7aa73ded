using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Provisioning;

internal static class HostKeyUpdateCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var renew = new Option<bool>("--new") { Description = "Have the nodes make new host keys; the old ones go once a login has proved the new ones." };
        var old = new Option<bool>("--remove-old") { Description = "Forget the keys that the nodes no longer have." };
        var throttle = Number.Option("--throttle-limit", "N", "Nodes at a time, 16 without it.");
        var whatIf = WhatIfOption.Create();
        var command = new Verb("update", "Enters all host keys of nodes into known_hosts, over links that are verified already.");
        choice.AddTo(command);
        command.AddAll(renew, old, throttle, whatIf);
        command.Work = async context =>
        {
            var settings = new HostKeySettings { New = context.Get(renew), RemoveOld = context.Get(old) };
            settings = settings with { ThrottleLimit = Number.Read(context, throttle) ?? settings.ThrottleLimit };
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            if (context.Get(whatIf))
            {
                List<string> details = settings.New ? ["make new keys", "trust and prove them"] : ["trust its keys"];
                if (settings.New || settings.RemoveOld)
                    details.Add("forget the old ones");
                context.Renderer.Plan([.. nodes.Select(node => new PlanView("bring known_hosts into agreement with", node.Name, details))]);
                return ExitCode.Good;
            }

            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await HostKeyReport.ShowAsync(context, status, new NodeHostKeys(pool, pool).UpdateAsync(nodes, settings, context.Stop));
        };
        return command;
    }
}
