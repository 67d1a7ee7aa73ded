using System.Text;

namespace Dentropy.Engine.Transport;

/// <summary>Short questions to a node's shell.</summary>
internal static class LinkQuestion
{
    private const int LargestAnswer = 4 * 1024;

    /// <summary>Runs a command that reads nothing, to its end. What it complains about and how it ends does not count.</summary>
    /// <param name="link">The node's link.</param>
    /// <param name="command">The command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The first 4 KiB of what it printed, without the blanks around it.</returns>
    /// <exception cref="DentropyException"><c>LinkLost</c>, <c>SessionRefused</c>.</exception>
    public static async Task<string> AskAsync(this INodeLink link, string command, CancellationToken cancellationToken)
    {
        var process = await link.StartAsync(command, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
            var complaints = process.StandardError.CopyToAsync(Stream.Null, cancellationToken);
            var answer = new byte[LargestAnswer];
            var length = await process.StandardOutput.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            await complaints.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(answer, 0, length).Trim();
        }
    }
}
