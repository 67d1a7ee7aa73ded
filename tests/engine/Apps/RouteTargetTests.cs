using System.Text.Json.Nodes;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Apps.Routes;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Apps;

public sealed class RouteTargetTests
{
    [Fact]
    public void TheServiceWithARouteForTheHostComesFirst() =>
        Assert.Equal("b", Pick("a.example.org", Container("a", exposed: 80, published: 8080), Container("b", route: "a.example.org"), Container("c", route: "c.example.org")));

    [Fact]
    public void ThenTheOnlyOneWithRoutes() => Assert.Equal("b", Pick("new.example.org", Container("a", exposed: 80, published: 8080), Container("b", route: "b.example.org")));

    [Fact]
    public void ThenTheOnlyOneThatPublishes() => Assert.Equal("a", Pick("new.example.org", Container("a", exposed: 80, published: 8080), Container("db", exposed: 5432)));

    [Fact]
    public void ThenTheOnlyOneThatExposes() => Assert.Equal("a", Pick("new.example.org", Container("a", exposed: 80), Container("job")));

    [Fact]
    public void TwoThatFitAreRefused()
    {
        var error = Assert.Throws<DentropyException>(() => Pick("new.example.org", Container("a", exposed: 80), Container("db", exposed: 5432)));
        Assert.Equal("RouteServiceUnclear", error.ErrorId);
        Assert.Contains("a, db expose ports", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneThatIsNamedHasToBeThere()
    {
        Assert.Equal("db", RouteTarget.Service(App(Container("a"), Container("db")), "db", "x").Name);
        Assert.Equal("AppServiceNotFound", Assert.Throws<DentropyException>(() => RouteTarget.Service(App(Container("a")), "db", "x")).ErrorId);
    }

    [Fact]
    public void AProxyNeedsAPublishedPortThatItCanReach()
    {
        var app = App(Container("a", exposed: 80, published: 8080));
        Assert.Equal(8080, RouteTarget.HostPort(app, app.Services[0], null, "proxy p").HostPort);
        Assert.Equal("RoutePortNotPublished", Assert.Throws<DentropyException>(() => RouteTarget.HostPort(app, app.Services[0], 81, "proxy p")).ErrorId);
        app = App(Container("a", exposed: 80, published: 8080, address: "127.0.0.1"));
        Assert.Equal("RoutePortNotPublished", Assert.Throws<DentropyException>(() => RouteTarget.HostPort(app, app.Services[0], null, "proxy p")).ErrorId);
    }

    private static string Pick(string host, params ContainerDetails[] containers) => RouteTarget.Service(App(containers), null, host).Name;

    private static RouteApp App(params ContainerDetails[] containers) =>
        new(new DcNode { Name = "pi1" }, new AppDetails(new DcApp { Name = "app", Node = "pi1", Kind = DcAppKind.Compose, State = DcAppState.Running }, containers, [], []));

    private static ContainerDetails Container(string service, int exposed = 0, int published = 0, string? route = null, string address = "")
    {
        var labels = new JsonObject { ["com.docker.compose.project"] = "app", ["com.docker.compose.service"] = service };
        if (route is not null)
            labels[$"traefik.http.routers.{service}.rule"] = $"Host(`{route}`)";
        var json = new JsonObject { ["Id"] = service, ["Name"] = "/" + service, ["Config"] = new JsonObject { ["Labels"] = labels } };
        if (exposed > 0)
            json["Config"]!["ExposedPorts"] = new JsonObject { [$"{exposed}/tcp"] = new JsonObject() };
        if (published > 0)
            json["HostConfig"] = new JsonObject { ["PortBindings"] = new JsonObject { [$"{exposed}/tcp"] = new JsonArray(new JsonObject { ["HostIp"] = address, ["HostPort"] = $"{published}" }) } };
        return new ContainerDetails(json);
    }
}
