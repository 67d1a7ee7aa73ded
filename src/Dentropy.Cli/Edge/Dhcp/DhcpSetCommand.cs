using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Dhcp;

internal static class DhcpSetCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the range: letters, digits and hyphens." };
        var node = DhcpOptions.Node();
        var from = new Option<string?>("--from") { HelpName = "ADDRESS", Description = "First address." };
        var to = new Option<string?>("--to") { HelpName = "ADDRESS", Description = "Last address." };
        var time = new Option<string?>("--lease-time") { HelpName = "TIME", Description = "How long a client may keep an address, e.g. 12h." };
        var gateway = new Option<string?>("--gateway") { HelpName = "ADDRESS", Description = "Router that clients are told. Without it the gateway itself." };
        var dns = new Option<string[]>("--dns") { HelpName = "ADDRESS", Description = "Name server that clients are told. Can be repeated. Without it the gateway itself." };
        var domain = new Option<string?>("--domain") { HelpName = "DOMAIN", Description = "Domain of the clients' names." };
        var device = new Option<string?>("--interface") { HelpName = "NAME", Description = "Only requests that come in by this interface are answered." };
        var network = new Option<string?>("--network") { HelpName = "NETWORK", Description = "Network of the addresses, where a relay passes the requests on." };
        var option = new Option<string[]>("--option") { HelpName = "NAME=VALUE", Description = "Further DHCP option by name or number. Can be repeated." };
        var force = new Option<bool>("--force") { Description = "Go on where another gateway cannot be asked for its ranges." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("set", "Creates or changes a range of addresses.") { name, node, from, to, time, gateway, dns, domain, device, network, option, force, whatIf };
        command.Work = async context =>
        {
            var settings = new DhcpRangeSettings
            {
                Name = context.Parsed.GetRequiredValue(name),
                From = context.Get(from),
                To = context.Get(to),
                Network = context.Get(network),
                LeaseTime = Duration.Read(context, time),
                Gateway = context.Get(gateway),
                Dns = context.Has(dns) ? [.. context.Get(dns)!.Where(one => one.Length > 0)] : null,
                Domain = context.Get(domain),
                Interface = context.Get(device),
                Option = context.Has(option) ? Pairs.Read(option.Name, context.Get(option)!.Where(one => one.Length > 0), StringComparer.Ordinal) : null,
                Force = context.Get(force),
            };
            await using var links = new SshLinkPool();
            var ranges = new DhcpRanges(context.Store, links);
            var plan = await ranges.PlanSetAsync(await DhcpOptions.NodesAsync(context, node), settings, context.Stop);
            if (context.Get(whatIf))
                DhcpOutcomes.Plan(context, [plan]);
            else
                await DhcpOutcomes.ShowAsync(context, ranges.ApplyAsync([plan], context.Stop));
            return ExitCode.Good;
        };
        return command;
    }
}
