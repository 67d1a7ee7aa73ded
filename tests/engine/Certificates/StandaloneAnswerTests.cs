using System.Net;
using System.Net.Sockets;
using Dentropy.Engine.Certificates.Challenges;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Certificates;

public sealed class StandaloneAnswerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_its_tokens_and_nothing_else_until_it_is_cleared()
    {
        var port = FreePort();
        var answer = new StandaloneAnswer(port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        await answer.PutAsync("a.test", "token-a-0123456789", "token-a.thumb", Stop);
        await answer.PutAsync("b.test", "token-b-0123456789", "token-b.thumb", Stop);

        Assert.Equal("token-a.thumb", await http.GetStringAsync("/.well-known/acme-challenge/token-a-0123456789", Stop));
        Assert.Equal("token-b.thumb", await http.GetStringAsync("/.well-known/acme-challenge/token-b-0123456789", Stop));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/.well-known/acme-challenge/other", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/", Stop)).StatusCode);
        Assert.Empty(await answer.ClearAsync(Stop));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/.well-known/acme-challenge/token-a-0123456789", Stop));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var other = new TcpListener(IPAddress.IPv6Any, 0);
        other.Server.DualMode = true;
        other.Start();
        var answer = new StandaloneAnswer(((IPEndPoint)other.LocalEndpoint).Port);

        await Errors.Of("CertificatePortUnavailable", () => answer.PutAsync("a.test", "t", "t.k", Stop));
        await answer.ClearAsync(Stop);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
