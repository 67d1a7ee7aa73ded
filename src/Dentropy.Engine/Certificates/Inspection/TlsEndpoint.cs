using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Dentropy.Engine.Certificates.Inspection;

/// <summary>A TLS server: where it is, and the name that it is asked for.</summary>
/// <param name="Host">Name or address to connect to.</param>
/// <param name="Port">Port.</param>
/// <param name="Name">Name for SNI, which the certificate has to be for.</param>
/// <param name="Source">How results and errors name it.</param>
internal sealed record TlsEndpoint(string Host, int Port, string Name, string Source)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Whether a text means an endpoint and not the name of an app: it has a scheme, or a port.</summary>
    public static bool IsOne(string text) => text.Contains("://", StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal);

    /// <summary>Reads <c>https://host[:port]</c>, <c>tls://host:port</c> or <c>host:port</c>.</summary>
    /// <exception cref="DentropyException"><c>InvalidCertificateEndpoint</c>.</exception>
    public static TlsEndpoint Parse(string text)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : "tls://" + text;
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "tls") || uri.Host.Length == 0 || uri.UserInfo.Length > 0
            || (uri.Scheme == "tls" && uri.Port <= 0))
            throw CertificateErrors.InvalidEndpoint(text);
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.DnsSafeHost : uri.IdnHost;
        return Of(host, uri.Port, host);
    }

    public static TlsEndpoint Of(string host, int port, string name) =>
        new(host, port, name, string.Create(CultureInfo.InvariantCulture, $"https://{(name.Contains(':', StringComparison.Ordinal) ? $"[{name}]" : name)}{(port == 443 ? "" : $":{port}")}"));

    /// <summary>Shakes hands and takes what the server shows. Nothing else is sent.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The certificate and what came with it; the caller disposes them.</returns>
    /// <exception cref="DentropyException"><c>CertificateEndpointUnreachable</c>, <c>CertificateEndpointTimeout</c>, <c>CertificateEndpointNoTls</c>.</exception>
    public Task<X509Certificate2Collection> ShowAsync(CancellationToken cancellationToken) => ShowAsync(
        async token =>
        {
            var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(Host, Port, token).ConfigureAwait(false);
                return new NetworkStream(socket.Client, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
        s_limit,
        cancellationToken);

    /// <summary>The same over a connection that somebody else makes; it is closed again.</summary>
    /// <param name="connect">Makes the connection.</param>
    /// <param name="time">How long all of it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">As above, and what the connecting throws.</exception>
    public async Task<X509Certificate2Collection> ShowAsync(Func<CancellationToken, Task<Stream>> connect, TimeSpan time, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(time);
        var shown = new X509Certificate2Collection();
        try
        {
            var tls = new SslStream(await connect(limit.Token).ConfigureAwait(false));
            await using (tls.ConfigureAwait(false))
                await tls.AuthenticateAsClientAsync(Options(shown), limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw CertificateErrors.TimedOut(Source, time, e);
        }
        catch (Exception e) when (shown.Count == 0 && e is SocketException or IOException { InnerException: SocketException })
        {
            throw CertificateErrors.Unreachable(Source, (e.InnerException ?? e).Message, e);
        }
        catch (Exception e) when (shown.Count == 0 && e is IOException or AuthenticationException)
        {
            throw CertificateErrors.NoTls(Source, (e.InnerException ?? e).Message, e);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or SocketException)
        {
            // A server that wants a certificate of ours says so after it has shown its own, which is all that was asked for.
        }

        return shown.Count > 0 ? shown : throw CertificateErrors.NoTls(Source, "it showed no certificate", cause: null);
    }

    private SslClientAuthenticationOptions Options(X509Certificate2Collection shown) => new()
    {
        TargetHost = Name,
        RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            if (certificate is not null && shown.Count == 0)
            {
                shown.Add(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
                // What the server sent; the chain's own elements may be from this machine's stores.
                shown.AddRange((X509Certificate2[])[.. (chain?.ChainPolicy.ExtraStore ?? []).Where(one => !one.RawDataMemory.Span.SequenceEqual(shown[0].RawDataMemory.Span)).Select(one => X509CertificateLoader.LoadCertificate(one.RawDataMemory.Span))]);
            }

            // It is looked at and not trusted: nothing is sent over it.
            return true;
        },
    };
}
