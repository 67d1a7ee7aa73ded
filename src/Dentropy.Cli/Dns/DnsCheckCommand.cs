using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Check;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

internal static class DnsCheckCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Arity = ArgumentArity.ZeroOrMore, Description = "Whole names; none for all of the zones." };
        var zones = new Option<string[]>("--zone") { HelpName = "ZONE", Description = "Only this zone. Can be repeated." };
        var types = new Option<string[]>("--type") { HelpName = "TYPE", Description = "Only records of this type. Can be repeated." };
        var places = new Option<string[]>("--place") { HelpName = "PLACE", Description = "Only what this place has. Can be repeated." };
        var resolvers = new Option<string[]>("--resolver") { HelpName = "SERVER", Description = "Ask this server and no other. Can be repeated." };
        var command = new Verb("check", "Asks the real servers for records, and says where they disagree. Ends with 1 where one does.") { names, zones, types, places, resolvers };
        command.Work = async context =>
        {
            var settings = new DnsCheckSettings
            {
                Names = context.Parsed.GetValue(names) ?? [],
                Zones = context.Get(zones) ?? [],
                Types = context.Get(types) ?? [],
                Places = context.Get(places) ?? [],
                Resolvers = context.Get(resolvers) ?? [],
            };
            await using var links = new SshLinkPool();
            await using var open = new DnsPlaces(context.Store, links);
            var tests = new List<DcDnsTest>();
            await foreach (var test in new DnsCheck(open).TestAsync(settings, context.Stop))
            {
                tests.Add(test);
                if (context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(DnsTestView.Of(test), CliJsonContext.Default.DnsTestView);
            }

            // Servers answer in any order; a list that is the same every time is easier to read and to compare.
            var sorted = tests.OrderBy(test => test.Agrees).ThenBy(test => test.Name, StringComparer.Ordinal).ThenBy(test => test.Type, StringComparer.Ordinal).ThenBy(test => test.Server, StringComparer.Ordinal).ToList();
            foreach (var test in sorted)
                context.Said($"{(test.Agrees ? "good" : "WRONG")} {test.Name} {test.Type}: {test.Explanation}");
            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. sorted.Select(DnsTestView.Of)], CliJsonContext.Default.DnsTestView);
            return tests.TrueForAll(test => test.Agrees) ? ExitCode.Good : ExitCode.Failed;
        };
        return command;
    }
}
