using System.CommandLine;
using System.Globalization;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

internal static class AppLogsCommand
{
    public static Command Create()
    {
        var choice = new AppNames(ArgumentArity.OneOrMore);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as new lines come, until Ctrl+C." };
        var tail = Number.Option("--tail", "N", "Only the last lines of each container.");
        var since = new Option<string?>("--since") { HelpName = "TIME", Description = "Only lines since then: 10m ago, or a time such as 2026-11-20T12:00:00Z." };
        var until = new Option<string?>("--until") { HelpName = "TIME", Description = "Only lines before then." };
        var services = new Option<string[]>("--service") { HelpName = "NAME", Description = "Only these services; repeat it or separate them by commas." };
        var times = new Option<bool>("--timestamps") { Description = "Put the time before each line." };
        var bare = new Option<bool>("--no-prefix") { Description = "Lines as they were written, without service and container before them." };
        var command = new Verb("logs", "Shows what the containers of apps wrote.");
        choice.AddTo(command);
        command.AddAll(follow, tail, since, until, services, times, bare);
        command.Work = async context =>
        {
            var query = new AppLogQuery
            {
                Follow = context.Get(follow),
                Tail = Number.Read(context, tail) is { } lines ? lines >= 0 ? lines : throw CliError.Option(tail.Name, $"{lines}", "must not be negative.") : null,
                Since = Past(context, since),
                Until = Past(context, until),
                Services = WordLists.Split(context.Get(services)),
            };
            await using var session = new EngineSession();
            if (await choice.ChooseAsync(context, session.Docker) is not { } apps)
                return ExitCode.BadInput;
            context.StopWhenOutputBreaks();
            var kept = new List<AppLogView>();
            await foreach (var item in new AppLogs(session.Docker).ReadAsync(apps, query, context.Stop))
            {
                if (item.Failure is { } failure)
                    context.Errors.Write(failure);
                if (item.Line is not { } line)
                    continue;
                if (context.Renderer.ForPeople)
                    Say(context, line, context.Get(times), apps.Count > 1, context.Get(bare), query.Follow);
                else if (context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(AppLogView.Of(line), CliJsonContext.Default.AppLogView);
                else if (query.Follow)
                    throw CliError.Option("--output", context.Renderer.Format.ToString().ToLowerInvariant(), "is one document, and what is followed has no end. Say jsonl.");
                else
                    kept.Add(AppLogView.Of(line));
            }

            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document(kept, CliJsonContext.Default.AppLogView);
            return ExitCode.Good;
        };
        return command;
    }

    private static void Say(CommandContext context, DcAppLogLine line, bool times, bool several, bool bare, bool follow)
    {
        var time = times ? line.Time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff ", CultureInfo.InvariantCulture) : "";
        context.Terminal.OutLine(bare ? time + line.Text : $"{time}{(several ? $"{line.Node} {line.App} " : "")}{line.Service} | {line.Text}");
        if (follow)
            context.Terminal.OutBytes.Flush();
    }

    // A duration is that long ago.
    private static DateTimeOffset? Past(CommandContext context, Option<string?> option)
    {
        if (context.Get(option) is not { } word)
            return null;
        if (word.Length > 0 && char.IsAsciiLetterLower(word[^1]))
            return DateTimeOffset.Now - Duration.Read(context, option);
        return DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw CliError.Option(option.Name, word, "is no time. Say how long ago (10m, 2h), or a time such as 2026-11-20T12:00:00.");
    }
}
