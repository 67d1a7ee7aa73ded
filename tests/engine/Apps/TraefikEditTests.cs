using Dentropy.Engine.Apps.Routes;
using Xunit;

namespace Dentropy.Engine.Tests.Apps;

public sealed class TraefikEditTests
{
    [Fact]
    public void AnAppWithoutRoutesGetsARouterOfItsOwn() => Assert.Equal(
        [
            "+ traefik.enable=true",
            "+ traefik.http.routers.cloud-example-org.entrypoints=web,websecure",
            "+ traefik.http.routers.cloud-example-org.rule=Host(`cloud.example.org`)",
            "+ traefik.http.routers.cloud-example-org.service=cloud-example-org",
            "+ traefik.http.routers.cloud-example-org.tls=true",
            "+ traefik.http.routers.cloud-example-org.tls.certresolver=letsencrypt",
            "+ traefik.http.services.cloud-example-org.loadbalancer.server.port=8080",
            "+ traefik.http.services.cloud-example-org.loadbalancer.server.scheme=https",
        ],
        Set(new() { ["other"] = "x" }, new("cloud.example.org") { EntryPoints = ["web", "websecure"], Resolver = "letsencrypt", Port = 8080, Scheme = "https" }));

    [Fact]
    public void ASecondTimeChangesNothing()
    {
        var request = new TraefikRequest("cloud.example.org") { EntryPoints = ["websecure"], Resolver = "letsencrypt", Port = 8080, Scheme = "https", Path = "/api" };
        var edit = new TraefikEdit("c", new Dictionary<string, string>());
        edit.Set(request);
        Assert.Equal("Host(`cloud.example.org`) && PathPrefix(`/api`)", edit.Labels["traefik.http.routers.cloud-example-org-api.rule"]);
        Assert.Empty(Set(new Dictionary<string, string>(edit.Labels, StringComparer.Ordinal), request));
    }

    [Fact]
    public void OfTwoRoutersTheOneWithTlsChanges() => Assert.Equal(
        ["+ traefik.http.routers.s.entrypoints=websecure", "traefik.http.routers.s.tls.certresolver: old -> new"],
        Set(
            new()
            {
                ["traefik.http.routers.p.rule"] = "Host(`a.example.org`)",
                ["traefik.http.routers.p.entrypoints"] = "web",
                ["traefik.http.routers.s.rule"] = "Host(`A.example.org`, `b.example.org`)",
                ["traefik.http.routers.s.tls.certresolver"] = "old",
            },
            new("a.example.org") { EntryPoints = ["websecure"], Resolver = "new" }));

    [Fact]
    public void OtherRoutesKeepTheirPort() => Assert.Equal(
        [
            "+ traefik.http.routers.b-example-org.rule=Host(`b.example.org`)",
            "+ traefik.http.routers.b-example-org.service=b-example-org",
            "+ traefik.http.routers.r.service=s",
            "+ traefik.http.services.b-example-org.loadbalancer.server.port=81",
        ],
        Set(
            new()
            {
                ["traefik.enable"] = "true",
                ["traefik.http.routers.r.rule"] = "Host(`a.example.org`)",
                ["traefik.http.services.s.loadbalancer.server.port"] = "80",
            },
            new("b.example.org") { Port = 81 }));

    [Fact]
    public void AServiceWithThePortServesASecondRoute() => Assert.Equal(
        ["+ traefik.http.routers.b-example-org.rule=Host(`b.example.org`)", "+ traefik.http.routers.b-example-org.service=s"],
        Set(
            new()
            {
                ["traefik.enable"] = "true",
                ["traefik.http.routers.r.rule"] = "Host(`a.example.org`)",
                ["traefik.http.services.s.loadbalancer.server.port"] = "80",
            },
            new("b.example.org") { Port = 80 }));

    [Fact]
    public void TheOnlyRouteOfAServiceChangesIt() => Assert.Equal(
        ["Traefik.HTTP.Services.s.LoadBalancer.server.port: 80 -> 90"],
        Set(
            new() { ["traefik.http.routers.r.rule"] = "Host(`a.example.org`)", ["Traefik.HTTP.Services.s.LoadBalancer.server.port"] = "80" },
            new("a.example.org") { Port = 90 }));

    [Fact]
    public void ARouteForAPathIsAnotherRoute() => Assert.Contains(
        "+ traefik.http.routers.a-example-org.rule=Host(`a.example.org`)",
        Set(new() { ["traefik.http.routers.r.rule"] = "Host(`a.example.org`) && PathPrefix(`/api`)" }, new("a.example.org")));

    [Fact]
    public void ADisabledContainerIsEnabled() => Assert.Equal(
        ["traefik.enable: false -> true"],
        Set(new() { ["traefik.enable"] = "false", ["traefik.http.routers.r.rule"] = "Host(`a.example.org`)" }, new("a.example.org")));

    [Fact]
    public void SeveralServicesNeedAPort()
    {
        var error = Assert.Throws<DentropyException>(() => Set(
            new() { ["traefik.http.services.s.loadbalancer.server.port"] = "80", ["traefik.http.services.t.loadbalancer.server.port"] = "81" }, new("a.example.org")));
        Assert.Equal("RouteParameter", error.ErrorId);
    }

    [Fact]
    public void TheLastRouterGoesWithItsServiceAndTraefikLeavesTheContainerAlone() => Assert.Equal(
        [
            "traefik.enable: true -> false",
            "- traefik.http.routers.a-example-org.rule=Host(`a.example.org`)",
            "- traefik.http.routers.a-example-org.service=a-example-org",
            "- traefik.http.services.a-example-org.loadbalancer.server.port=80",
        ],
        Remove(
            new()
            {
                ["traefik.enable"] = "true",
                ["traefik.http.middlewares.m.redirectscheme.scheme"] = "https",
                ["traefik.http.routers.a-example-org.rule"] = "Host(`a.example.org`)",
                ["traefik.http.routers.a-example-org.service"] = "a-example-org",
                ["traefik.http.services.a-example-org.loadbalancer.server.port"] = "80",
            },
            null,
            "a.example.org"));

    [Fact]
    public void OtherRoutersAndWhatTheyUseStay() => Assert.Equal(
        ["- traefik.http.routers.a.rule=Host(`a.example.org`)", "- traefik.tcp.routers.t.rule=HostSNI(`a.example.org`)"],
        Remove(
            new()
            {
                ["traefik.http.routers.a.rule"] = "Host(`a.example.org`)",
                ["traefik.http.routers.b.rule"] = "Host(`b.example.org`)",
                ["traefik.http.routers.b.service"] = "a",
                ["traefik.http.services.a.loadbalancer.server.port"] = "80",
                ["traefik.tcp.routers.t.rule"] = "HostSNI(`a.example.org`)",
            },
            null,
            "a.example.org"));

    [Fact]
    public void OnlyThePathThatIsNamedGoes() => Assert.Equal(
        ["- traefik.http.routers.api.rule=Host(`a.example.org`) && PathPrefix(`/api`)"],
        Remove(
            new() { ["traefik.http.routers.a.rule"] = "Host(`a.example.org`)", ["traefik.http.routers.api.rule"] = "Host(`a.example.org`) && PathPrefix(`/api`)" }, "/api", "a.example.org"));

    [Theory]
    [InlineData("Host(`a`) || Host(`b`)", "Host(`b`)")]
    [InlineData("Host(`b`) || Host(`a`)", "Host(`b`)")]
    [InlineData("Host(`b`, `a`) && Path(`/x`)", "Host(`b`) && Path(`/x`)")]
    [InlineData("(Host(`a`) || Host(`b`) || Host(`A`)) && PathPrefix(`/x`)", "(Host(`b`)) && PathPrefix(`/x`)")]
    [InlineData("Host(`a`) && Path(`/x`) || Host(`b`)", null)]
    [InlineData("Path(`/x`) && Host(`a`) || Host(`b`)", null)]
    [InlineData("Host(`b`) || Host(`a`) && Path(`/x`)", null)]
    public void AHostLeavesARule(string rule, string? left) => Assert.Equal(left, RouteRule.Without(rule, new HashSet<string>(["a"], StringComparer.OrdinalIgnoreCase)));

    [Fact]
    public void ARuleThatCannotBeTakenApartIsRefused()
    {
        var error = Assert.Throws<DentropyException>(() => Remove(new() { ["traefik.http.routers.r.rule"] = "Host(`a`) && Path(`/x`) || Host(`b`)" }, null, "a"));
        Assert.Equal("RouteRuleComplex", error.ErrorId);
    }

    private static IReadOnlyList<string> Set(Dictionary<string, string> labels, TraefikRequest request)
    {
        var edit = new TraefikEdit("c", labels);
        edit.Set(request);
        return Differences(labels, edit.Labels);
    }

    private static IReadOnlyList<string> Remove(Dictionary<string, string> labels, string? path, params string[] hosts)
    {
        var edit = new TraefikEdit("c", labels);
        edit.Remove(hosts.ToHashSet(StringComparer.OrdinalIgnoreCase), path);
        return Differences(labels, edit.Labels);
    }

    private static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) => [.. before.Keys.Union(after.Keys, StringComparer.Ordinal)
        .Where(label => before.GetValueOrDefault(label) != after.GetValueOrDefault(label))
        .Order(StringComparer.Ordinal)
        .Select(label => new Dentropy.Apps.DcAppRouteChange { Item = "c", Name = label, Old = before.GetValueOrDefault(label), New = after.GetValueOrDefault(label) }.ToString())];
}
