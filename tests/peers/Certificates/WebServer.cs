using Dentropy.Engine.Transport;

namespace Dentropy.Peers.Tests.Certificates;

/// <summary>A web server on a node, on port 80.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly IRemoteProcess _process;

    private WebServer(IRemoteProcess process) => _process = process;

    public static async Task<WebServer> StartAsync(INodeLink link, string folder, CancellationToken cancellationToken)
    {
        var process = await link.StartAsync($"exec python3 -u -m http.server 80 --directory {ShellQuote.Word(folder)} 2>&1", cancellationToken);
        using var output = new StreamReader(process.StandardOutput, leaveOpen: true);
        // It says so when it listens.
        while (await output.ReadLineAsync(cancellationToken) is { } line && !line.StartsWith("Serving", StringComparison.Ordinal))
        {
        }

        return new WebServer(process);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync();
        await _process.DisposeAsync();
    }
}
