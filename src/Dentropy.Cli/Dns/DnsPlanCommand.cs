using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Plans;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

internal static class DnsPlanCommand
{
    public static Command Create()
    {
        var file = File();
        var foreign = Foreign();
        var command = new Verb("plan", "Shows what a file of DNS records asks for and the places do not have yet.") { file, foreign };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            await using var open = context.DnsPlaces(links);
            var planning = await new DnsPlans(open).PlanAsync(Path.GetFullPath(context.Parsed.GetRequiredValue(file)), context.Get(foreign), context.Stop);
            foreach (var failure in planning.Unread.Concat(planning.Conflicts))
                context.Errors.Write(failure);
            Show(context, planning.Plan);
            return ExitCode.Good;
        };
        return command;
    }

    public static Argument<string> File() => new("FILE") { Description = "The file, such as dns.yaml." };

    public static Option<bool> Foreign() => new("--include-foreign") { Description = "Remove also what is not in the file and not made by Dentropy." };

    private static void Show(CommandContext context, DcDnsPlan plan)
    {
        if (!context.Renderer.ForPeople)
        {
            context.Renderer.Document([DnsPlanView.Of(plan)], CliJsonContext.Default.DnsPlanView);
            return;
        }

        foreach (var change in plan.Changes)
            context.Said(DnsText.Line(change));
        context.Said(Sum(plan));
        if (plan.Guard is { } guard)
            context.Said(guard);
    }

    public static string Sum(DcDnsPlan plan)
    {
        var counts = plan.Changes.CountBy(change => change.Action).ToDictionary(pair => pair.Key, pair => pair.Value);
        return $"{counts.GetValueOrDefault(DcDnsAction.Create)} to create, {counts.GetValueOrDefault(DcDnsAction.Update)} to change, {counts.GetValueOrDefault(DcDnsAction.Remove)} to remove, {plan.Unchanged} as they are to be, {plan.Foreign} of others";
    }
}
