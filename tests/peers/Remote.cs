using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Peers.Tests;

internal static class Remote
{
    public static async Task<(string Output, string Error, RemoteExit Exit)> RunAsync(this INodeLink link, string command, byte[]? input = null, CancellationToken cancellationToken = default)
    {
        await using var process = await link.StartAsync(command, cancellationToken);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var reading = Task.WhenAll(process.StandardOutput.CopyToAsync(output, cancellationToken), process.StandardError.CopyToAsync(error, cancellationToken));
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input, cancellationToken);
        }

        await process.StandardInput.DisposeAsync();
        var exit = await process.WaitForExitAsync(cancellationToken);
        await reading;
        return (Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()), exit);
    }
}
