using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Resilience;

namespace Dentropy.Cli.Resilience;

internal static class ResilienceAdviseCommand
{
    private static readonly AdviceQuery s_usual = new();

    public static Command Create()
    {
        var level = ResilienceFront.Level("2");
        var (services, kinds, observe) = (ResilienceFront.Services(), ResilienceFront.Kinds(), ResilienceFront.Observe());
        var count = Number.Option("--count", "COUNT", "How many changes to name, the best first. 5 without it.");
        var command = new Verb("advise", "Names changes that let the cloud survive more, the best first.");
        command.AddAll(level, services, kinds, count, observe);
        command.Work = async context =>
        {
            await using var session = new EngineSession();
            var engine = await ResilienceFront.OpenAsync(context, session, context.Get(observe));
            var advice = engine.Advise(
                new AdviceQuery
                {
                    Level = Number.Read(context, level) ?? s_usual.Level,
                    Services = ResilienceQuestions.Services(engine.Model, context.Get(services) ?? []),
                    Kinds = ResilienceFront.Read(context.Get(kinds)),
                    Count = Number.Read(context, count) ?? s_usual.Count,
                },
                context.Stop);
            if (context.Renderer.ForPeople)
                context.Renderer.Table(advice, ResilienceText.Advice);
            else
                context.Renderer.Document([.. advice.Select(AdviceView.Of)], CliJsonContext.Default.AdviceView);
            if (advice.Count == 0)
                context.Said("No change was found that would let the cloud survive more.");
            return ExitCode.Good;
        };
        return command;
    }
}
