namespace Dentropy.Engine.Transport;

/// <summary>Short scripts on nodes. What a script says for us stands on standard error behind <c>dentropy:</c> and a word.</summary>
internal static class NodeShell
{
    private const string Mark = "dentropy:";
    private const int LongestSaid = 300;

    /// <summary>The command line that runs a script with a POSIX shell, as root where that is asked for.</summary>
    public static string Script(string text, bool sudo)
    {
        var whole = "LC_ALL=C; export LC_ALL\n" + text;
        return sudo ? RootCommand.Wrap(whole) : "exec /bin/sh -c " + ShellQuote.Word(whole);
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="link">The node's link.</param>
    /// <param name="command">The command line.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="cancellationToken">Ends it, and the command.</param>
    /// <returns>What it wrote, and its exit code; -1 where a signal ended it.</returns>
    /// <exception cref="DentropyException"><c>LinkLost</c>, <c>SessionRefused</c>.</exception>
    public static async Task<(byte[] Output, string Said, int Exit)> RunAsync(INodeLink link, string command, byte[]? input, CancellationToken cancellationToken)
    {
        var process = await link.StartAsync(command, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            try
            {
                using var output = new MemoryStream();
                using var said = new MemoryStream();
                var reading = Task.WhenAll(process.StandardOutput.CopyToAsync(output, cancellationToken), process.StandardError.CopyToAsync(said, cancellationToken));
                await SendAsync(process, input, cancellationToken).ConfigureAwait(false);
                await EndAsync(reading, process, cancellationToken).ConfigureAwait(false);
                var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                return (output.ToArray(), System.Text.Encoding.UTF8.GetString(said.GetBuffer(), 0, (int)said.Length), exit.ExitCode ?? -1);
            }
            catch (OperationCanceledException)
            {
                await process.StopAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Why a script failed, in its own words.</summary>
    public static string Why(string said, int exit)
    {
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var marked = lines.FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal));
        var text = marked is not null ? marked[(marked.IndexOf(' ', StringComparison.Ordinal) + 1)..] : string.Join("; ", lines.TakeLast(3));
        text = new string([.. text.Where(c => !char.IsControl(c))]);
        return text.Length == 0 ? $"the command ended with {exit}" : text.Length > LongestSaid ? text[..LongestSaid] + "..." : text;
    }

    // Where the link breaks, the reading ends with an error of the stream; what became of the command is said by its end.
    private static async Task EndAsync(Task reading, IRemoteProcess process, CancellationToken cancellationToken)
    {
        try
        {
            await reading.ConfigureAwait(false);
        }
        catch (IOException)
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    // A command that ends early does not read the rest; what it says of that is the error, and not the broken pipe.
    private static async Task SendAsync(IRemoteProcess process, byte[]? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input, cancellationToken).ConfigureAwait(false);
            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
        }
    }
}
