using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Edge.Dhcp;
using Dentropy.Cli.Nodes;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Boot;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Boot;

internal static class BootSetCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = "The machine. Of a node, MAC address and serial number come from the inventory." };
        name.CompletionSources.Add(Completion.Names);
        var node = DhcpOptions.Node();
        var image = new Option<string>("--image") { Required = true, HelpName = "IMAGE", Description = "The image: a folder below images of the gateway's TFTP folder." };
        var mac = new Option<string[]>("--mac") { HelpName = "MAC", Description = "MAC address of the machine. Can be repeated." };
        var serial = new Option<string?>("--serial") { HelpName = "SERIAL", Description = "A Raspberry Pi's serial number." };
        var kind = new Option<string?>("--kind") { HelpName = "pi|pxe", Description = "How the machine asks, where hardware, serial number and image do not tell it." };
        kind.AcceptOnlyFromAmong("pi", "pxe");
        var line = new Option<string?>("--command-line") { HelpName = "TEXT", Description = "The kernel's command line for this Raspberry Pi, in place of the image's." };
        var file = new Option<string?>("--boot-file") { HelpName = "FILE", Description = "File of the image that a PXE machine loads." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("set", "Has a machine boot an image over the network.") { name, image, node, mac, serial, kind, line, file, whatIf };
        command.Work = async context =>
        {
            var settings = new NetworkBootSettings
            {
                Name = context.Parsed.GetRequiredValue(name),
                Image = context.Get(image) ?? "",
                MacAddress = context.Get(mac) ?? [],
                Serial = context.Get(serial),
                Kind = context.Get(kind) switch { "pi" => DcBootKind.RaspberryPi, "pxe" => DcBootKind.Pxe, _ => null },
                CommandLine = context.Get(line),
                BootFile = context.Get(file),
            };
            await using var links = new SshLinkPool();
            var boots = new NetworkBoots(context.Store, links);
            var plan = await boots.PlanSetAsync(await DhcpOptions.NodesAsync(context, node), settings, context.Stop);
            if (context.Get(whatIf))
                BootOutcomes.Plan(context, "boot", [plan]);
            else
                await BootOutcomes.ShowAsync(context, boots, [plan], "+");
            return ExitCode.Good;
        };
        return command;
    }
}
