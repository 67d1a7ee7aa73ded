using System.CommandLine;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

internal static class AppListCommand
{
    public static Command Create() => Create("list", "Lists apps.", ArgumentArity.ZeroOrMore, (context, apps) => context.Renderer.Table(apps, AppText.Columns));

    public static Command Create(string name, string description, ArgumentArity arity, Action<CommandContext, IReadOnlyList<DcApp>> show)
    {
        var choice = new AppNames(arity);
        var noSize = new Option<bool>("--no-size") { Description = "Do not measure volumes, which takes long where they are large." };
        var command = new Verb(name, description);
        choice.AddTo(command);
        command.Options.Add(noSize);
        command.Work = async context =>
        {
            if (await choice.NodesAsync(context) is not { } nodes)
                return ExitCode.BadInput;
            await using var session = new EngineSession();
            var names = choice.Names(context);
            var query = new AppQuery { Names = names, Sizes = !context.Get(noSize) };
            var apps = new List<DcApp>();
            var failures = new List<DentropyException>();
            await foreach (var listing in new AppCatalog(session.Docker).ListAsync(nodes, query, context.Stop))
            {
                if (listing.Failure is { } failure)
                    failures.Add(failure);
                else if (listing.App is not null && context.Renderer.Format == OutputFormat.Jsonl)
                    context.Renderer.Line(AppView.Of(listing.App!), CliJsonContext.Default.AppView);
                if (listing.App is { } app)
                    apps.Add(app);
            }

            // Nodes answer in any order; a list that is the same every time is easier to read and to compare.
            apps.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name) is var order and not 0 ? order : string.CompareOrdinal(a.Node, b.Node));
            if (context.Renderer.ForPeople)
                show(context, apps);
            else if (context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. apps.Select(AppView.Of)], CliJsonContext.Default.AppView);
            foreach (var failure in failures)
                choice.Tell(context, failure, apps.Select(app => app.Name));

            foreach (var missing in names.Where(each => !AppCatalog.IsWildcard(each) && !apps.Exists(app => string.Equals(app.Name, each, StringComparison.OrdinalIgnoreCase))))
                context.Errors.Write(AppCatalog.NotFound(missing, [.. nodes.Select(node => node.Name)], []));
            return ExitCode.Good;
        };
        return command;
    }
}
