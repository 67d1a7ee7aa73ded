using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Dhcp;

internal static class DhcpReserveCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Arity = ArgumentArity.OneOrMore, Description = "Name of the client. Of nodes, several: MAC and address come from the inventory." };
        names.CompletionSources.Add(Completion.Names);
        var node = DhcpOptions.Node();
        var mac = new Option<string[]>("--mac") { HelpName = "MAC", Description = "MAC address of the client. Can be repeated." };
        var address = new Option<string[]>("--address") { HelpName = "ADDRESS", Description = "The address. Once more for IPv6." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("reserve", "Reserves an address for a client.") { names, node, mac, address, whatIf };
        command.Work = async context =>
        {
            var clients = context.Parsed.GetRequiredValue(names);
            if (clients.Length > 1 && (context.Has(mac) || context.Has(address)))
                throw CliError.Usage("--mac and --address belong to one client. Name one, or leave them out. See dentropy dhcp reserve --help.");
            await using var links = new SshLinkPool();
            var reservations = new DhcpReservations(context.Store, links);
            var settings = clients.Select(client => new DhcpReservationSettings { Name = client, MacAddress = context.Get(mac) ?? [], Address = context.Get(address) ?? [] });
            var plans = await reservations.PlanSetAsync(await DhcpOptions.NodesAsync(context, node), [.. settings], context.Stop);
            if (context.Get(whatIf))
                DhcpOutcomes.Plan(context, plans);
            else
                await DhcpOutcomes.ShowAsync(context, reservations.ApplyAsync(plans, context.Stop));
            return ExitCode.Good;
        };
        return command;
    }
}
