using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;

namespace Dentropy.Cli.Storage;

internal static class CephHealthCommand
{
    public static Command Create()
    {
        var options = new CephOptions(withTimeout: true);
        var detail = new Option<bool>("--detail", "-d") { Description = "With Ceph's own details of each check." };
        var command = new Verb("health", "What is wrong with Ceph clusters, what to do, and how much more may fail. Ends with 1 where one is not HEALTH_OK.");
        options.AddTo(command);
        command.AddAll(detail);
        command.Work = async context =>
        {
            if (await options.QueryAsync(context) is not { } query)
                return ExitCode.Good;
            await using var session = new EngineSession();
            var found = await CephOptions.TakeAsync(context, new CephClusters(context.Store, session.Links).HealthAsync(query with { Detail = context.Get(detail) }, context.Stop));
            Show(context, found);
            return found.All(health => health.Status == DcCephStatus.Ok) ? ExitCode.Good : ExitCode.Failed;
        };
        return command;
    }

    public static void Show(CommandContext context, IReadOnlyList<DcCephHealth> found)
    {
        if (!context.Renderer.ForPeople)
        {
            context.Renderer.Document([.. found.Select(CephHealthView.Of)], CliJsonContext.Default.CephHealthView);
            return;
        }

        foreach (var (at, health) in found.Index())
        {
            if (at > 0)
                context.Said("");
            foreach (var line in CephHealthText.Lines(health))
                context.Said(line);
        }
    }
}
