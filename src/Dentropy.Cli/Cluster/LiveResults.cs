using System.Text.Json.Serialization.Metadata;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Cluster;

// Shows results as they arrive, below them the line that says whom one waits for. However it ends, what arrived is told.
// A result that does not end its node's work names none.
internal static class LiveResults
{
    public static async Task ShowAsync<T>(
        CommandContext context, StatusLine status, IAsyncEnumerable<T> results, Func<T, string?> node, Action<T> show, Action end)
    {
        context.Errors.Before = status.Hide;
        context.StopWhenOutputBreaks();
        status.Start();
        try
        {
            await foreach (var result in results)
            {
                if (node(result) is { } done)
                    status.Done(done);
                status.Write(() => show(result));
            }
        }
        catch (OperationCanceledException)
        {
            End();
            throw;
        }

        End();

        void End()
        {
            status.Dispose();
            if (context.OutputIsRead)
                end();
        }
    }

    // A line for each result, or a document of them, and the exit code of the worst. Who passes a sum has it told last, to people.
    public static async Task<int> ReportAsync<T, TView>(
        CommandContext context, StatusLine status, IAsyncEnumerable<T> results, LiveReport<T, TView> report)
    {
        var all = new List<T>();
        var code = ExitCode.Good;
        await ShowAsync(context, status, results, report.Node, Show, End);
        return code;

        void Show(T result)
        {
            all.Add(result);
            if (report.Failure(result) is { } failure)
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            if (context.Renderer.ForPeople)
            {
                report.Say(context, result);
                context.Terminal.OutBytes.Flush();
            }
            else if (context.Renderer.Format == OutputFormat.Jsonl)
            {
                context.Renderer.Line(report.View(result), report.Type);
            }
        }

        void End()
        {
            if (context.Renderer.ForPeople)
                report.Sum?.Invoke(context, all);
            else if (context.Renderer.Format != OutputFormat.Jsonl)
                context.Renderer.Document([.. all.Select(report.View)], report.Type);
        }
    }
}

// How results of a kind are told. Node is null for one that does not end its node's work.
internal sealed record LiveReport<T, TView>(
    Func<T, string?> Node, Func<T, DentropyException?> Failure, Func<T, TView> View, JsonTypeInfo<TView> Type, Action<CommandContext, T> Say, Action<CommandContext, IReadOnlyList<T>>? Sum = null);
