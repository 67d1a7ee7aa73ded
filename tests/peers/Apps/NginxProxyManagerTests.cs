using System.Text.Json.Nodes;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Apps.Routes;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Secrets;
using Dentropy.Nodes;
using Dentropy.Peers.Tests.Emulators;
using Xunit;

namespace Dentropy.Peers.Tests.Apps;

public sealed class NginxProxyManagerTests : IAsyncLifetime
{
    private const string Host = "cloud.example.org";

    private readonly string _secret = Path.GetTempFileName();
    private NginxProxyManagerEmulator _proxy = new();
    private NpmWay _way = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static AppRouteSettings Settings => new() { Hostname = Host, Via = "npm" };

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_secret, _proxy.Secret + "\n", Stop);
        _way = Open();
    }

    public async ValueTask DisposeAsync()
    {
        _way.Dispose();
        await _proxy.DisposeAsync();
        File.Delete(_secret);
    }

    [Fact]
    public async Task ANewRouteIsAProxyHostForThePublishedPort()
    {
        var route = await SetAsync(Settings);

        Assert.Equal((DcAppRouteAction.Create, true, "http://10.77.0.11:8080", "web"), (route.Action, route.Applied, route.Target, route.Service));
        var host = Assert.Single(_proxy.Hosts.Values);
        Assert.Equal("""["cloud.example.org"] "http" "10.77.0.11" 8080 0 true""", Fields(host, "domain_names", "forward_scheme", "forward_host", "forward_port", "certificate_id", "allow_websocket_upgrade"));
        Assert.Equal("""{"dentropy":{"app":"shop","node":"pi1","service":"web"}}""", host["meta"]!.ToJsonString());
    }

    [Fact]
    public async Task ASecondTimeAsksAndWritesNothing()
    {
        await SetAsync(Settings with { CertificateResolver = "letsencrypt" });
        _proxy.Forget();

        var route = await SetAsync(Settings with { CertificateResolver = "letsencrypt" });

        Assert.Equal((DcAppRouteAction.Keep, false, 0), (route.Action, route.Applied, route.Changes.Count));
        Assert.Empty(_proxy.Writes);
    }

    [Fact]
    public async Task APlanWritesNothingButTheLogin()
    {
        _proxy.Add(Host, "10.77.0.11", 8080, enabled: false);
        await _way.SetAsync(App(), Settings with { CertificateResolver = "letsencrypt" }, Stop);
        await _way.RemoveAsync(App(), new AppRouteRemoval { Hostnames = [Host] }, Stop);
        Assert.Equal(["POST /api/tokens"], _proxy.Writes.Select(request => request.ToString()));
    }

    [Fact]
    public async Task OnlyWhatDiffersIsSentAndTheRestStays()
    {
        var id = _proxy.Add($"www.example.org {Host}", "pi1", 8080);
        _proxy.Hosts[id]["advanced_config"] = "# mine";
        _proxy.Hosts[id]["meta"] = new JsonObject { ["nginx_online"] = true };

        var route = await SetAsync(Settings with { Scheme = "https" });

        Assert.Equal(["forward_host: pi1 -> 10.77.0.11", "forward_scheme: http -> https"], route.Changes.Select(change => change.ToString()).Order(StringComparer.Ordinal));
        var put = JsonNode.Parse(_proxy.Writes.Single(request => request.Method == "PUT").Text)!.AsObject();
        Assert.Equal(["forward_host", "forward_scheme", "meta"], put.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.True(put["meta"]!["nginx_online"]!.GetValue<bool>());
        Assert.Equal("""["www.example.org","cloud.example.org"] "# mine" """.Trim(), Fields(_proxy.Hosts[id], "domain_names", "advanced_config"));
    }

    [Theory]
    [InlineData(15, false)]
    [InlineData(11, true)]
    public async Task ACertificateIsOrderedAsTheVersionWantsIt(int minor, bool email)
    {
        await UseAsync(new NginxProxyManagerEmulator(minor));
        var route = await SetAsync(Settings with { CertificateResolver = "letsencrypt" });

        Assert.True(route.Tls);
        var (id, certificate) = Assert.Single(_proxy.Certificates);
        Assert.Equal(email, certificate["meta"]!.AsObject().ContainsKey("letsencrypt_email"));
        var host = Assert.Single(_proxy.Hosts.Values);
        Assert.Equal(id, host["certificate_id"]!.GetValue<int>());
        Assert.Contains(host["ssl_forced"]!.ToJsonString(), new[] { "true", "1" });
        Assert.Equal(DcAppRouteAction.Keep, (await SetAsync(Settings with { CertificateResolver = "letsencrypt" })).Action);
    }

    [Fact]
    public async Task ACertificateThatIsThereIsUsed()
    {
        _proxy.AddCertificate("cloud.example.org", "old one", expires: "2001-01-01 00:00:00");
        var wildcard = _proxy.AddCertificate("*.example.org", "all");
        var own = _proxy.AddCertificate("x.home", "own", provider: "other");
        await SetAsync(Settings with { CertificateResolver = "letsencrypt" });
        Assert.Equal(wildcard, Assert.Single(_proxy.Hosts.Values)["certificate_id"]!.GetValue<int>());

        var route = await SetAsync(Settings with { CertificateResolver = "own" });
        Assert.Equal(($"certificate_id: {wildcard} -> {own}", "own"), (Assert.Single(route.Changes).ToString(), route.CertificateResolver));
        var error = await FailsAsync(Settings with { CertificateResolver = "none" });
        Assert.Equal("RouteCertificateNotFound", error.ErrorId);
        Assert.Contains("old one, all, own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhereACertificateCannotBeHadThereIsNoHost()
    {
        _proxy.Issues = false;
        Assert.Equal("ServiceFailed", (await FailsAsync(Settings with { CertificateResolver = "letsencrypt" })).ErrorId);
        Assert.Empty(_proxy.Hosts);
    }

    [Fact]
    public async Task ADisabledHostIsEnabled()
    {
        var id = _proxy.Add(Host, "10.77.0.11", 8080, enabled: false);
        var route = await SetAsync(Settings);
        Assert.Equal("enabled: false -> true", Assert.Single(route.Changes).ToString());
        Assert.Equal($"POST /api/nginx/proxy-hosts/{id}/enable", _proxy.Writes[^1].ToString());
        Assert.Equal("true", _proxy.Hosts[id]["enabled"]!.ToJsonString());
    }

    [Fact]
    public async Task AHostOfSomebodyElseIsAConflictThatNamesIt()
    {
        var id = _proxy.Add(Host, "10.77.0.99", 80);
        var error = await FailsAsync(Settings);
        Assert.Equal("RouteConflict", error.ErrorId);
        Assert.Contains($"proxy host {id} ({Host}) leads to http://10.77.0.99:80", error.Message, StringComparison.Ordinal);
        Assert.Empty(await _way.RemoveAsync(App(), new AppRouteRemoval { Hostnames = [Host] }, Stop));

        _proxy.Hosts.Clear();
        _proxy.OtherNames.Add(Host);
        error = await FailsAsync(Settings);
        Assert.Equal("RouteConflict", error.ErrorId);
        Assert.Contains("already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAppThatMovedTakesItsRouteAlong()
    {
        await SetAsync(Settings);
        var route = await SetAsync(Settings, App("10.77.0.12"));
        Assert.Equal("forward_host: 10.77.0.11 -> 10.77.0.12", Assert.Single(route.Changes).ToString());
    }

    [Fact]
    public async Task ARemovalTakesTheNameOrTheHost()
    {
        var id = _proxy.Add($"www.example.org {Host}", "10.77.0.11", 8080);
        var step = Assert.Single(await _way.RemoveAsync(App(), new AppRouteRemoval { Hostnames = [Host] }, Stop));
        Assert.Equal([Host], step.Planned.Hostnames);
        await step.Apply!(null, Stop);
        Assert.Equal("""["www.example.org"]""", Fields(_proxy.Hosts[id], "domain_names"));

        step = Assert.Single(await _way.RemoveAsync(App(), new AppRouteRemoval { Hostnames = ["www.example.org"] }, Stop));
        await step.Apply!(null, Stop);
        Assert.Empty(_proxy.Hosts);
    }

    [Fact]
    public async Task TheListHasWhatLeadsToNodes()
    {
        _proxy.Add(Host, "10.77.0.11", 8080, _proxy.AddCertificate(Host, "mine"));
        _proxy.Add("other.example.org", "PI1", 9090, enabled: false);
        _proxy.Add("away.example.org", "10.0.0.1", 80);

        var routes = await _way.ListAsync([App().Node], [App()], Stop);

        Assert.Equal(["cloud.example.org shop web mine True", "other.example.org    False"], routes.Select(route => $"{route} {route.App} {route.Service} {route.CertificateResolver} {route.Enabled}"));
    }

    [Fact]
    public async Task ATokenThatRanOutIsRenewed()
    {
        await SetAsync(Settings);
        _proxy.ExpireTokens();
        await SetAsync(Settings with { Scheme = "https" });
        Assert.Equal(2, _proxy.Requests.Count(request => request.Path == "/api/tokens"));
    }

    [Fact]
    public async Task AWrongLoginSaysSoWithoutTheSecret()
    {
        await File.WriteAllTextAsync(_secret, "wr0ng-word", Stop);
        var error = await FailsAsync(Settings);
        Assert.Equal("RouteProxyLogin", error.ErrorId);
        Assert.DoesNotContain("wr0ng", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondFactorIsRefused()
    {
        _proxy.TwoFactor = true;
        Assert.Equal("RouteProxyTwoFactor", (await FailsAsync(Settings)).ErrorId);
    }

    [Fact]
    public async Task AnAccountWithoutTheRightIsToldSo()
    {
        _proxy.MayManage = false;
        Assert.Equal("RouteProxyForbidden", (await FailsAsync(Settings)).ErrorId);
    }

    [Fact]
    public async Task AHostThatWentInBetweenIsToldSo()
    {
        var id = _proxy.Add(Host, "pi1", 8080);
        var step = await _way.SetAsync(App(), Settings, Stop);
        _proxy.Hosts.Remove(id);
        var error = await Assert.ThrowsAsync<DentropyException>(() => step.Apply!(null, Stop));
        Assert.Equal(("RouteProxyRefused", DentropyErrorCategory.ObjectNotFound), (error.ErrorId, error.Category));
    }

    [Fact]
    public async Task WhatAProxyCannotIsRefusedBeforeAnyRequest()
    {
        Assert.Equal("RouteParameter", (await FailsAsync(Settings with { EntryPoints = ["web"] })).ErrorId);
        Assert.Equal("RouteParameter", (await FailsAsync(Settings with { PathPrefix = "/x" })).ErrorId);
        Assert.Equal("RoutePortNotPublished", (await FailsAsync(Settings with { Port = 81 })).ErrorId);
        Assert.Equal("InvalidHostname", (await FailsAsync(Settings with { Hostname = "a b" })).ErrorId);
        Assert.Empty(_proxy.Requests);
    }

    private static string Fields(JsonObject json, params string[] names) => string.Join(' ', names.Select(name => json[name]!.ToJsonString()));

    private static RouteApp App(string address = "10.77.0.11")
    {
        var container = new ContainerDetails(new JsonObject
        {
            ["Id"] = "c1",
            ["Name"] = "/shop-web-1",
            ["Config"] = new JsonObject { ["Labels"] = new JsonObject { ["com.docker.compose.project"] = "shop", ["com.docker.compose.service"] = "web" } },
            ["HostConfig"] = new JsonObject { ["PortBindings"] = new JsonObject { ["80/tcp"] = new JsonArray(new JsonObject { ["HostIp"] = "", ["HostPort"] = "8080" }) } },
        });
        var app = new DcApp { Name = "shop", Node = "pi1", Kind = DcAppKind.Compose, State = DcAppState.Running };
        return new RouteApp(new DcNode { Name = "pi1", Address = address }, new AppDetails(app, [container], [], []));
    }

    private NpmWay Open() => new(new RouteProxy
    {
        Cloud = "/", Name = "npm", Type = NpmWay.Type, Url = _proxy.Address, Identity = _proxy.Identity, Secret = SecretReference.Parse("file:" + _secret)!,
    });

    private async Task UseAsync(NginxProxyManagerEmulator proxy)
    {
        _way.Dispose();
        await _proxy.DisposeAsync();
        _proxy = proxy;
        _way = Open();
    }

    private async Task<DcAppRoute> SetAsync(AppRouteSettings settings, RouteApp? app = null) =>
        Assert.Single(await new AppRoutePlan([await _way.SetAsync(app ?? App(), settings, Stop)]).ApplyAsync(null, Stop));

    private Task<DentropyException> FailsAsync(AppRouteSettings settings) => Assert.ThrowsAsync<DentropyException>(() => SetAsync(settings));
}
