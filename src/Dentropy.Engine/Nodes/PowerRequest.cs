using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>Asks one node to go down.</summary>
internal sealed class PowerRequest(ILinkPool pool, DcNode node, DcNodePowerAction action)
{
    private bool _trying;
    private bool _taken;
    private string? _refusal;

    /// <summary>The boot id, once the node has told it.</summary>
    public string? BootId { get; private set; }

    /// <summary>Returns when the node took the request.</summary>
    /// <exception cref="DentropyException">It did not; nothing was done but where the error says so.</exception>
    public async Task SendAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(limit);
        try
        {
            var link = await pool.GetAsync(node, source.Token).ConfigureAwait(false);
            await TalkAsync(link, source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw _trying ? PowerErrors.Unconfirmed(node.Name, action, limit) : PowerErrors.ConnectTimeout(node.Name, limit);
        }
        catch (Exception e) when (_trying && e is IOException or DentropyException { ErrorId: "LinkLost" })
        {
            // The node went down before it could answer, which is what it was asked for.
            _taken = true;
        }
        catch (IOException e)
        {
            throw LinkErrors.Broken(node.Name, e);
        }

        if (!_taken)
        {
            throw PowerErrors.Refused(node.Name, action, _refusal ?? "its shell ended without a word");
        }
    }

    private async Task TalkAsync(INodeLink link, CancellationToken cancellationToken)
    {
        var process = await link.StartAsync(PowerScript.Command(action), cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
            var error = DrainAsync(process.StandardError, cancellationToken);
            using var output = new StreamReader(process.StandardOutput, Encoding.UTF8);
            while (await output.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                Take(line);
            }

            var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            await error.ConfigureAwait(false);
            // A session that ends without its script's last word, after the command was given, was ended by the shutdown.
            _taken |= _trying && _refusal is null && exit.ExitCode != 0;
        }
    }

    private void Take(string line)
    {
        if (line.StartsWith(PowerScript.Boot, StringComparison.Ordinal))
        {
            BootId = line[PowerScript.Boot.Length..].Trim() is { Length: > 0 } id ? id : null;
        }
        else if (line.StartsWith(PowerScript.Trying, StringComparison.Ordinal))
        {
            _trying = true;
        }
        else if (line.StartsWith(PowerScript.Refused, StringComparison.Ordinal))
        {
            _refusal = line[PowerScript.Refused.Length..];
        }
        else
        {
            _taken |= line == PowerScript.Taken;
        }
    }

    private static async Task DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // What it said does not matter any more.
        }
    }
}
