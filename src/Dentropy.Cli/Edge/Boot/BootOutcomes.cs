using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Boot;

namespace Dentropy.Cli.Edge.Boot;

// Machines that boot over the network, and what became of plans for them.
internal static class BootOutcomes
{
    public static IReadOnlyList<Column<DcNetworkBoot>> Columns { get; } =
    [
        new("Name", boot => boot.Name),
        new("Image", boot => boot.Image),
        new("Kind", boot => boot.Kind is DcBootKind.RaspberryPi ? "Raspberry Pi" : "PXE"),
        new("MAC", boot => string.Join(", ", boot.MacAddress)),
        new("Serial", boot => boot.Serial ?? ""),
        new("Node", boot => boot.Node),
    ];

    public static void Plan(CommandContext context, string action, IReadOnlyList<NetworkBootPlan> plans) =>
        context.Renderer.Plan([.. plans.Select(plan => new PlanView(action, $"{plan.Name} from {string.Join(", ", plan.Nodes)}", plan.Lines))]);

    public static async Task ShowAsync(CommandContext context, NetworkBoots boots, IReadOnlyList<NetworkBootPlan> plans, string sign)
    {
        var done = new List<DcNetworkBoot>();
        await foreach (var found in boots.ApplyAsync(plans, context.Stop))
        {
            if (found.Failure is { } failure)
            {
                context.Errors.Write(failure);
                continue;
            }

            done.Add(found.Record!);
            context.Said($"{sign} {found.Record!.Name} from {found.Node}: {found.Record.Image}");
        }

        if (!context.Renderer.ForPeople)
            context.Renderer.Document([.. done.Select(NetworkBootView.Of)], CliJsonContext.Default.NetworkBootView);
    }
}
