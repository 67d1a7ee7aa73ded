using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>A script that lies on the node as a temporary file while it runs; without a path where the plan needs none.</summary>
internal sealed class UploadedScript(INodeLink link, string? path) : IAsyncDisposable
{
    private static readonly TimeSpan RemoveLimit = TimeSpan.FromSeconds(5);

    public string? Path => path;

    /// <summary>Sends the plan's script, if it needs a file.</summary>
    public static async Task<UploadedScript> SendAsync(INodeLink link, DcNode node, CommandPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Script is not { NeedsFile: true } script)
        {
            return new UploadedScript(link, path: null);
        }

        const string Receive = "umask 077; f=$(mktemp) || exit 1; cat > \"$f\" && printf %s \"$f\" || { rm -f \"$f\"; exit 1; }";
        var process = await link.StartAsync($"exec /bin/sh -c {ShellQuote.Word(Receive)}", cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            var output = new OutputBuffer(4096);
            var error = new OutputBuffer(4096);
            var reading = Task.WhenAll(output.FillAsync(process.StandardOutput, cancellationToken), error.FillAsync(process.StandardError, cancellationToken));
            try
            {
                await process.StandardInput.WriteAsync(script.Content, cancellationToken).ConfigureAwait(false);
                await process.StandardInput.DisposeAsync().ConfigureAwait(false);
            }
            catch (IOException)
            {
                // It ended without reading, and its exit code tells why; where the link is gone, the waiting for it does.
            }

            await reading.ConfigureAwait(false);
            var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return exit.ExitCode == 0
                ? new UploadedScript(link, Encoding.UTF8.GetString(output.ToArray()))
                : throw new DentropyException(
                    "ScriptNotSent",
                    DentropyErrorCategory.WriteError,
                    node.Name,
                    $"The script could not be written to the temporary folder of node '{node.Name}': {Encoding.UTF8.GetString(error.ToArray()).Trim()}. Make room there; nothing was run.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (path is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(RemoveLimit);
        try
        {
            var process = await link.StartAsync("rm -f " + ShellQuote.Word(path), limit.Token).ConfigureAwait(false);
            await using (process.ConfigureAwait(false))
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // Without a link the file stays in the node's temporary folder, readable by its owner alone.
        }
    }
}
