using Dentropy.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>One attempt to run a command on one node, with what it has printed so far.</summary>
internal sealed class CommandRun(ILinkPool pool, DcNode node, CommandPlan plan)
{
    private readonly OutputBuffer _output = new(plan.Settings.OutputLimit);
    private readonly OutputBuffer _error = new(plan.Settings.OutputLimit);

    /// <summary>Whether there was a link to the node.</summary>
    public bool Connected { get; private set; }

    /// <summary>Whether the command may have begun, so that it must not be sent again.</summary>
    public bool Started { get; private set; }

    public async Task<RemoteExit> ToEndAsync(CancellationToken cancellationToken)
    {
        var link = await pool.GetAsync(node, cancellationToken).ConfigureAwait(false);
        Connected = true;
        var script = await UploadedScript.SendAsync(link, node, plan, cancellationToken).ConfigureAwait(false);
        await using (script.ConfigureAwait(false))
        {
            var process = await link.StartAsync(plan.CommandLine(script.Path), cancellationToken).ConfigureAwait(false);
            Started = true;
            await using (process.ConfigureAwait(false))
            {
                return await CollectAsync(process, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public DcCommandResult Result(DcCommandStatus status, RemoteExit? exit, TimeSpan duration, int attempts, DentropyException? failure) => new()
    {
        Node = node.Name,
        Cloud = node.Cloud,
        Status = status,
        ExitCode = exit?.ExitCode,
        Signal = exit?.Signal,
        RawOutput = _output.ToArray(),
        RawError = _error.ToArray(),
        Truncated = _output.Truncated || _error.Truncated,
        Duration = duration,
        Attempts = attempts,
        Failure = failure,
    };

    private async Task<RemoteExit> CollectAsync(IRemoteProcess process, CancellationToken cancellationToken)
    {
        var feed = FeedAsync(process.StandardInput, cancellationToken);
        var output = _output.FillAsync(process.StandardOutput, cancellationToken);
        var error = _error.FillAsync(process.StandardError, cancellationToken);
        // The end of the process says why it ended; a stream that broke says only that it did.
        var exit = process.WaitForExitAsync(cancellationToken);
        await Task.WhenAny(Task.WhenAll(feed, output, error, exit)).ConfigureAwait(false);
        await exit.ConfigureAwait(false);
        await Task.WhenAll(output, error, feed).ConfigureAwait(false);
        return await exit.ConfigureAwait(false);
    }

    private async Task FeedAsync(Stream input, CancellationToken cancellationToken)
    {
        try
        {
            await using (input.ConfigureAwait(false))
            {
                foreach (var part in plan.Input)
                {
                    await input.WriteAsync(part, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (IOException)
        {
            // The command ended without reading all of its input, as head does.
        }
    }
}
