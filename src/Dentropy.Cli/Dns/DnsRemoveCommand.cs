using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

internal static class DnsRemoveCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name, such as old.example.org." };
        var values = new Argument<string[]>("VALUE") { Arity = ArgumentArity.ZeroOrMore, Description = "Only these values. Without them all." };
        var (zone, place, type) = (DnsOptions.Zone(), DnsOptions.Place(), DnsOptions.Type());
        var (yes, whatIf) = (YesOption.Create(), WhatIfOption.Create());
        var command = new Verb("remove", "Removes records of a name.") { name, values, zone, place, type, yes, whatIf };
        command.Work = async context =>
        {
            var given = context.Parsed.GetValue(values) ?? [];
            var removal = new DnsRemoval
            {
                Name = context.Parsed.GetRequiredValue(name),
                Type = context.Get(type),
                Values = given.Length > 0 ? given : null,
                Zone = context.Get(zone),
                Place = context.Get(place),
            };
            await using var links = new SshLinkPool();
            await using var open = context.DnsPlaces(links);
            var records = new DnsRecords(open);
            var changes = await records.PlanRemoveAsync([removal], context.Stop);
            if (context.Get(whatIf))
                DnsOutcomes.Plan(context, changes);
            else if (await context.ConfirmAsync("remove", string.Join(", ", changes.Select(DnsText.Target)), context.Get(yes)))
                await DnsOutcomes.ShowAsync(context, records.ApplyAsync(changes, context.Stop));
            return ExitCode.Good;
        };
        return command;
    }
}
