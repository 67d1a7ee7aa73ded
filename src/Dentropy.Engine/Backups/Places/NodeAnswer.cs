using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Backups.Places;

/// <summary>Runs the scripts of a node's place, and turns what they say into errors.</summary>
internal static class NodeAnswer
{
    /// <summary>Runs a script that reads nothing, to its end.</summary>
    /// <param name="link">The node's link.</param>
    /// <param name="node">The node.</param>
    /// <param name="script">The script.</param>
    /// <param name="path">What errors name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(INodeLink link, DcNode node, string script, string path, CancellationToken cancellationToken)
    {
        var process = await link.StartAsync(script, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
            using var output = new StreamReader(process.StandardOutput);
            using var error = new StreamReader(process.StandardError);
            try
            {
                var saying = error.ReadToEndAsync(cancellationToken);
                var text = await output.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                var said = await saying.ConfigureAwait(false);
                var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                return exit.ExitCode == 0 ? text : throw Failed(node, path, said, exit);
            }
            catch (IOException e)
            {
                throw PlaceErrors.Unreachable(path, $"the link to node {node.Name} broke ({e.Message.TrimEnd('.')})", e);
            }
        }
    }

    /// <summary>What a script that failed means.</summary>
    public static DentropyException Failed(DcNode node, string path, string said, RemoteExit exit)
    {
        foreach (var line in said.Split('\n'))
        {
            if (!line.StartsWith(NodeScripts.Mark, StringComparison.Ordinal))
                continue;
            var words = line[NodeScripts.Mark.Length..].Split(' ', 2);
            var detail = words.Length > 1 && words[1].Length > 0 ? words[1] : null;
            return words[0] switch
            {
                "nofolder" => PlaceErrors.NotFound(path),
                "missing" => PlaceErrors.FileNotFound(path),
                "exists" => PlaceErrors.Exists(path),
                "nospace" => PlaceErrors.Full(path, $" (the disk of node {node.Name})", cause: null),
                "denied" => PlaceErrors.Refused(path, detail ?? $"the account may not use it on node {node.Name}", cause: null),
                _ => PlaceErrors.NotWritable(path, detail ?? $"the disk of node {node.Name} did not take it", cause: null),
            };
        }

        var why = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } lines ? string.Join("; ", lines.Take(3)) : $"the command on node {node.Name} ended with {(object?)exit.ExitCode ?? exit.Signal}";
        return PlaceErrors.Unreadable(path, why, cause: null);
    }
}
