using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Resilience;
using Dentropy.Resilience;

namespace Dentropy.Cli.Resilience;

internal static class ResilienceTestCommand
{
    public static Command Create()
    {
        var parts = new Argument<string[]>("PART") { Arity = ArgumentArity.ZeroOrMore, Description = "What fails, all at once, as kind:name; a name alone is a node. Without any, each failure is looked at." };
        var level = ResilienceFront.Level("1");
        var (services, kinds, observe) = (ResilienceFront.Services(), ResilienceFront.Kinds(), ResilienceFront.Observe());
        var all = new Option<bool>("--all", "-a") { Description = "Show also failures that are survived." };
        var minimal = new Option<bool>("--minimal") { Description = "Only failures of which nothing could be left out." };
        var third = new Option<bool>("--third") { Description = "Whether any third of the nodes may fail." };
        var osds = Number.Option("--osd", "COUNT", "Whether any so many OSDs may fail.");
        var strict = new Option<bool>("--strict") { Description = "End with 1 where something is not survived." };
        var command = new Verb("test", "Says which services survive which failures.") { parts };
        command.AddAll(level, services, kinds, all, minimal, third, osds, observe, strict);
        command.Work = async context =>
        {
            await using var session = new EngineSession();
            var engine = await ResilienceFront.OpenAsync(context, session, context.Get(observe));
            var good = context.Parsed.GetValue(parts) is { Length: > 0 } lost
                ? One(context, [.. ResilienceQuestions.Test(engine, lost, context.Get(services) ?? [])])
                : Each(context, Number.Read(context, osds) is { } count ? [ResilienceQuestions.AnyOsds(engine, count, context.Get(services) ?? [], context.Stop)]
                    : context.Get(third) ? [ResilienceQuestions.AnyThird(engine, context.Get(services) ?? [], context.Stop)]
                    : engine.TestAll(
                        new ResilienceQuery
                        {
                            Level = Number.Read(context, level) ?? 1,
                            Services = ResilienceQuestions.Services(engine.Model, context.Get(services) ?? []),
                            Kinds = ResilienceFront.Read(context.Get(kinds)),
                            MinimalOnly = context.Get(minimal),
                        },
                        context.Stop), context.Get(all), context.Get(minimal));
            return good || !context.Get(strict) ? ExitCode.Good : ExitCode.Failed;
        };
        return command;
    }

    private static bool One(CommandContext context, IReadOnlyList<DcFailureResult> results)
    {
        if (context.Renderer.ForPeople)
            context.Renderer.Table(results, ResilienceText.Failure);
        else
            context.Renderer.Document([.. results.Select(ServiceFailureView.Of)], CliJsonContext.Default.ServiceFailureView);
        return results.All(result => result.Survives);
    }

    private static bool Each(CommandContext context, IEnumerable<DcResilienceResult> results, bool all, bool minimal)
    {
        var (shown, survived, looked) = (new List<DcResilienceResult>(), 0, 0);
        foreach (var result in results)
        {
            looked++;
            survived += result.Survives ? 1 : 0;
            if (result.Survives && !all && result.Asked is null)
                continue;
            if (context.Renderer.Format == OutputFormat.Jsonl)
                context.Renderer.Line(ResilienceView.Of(result), CliJsonContext.Default.ResilienceView);
            else
                shown.Add(result);
        }

        if (context.Renderer.ForPeople)
            context.Renderer.Table(shown, ResilienceText.Result);
        else if (context.Renderer.Format != OutputFormat.Jsonl)
            context.Renderer.Document([.. shown.Select(ResilienceView.Of)], CliJsonContext.Default.ResilienceView);
        if (shown is not [{ Asked: not null }])
            context.Said(minimal
                ? string.Create(CultureInfo.InvariantCulture, $"{looked} failures are not survived of which nothing could be left out.")
                : string.Create(CultureInfo.InvariantCulture, $"{survived} of {looked} failures are survived."));
        return survived == looked;
    }
}
