using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Provisioning;

internal static class KeyUpdateCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var key = new Option<string>("--new-key") { HelpName = "PATH", Required = true, Description = "File of the new key, either half." };
        var revoke = new Option<bool>("--revoke-old") { Description = "Take the key that you come with away, once the new one is proved." };
        var throttle = Number.Option("--throttle-limit", "N", "Nodes at a time, 16 without it.");
        var whatIf = WhatIfOption.Create();
        var command = new Verb("update", "Gives nodes a new key. No key goes before a login has proved the new one.");
        choice.AddTo(command);
        command.AddAll(key, revoke, throttle, whatIf);
        command.Work = async context =>
        {
            var settings = new NodeKeySettings { NewKey = Path.GetFullPath(context.Get(key)!), RevokeOld = context.Get(revoke) };
            settings = settings with { ThrottleLimit = Number.Read(context, throttle) ?? settings.ThrottleLimit };
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            if (context.Get(whatIf))
            {
                IReadOnlyList<string> details = settings.RevokeOld ? [$"add {settings.NewKey}", "prove it", "take the old one away"] : [$"add {settings.NewKey}", "prove it"];
                context.Renderer.Plan([.. nodes.Select(node => new PlanView("change the keys of", node.Name, details))]);
                return ExitCode.Good;
            }

            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await KeyReport.ShowAsync(context, status, new NodeKeys(context.Store, pool, pool).UpdateAsync(nodes, settings, context.Stop));
        };
        return command;
    }
}
