using Dentropy.Cli.Common;

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
}
