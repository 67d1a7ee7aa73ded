using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Certificates;

public sealed class EndpointTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://pi1", "pi1", 443, "https://pi1")]
    [InlineData("https://pi1:8443/path", "pi1", 8443, "https://pi1:8443")]
    [InlineData("tls://10.77.0.11:636", "10.77.0.11", 636, "https://10.77.0.11:636")]
    [InlineData("pi1:8443", "pi1", 8443, "https://pi1:8443")]
    [InlineData("https://[2001:db8::7]:8443", "2001:db8::7", 8443, "https://[2001:db8::7]:8443")]
    public void An_endpoint_is_read(string text, string host, int port, string source)
    {
        var endpoint = TlsEndpoint.Parse(text);

        Assert.Equal((host, port, host, source), (endpoint.Host, endpoint.Port, endpoint.Name, endpoint.Source));
    }

    [Theory]
    [InlineData("http://pi1")]
    [InlineData("tls://pi1")]
    [InlineData("https://me:secret@pi1")]
    [InlineData("https://")]
    [InlineData("pi1:")]
    public void What_is_none_is_an_error(string text) => Errors.Of("InvalidCertificateEndpoint", () => { TlsEndpoint.Parse(text); });

    [Theory]
    [InlineData("nextcloud", false)]
    [InlineData("https://pi1", true)]
    [InlineData("pi1:8443", true)]
    public void An_app_is_told_from_an_endpoint(string text, bool endpoint) => Assert.Equal(endpoint, CertificateInspection.IsEndpoint(text));

    [Fact]
    public async Task A_server_is_asked_by_name_and_shows_its_chain()
    {
        using var root = Made.Root();
        using var middle = Made.Intermediate(root);
        using var leaf = Made.Leaf(middle, ["pi1.home.lan"]);
        using var usable = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string? asked = null;
        var serving = ServeAsync();
        var endpoint = TlsEndpoint.Of("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "pi1.home.lan");

        var shown = await endpoint.ShowAsync(Stop);
        await serving;

        Assert.Equal("pi1.home.lan", asked);
        Assert.Equal([leaf.Subject, middle.Subject], shown.Select(one => one.Subject));

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync(Stop);
            await using var tls = new SslStream(client.GetStream());
            var context = SslStreamCertificateContext.Create(usable, [middle], offline: true);
            await tls.AuthenticateAsServerAsync((_, hello, _, _) =>
            {
                asked = hello.ServerName;
                return ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = context });
            }, null, Stop);
        }
    }

    [Fact]
    public async Task A_port_that_nobody_has_and_one_without_tls_are_told_apart()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Stop);
            await client.GetStream().WriteAsync("220 mail.home.lan\r\n"u8.ToArray(), Stop);
            _ = await client.GetStream().ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, Stop);
        }, Stop);

        await Errors.Of("CertificateEndpointNoTls", () => TlsEndpoint.Of("127.0.0.1", port, "localhost").ShowAsync(Stop));
        await serving;
        listener.Stop();
        await Errors.Of("CertificateEndpointUnreachable", () => TlsEndpoint.Of("127.0.0.1", port, "localhost").ShowAsync(Stop));
    }
}
