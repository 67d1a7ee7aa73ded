using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Resilience.Report;

namespace Dentropy.Cli.Resilience;

internal static class ResilienceReportCommand
{
    public static Command Create()
    {
        var path = new Option<string>("--path", "-p") { HelpName = "FILE", Required = true, Description = "The file to write, such as report.html." };
        var level = ResilienceFront.Level("2");
        var title = new Option<string?>("--title") { HelpName = "TEXT", Description = "What the cloud is called on the page; the name of its folder without it." };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var (observe, whatIf) = (ResilienceFront.Observe(), WhatIfOption.Create());
        var command = new Verb("report", "Writes a page that shows what the cloud survives: one HTML file with the topology, every failure by service, and advice.") { path };
        command.AddAll(level, title, observe, force, whatIf);
        command.Work = async context =>
        {
            var file = Path.GetFullPath(context.Parsed.GetRequiredValue(path));
            ResilienceReport.CheckPath(file, context.Get(force));
            await using var session = new EngineSession();
            var engine = await ResilienceFront.OpenAsync(context, session, context.Get(observe));
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([new PlanView("write", file, [])]);
                return ExitCode.Good;
            }

            var settings = new ReportSettings { Level = Number.Read(context, level) ?? 2, Title = context.Get(title), Date = DateTimeOffset.UtcNow };
            ResilienceReport.Save(file, ResilienceReport.Make(engine, settings, context.Stop), context.Get(force));
            context.Said($"Wrote {file}");
            return ExitCode.Good;
        };
        return command;
    }
}
