using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Edge.Public;

namespace Dentropy.Cli.Edge.Public;

// What the verbs that change endpoints have in common: the steps with --what-if, else the change and what came of it.
internal static class EndpointChange
{
    public static int Plan(CommandContext context, PublicPlan plan)
    {
        if (context.Renderer.ForPeople)
        {
            foreach (var change in plan.Changes)
            {
                context.Terminal.OutLine($"would {change.Action} on {change.Node}");
                foreach (var line in change.Difference.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                    context.Terminal.OutLine("  " + line);
            }
        }
        else
        {
            context.Renderer.Plan([.. plan.Changes.Select(change => new PlanView(change.Action, change.Node, change.Difference.Split('\n', StringSplitOptions.RemoveEmptyEntries)))]);
        }

        return ExitCode.Good;
    }

    public static async Task<PublicResult> ApplyAsync(CommandContext context, PublicEndpoints endpoints, PublicPlan plan)
    {
        var result = await endpoints.ApplyAsync(plan, new Steps(context), context.Stop);
        foreach (var note in result.Notes)
            context.Terminal.ErrorLine("warning: " + Wording.Adapt(note));
        return result;
    }

    private sealed class Steps(CommandContext context) : IProgress<string>
    {
        public void Report(string value) => context.Remark(value);
    }
}
