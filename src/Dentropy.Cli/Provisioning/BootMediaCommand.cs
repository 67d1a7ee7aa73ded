using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.CloudInit;

namespace Dentropy.Cli.Provisioning;

internal static class BootMediaCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NODE") { HelpName = "NODE", Description = "The node." };
        name.CompletionSources.Add(Completion.Names);
        var path = new Option<string>("--path", "-p") { Required = true, HelpName = "PATH", Description = "Folder that exists, such as a card's boot partition, or a seed image that ends in .img." };
        var key = new Option<string[]>("--key") { HelpName = "FILE", Description = "File of public keys beside those of cloud.yaml. Can be repeated." };
        var hostKey = new Option<bool>("--host-key") { Description = "Give the node a host key, and trust it from now on. The media are then a secret." };
        var force = new Option<bool>("--force") { Description = "Write over files that are there and differ." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("media", "Writes the files by which cloud-init sets a node up when it boots for the first time.") { name, path, key, hostKey, force, whatIf };
        command.Work = async context =>
        {
            var wanted = context.Parsed.GetRequiredValue(name);
            var settings = new BootMediaSettings
            {
                Node = await context.Store.FindAsync(wanted, context.Stop) ?? throw await NodeErrors.NotFoundAsync(context.Store, wanted, context.Stop),
                Path = Path.GetFullPath(context.Get(path) is { Length: > 0 } given ? given : throw CliError.Option("--path", "", "is empty. Name a folder, or a file that ends in .img.")),
                Key = [.. (context.Get(key) ?? []).Select(file => Path.GetFullPath(file))],
                HostKey = context.Get(hostKey),
                Force = context.Get(force),
            };
            var plan = await new BootMedia(context.Store.Location).PlanAsync(settings, context.Stop);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan(plan.Media.Changed.Count > 0 ? [new PlanView("write", settings.Path, plan.Media.Changed)] : []);
                return ExitCode.Good;
            }

            var media = await BootMedia.WriteAsync(plan, context.Stop);
            if (media.Applied)
                context.Said($"wrote {string.Join(", ", media.Changed)} to {media.Path} for {media.Node}");
            else
                context.Remark($"{media.Path} is as it is to be");
            if (!context.Renderer.ForPeople)
                context.Renderer.Document([BootMediaView.Of(media)], CliJsonContext.Default.BootMediaView);
            return ExitCode.Good;
        };
        return command;
    }
}
