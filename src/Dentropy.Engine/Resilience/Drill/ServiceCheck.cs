using System.Net.Sockets;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Local;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>One look at a service from this machine, by what cloud.yaml says behind <c>check</c>.</summary>
internal static class ServiceCheck
{
    private const string Tcp = "tcp://";

    // A connection for each look: a kept one would say that a server still answers which nobody new can reach.
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, AllowAutoRedirect = true }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Refuses what no check can be.</summary>
    /// <exception cref="DentropyException"><c>InvalidCheck</c>.</exception>
    public static void Validate(string service, string check)
    {
        if (check.StartsWith(Tcp, StringComparison.OrdinalIgnoreCase) ? Endpoint(check) is null : IsHttp(check) && !Uri.TryCreate(check, UriKind.Absolute, out _))
            throw DrillErrors.InvalidCheck(service, check);
    }

    /// <summary>Looks once. What goes wrong is what it says; only a stop is thrown.</summary>
    /// <param name="check">The check.</param>
    /// <param name="address">Gives the address of a host that is a node's name, else the name again.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<(bool Good, string Detail)> RunAsync(string check, Func<string, string> address, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(limit);
        try
        {
            if (Endpoint(check) is var (host, port))
                return await ConnectAsync(address(host), port, source.Token).ConfigureAwait(false);
            return IsHttp(check) ? await RequestAsync(new Uri(check), address, source.Token).ConfigureAwait(false) : await CommandAsync(check, source.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"no answer within {limit.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is SocketException or HttpRequestException or IOException or DentropyException)
        {
            return (false, Inventory.Shown.Text((e.InnerException ?? e).Message.TrimEnd('.')));
        }
    }

    private static async Task<(bool Good, string Detail)> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        return (true, "takes connections");
    }

    private static async Task<(bool Good, string Detail)> RequestAsync(Uri uri, Func<string, string> address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(uri) { Host = address(uri.Host) }.Uri);
        request.Headers.ConnectionClose = true;
        if (uri.Scheme == Uri.UriSchemeHttp)
            request.Headers.Host = uri.IsDefaultPort ? uri.Host : $"{uri.Host}:{uri.Port}";
        using var answer = await s_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return (answer.IsSuccessStatusCode, $"answers {(int)answer.StatusCode}");
    }

    private static async Task<(bool Good, string Detail)> CommandAsync(string command, CancellationToken cancellationToken)
    {
        var (_, said, exit) = await NodeShell.RunAsync(LocalLink.Instance, command, input: null, cancellationToken).ConfigureAwait(false);
        return (exit == 0, exit == 0 ? "the command ended well" : NodeShell.Why(said, exit));
    }

    private static bool IsHttp(string check) => check.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || check.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static (string Host, int Port)? Endpoint(string check) =>
        check.StartsWith(Tcp, StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(check, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.Port > 0 && uri.AbsolutePath is "/" or ""
            ? (uri.Host.Trim('[', ']'), uri.Port)
            : null;
}
