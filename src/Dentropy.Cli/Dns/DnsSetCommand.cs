using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

internal static class DnsSetCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name, such as cloud.example.org; with --zone also what stands before the zone, or @." };
        var values = new Argument<string[]>("VALUE") { Arity = ArgumentArity.ZeroOrMore, Description = "All values of the name and type. Without them those that are there stay." };
        var (zone, place, type) = (DnsOptions.Zone(), DnsOptions.Place(), DnsOptions.Type());
        var inside = new Option<string[]>("--inside") { HelpName = "VALUE", Description = "Value at every inside place that has the zone. Can be repeated." };
        var outside = new Option<string[]>("--outside") { HelpName = "VALUE", Description = "Value at every outside place that has the zone. Can be repeated." };
        var add = new Option<bool>("--add") { Description = "Keep the values that are there, and add these." };
        var time = new Option<string?>("--time-to-live") { HelpName = "TIME", Description = "How long others may keep it, e.g. 5m; auto leaves that to the place." };
        var proxied = new Option<bool?>("--proxied") { Arity = ArgumentArity.ZeroOrOne, HelpName = "true|false", Description = "Answer with the place's own address and forward." };
        var comment = new Option<string?>("--comment") { HelpName = "TEXT", Description = "Comment; an empty one takes it away." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("set", "Creates or changes the records of a name, as far as they are not so already.")
        {
            name, values, zone, place, type, inside, outside, add, time, proxied, comment, whatIf,
        };
        command.Work = async context =>
        {
            var given = context.Parsed.GetValue(values) ?? [];
            var views = context.Has(inside) || context.Has(outside);
            if (views && (given.Length > 0 || context.Get(add) || context.Get(place) is not null))
                throw CliError.Usage("--inside and --outside say which values go where; take VALUE, --add and --place out. See dentropy dns set --help.");
            var setting = new DnsSetting
            {
                Name = context.Parsed.GetRequiredValue(name),
                Type = context.Get(type),
                Values = given.Length > 0 ? given : null,
                Inside = context.Has(inside) ? context.Get(inside) : null,
                Outside = context.Has(outside) ? context.Get(outside) : null,
                Zone = context.Get(zone),
                Place = context.Get(place),
                Add = context.Get(add),
                TimeToLive = context.Get(time) is "auto" ? TimeSpan.Zero : Duration.Read(context, time),
                Proxied = context.Has(proxied) ? context.Get(proxied) ?? true : null,
                Comment = context.Get(comment),
            };
            await using var links = new SshLinkPool();
            await using var open = context.DnsPlaces(links);
            var records = new DnsRecords(open);
            var changes = await records.PlanSetAsync([setting], context.Stop);
            if (context.Get(whatIf))
                DnsOutcomes.Plan(context, changes);
            else
                await DnsOutcomes.ShowAsync(context, records.ApplyAsync(changes, context.Stop));
            return ExitCode.Good;
        };
        return command;
    }
}
