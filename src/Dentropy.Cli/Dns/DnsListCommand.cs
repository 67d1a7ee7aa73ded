using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

internal static class DnsListCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Arity = ArgumentArity.ZeroOrMore, Description = "Names; * and ? are wildcards. All without them." };
        var zones = new Option<string[]>("--zone", "-z") { HelpName = "ZONE", Description = "Only this zone. Can be repeated." };
        var places = new Option<string[]>("--place", "-p") { HelpName = "PLACE", Description = "Only this place of cloud.yaml. Can be repeated." };
        var types = new Option<string[]>("--type", "-t") { HelpName = "TYPE", Description = "Only this type. Can be repeated." };
        var command = new Verb("list", "Lists DNS records.") { names, zones, places, types };
        command.Work = async context =>
        {
            var query = new DnsQuery { Names = context.Parsed.GetValue(names) ?? [], Zones = context.Get(zones) ?? [], Places = context.Get(places) ?? [], Types = context.Get(types) ?? [] };
            await using var links = new SshLinkPool();
            await using var open = context.DnsPlaces(links);
            var records = new List<DcDnsRecord>();
            await foreach (var found in new DnsRecords(open).GetAsync(query, context.Stop))
            {
                if (found.Failure is { } failure)
                    context.Errors.Write(failure);
                if (found.Record is not { } record)
                    continue;
                records.Add(record);
                if (context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(DnsRecordView.Of(record), CliJsonContext.Default.DnsRecordView);
            }

            if (context.Renderer.ForPeople)
                context.Renderer.Table(records, DnsText.Columns);
            else if (context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. records.Select(DnsRecordView.Of)], CliJsonContext.Default.DnsRecordView);
            if (records.Count == 0 && context.Errors.Code == ExitCode.Good)
                context.Remark("no such records");
            return ExitCode.Good;
        };
        return command;
    }
}
