using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

// What came of work on apps: a line each for people as it is known, for machines a document at the end.
internal static class AppResults
{
    public static async Task ShowAsync(CommandContext context, IAsyncEnumerable<AppOutcome> outcomes)
    {
        var views = new List<AppView>();
        try
        {
            await foreach (var outcome in outcomes)
            {
                if (outcome.Failure is { } failure)
                    context.Errors.Write(failure);
                if (outcome.App is not { } app)
                    continue;
                context.Said(AppText.Line(app));
                if (context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(AppView.Of(app), CliJsonContext.Default.AppView);
                views.Add(AppView.Of(app));
            }
        }
        finally
        {
            if (!context.Renderer.ForPeople && context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document(views, CliJsonContext.Default.AppView);
        }
    }
}
