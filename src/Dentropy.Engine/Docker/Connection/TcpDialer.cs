using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dentropy.Engine.Transport.Local;

namespace Dentropy.Engine.Docker;

/// <summary>Connects to an engine by TCP, with TLS where there are certificates.</summary>
internal sealed class TcpDialer : IDockerDialer
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly string _node;
    private readonly DockerEndpoint _endpoint;
    private readonly SslClientAuthenticationOptions? _tls;

    private TcpDialer(string node, DockerEndpoint endpoint, SslClientAuthenticationOptions? tls)
    {
        _node = node;
        _endpoint = endpoint;
        _tls = tls;
    }

    public string Endpoint => _endpoint.Url;

    public static TcpDialer Create(string node, DockerEndpoint endpoint) =>
        new(node, endpoint, endpoint.CertPath is { } folder ? Options(node, endpoint.Host!, folder) : null);

    public async Task<Stream> DialAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A peer that has lost its power says nothing; this notices after about half a minute.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
            await socket.ConnectAsync(_endpoint.Host!, _endpoint.Port, limit.Token).ConfigureAwait(false);
            return _tls is null ? new SocketStream(socket) : await SecureAsync(new SocketStream(socket), _tls, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw e switch
            {
                AuthenticationException => DockerErrors.Tls(_node, _endpoint.Url, e.Message, e),
                OperationCanceledException => DockerErrors.Unreachable(_node, _endpoint.Url, $"no answer within {Limit.TotalSeconds:0} seconds", e),
                SocketException or IOException => DockerErrors.Unreachable(_node, _endpoint.Url, e.Message, e),
                _ => e,
            };
        }
    }

    private static async Task<Stream> SecureAsync(SocketStream socket, SslClientAuthenticationOptions tls, CancellationToken cancellationToken)
    {
        var stream = new TlsStream(socket);
        try
        {
            await stream.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions Options(string node, string host, string folder)
    {
        try
        {
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.ImportFromPemFile(Path.Combine(folder, "ca.pem"));
            using var own = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
            // Windows takes only keys that come from a store or a PFX.
            var certificate = X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null);
            return new SslClientAuthenticationOptions
            {
                TargetHost = host,
                ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
                CertificateChainPolicy = trust,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw DockerErrors.Certificates(node, folder, e.Message, e);
        }
    }
}
