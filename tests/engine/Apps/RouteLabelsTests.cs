using Dentropy.Engine.Apps;
using Xunit;

namespace Dentropy.Engine.Tests.Apps;

public class RouteLabelsTests
{
    [Theory]
    [InlineData("Host(`a.org`)", "a.org")]
    [InlineData("Host(`a.org`) || Host(`b.org`)", "a.org b.org")]
    [InlineData("Host(`a.org`, `b.org`) && PathPrefix(`/x`)", "a.org b.org")]
    [InlineData("Host(\"a.org\") && Header(`X`, `Host(b)`)", "a.org")]
    [InlineData("(Host(`a.org`) && !Host(`b.org`)) || !(Host(`c.org`) || Path(`/`))", "a.org")]
    [InlineData("HostRegexp(`^.+\\.a\\.org$`)", "")]
    [InlineData("PathPrefix(`/Host(x)`)", "")]
    [InlineData("hostheader(`a.org`)", "a.org")]
    public void Hostnames_are_those_of_the_rule(string rule, string names) =>
        Assert.Equal(names, string.Join(' ', RouteLabels.Hostnames(Labels(("traefik.http.routers.web.rule", rule)))));

    [Fact]
    public void Labels_are_read_without_letter_case_and_a_container_that_is_off_has_no_names()
    {
        Assert.Equal(["a.org"], RouteLabels.Hostnames(Labels(("Traefik.HTTP.Routers.web.Rule", "Host(`a.org`)"))));
        Assert.Empty(RouteLabels.Hostnames(Labels(("traefik.http.routers.web.rule", "Host(`a.org`)"), ("traefik.enable", "false"))));
        Assert.Equal(["db.org"], RouteLabels.Hostnames(Labels(("traefik.tcp.routers.db.rule", "HostSNI(`db.org`)"), ("traefik.tcp.routers.all.rule", "HostSNI(`*`)"))));
    }

    [Theory]
    [InlineData("Host(`a.org`)", "Host(`n.org`)")]
    [InlineData("Host(`a.org`) && PathPrefix(`/api`)", "Host(`n.org`) && PathPrefix(`/api`)")]
    [InlineData("Host(`a.org`) || Host(`www.a.org`)", "Host(`n.org`) || Host(`www.n.org`)")]
    [InlineData("Host(`a.org`,`www.a.org`)", "Host(`n.org`, `www.n.org`)")]
    [InlineData("Host(`a.org`) || Host(`other.net`)", "Host(`n.org`)")]
    [InlineData("Host(`a.org`) && !Host(`x.a.org`)", "Host(`n.org`) && !Host(`x.a.org`)")]
    [InlineData("PathPrefix(`/a`) || PathPrefix(`/b`)", "Host(`n.org`) && (PathPrefix(`/a`) || PathPrefix(`/b`))")]
    [InlineData("HostRegexp(`{x:.+}.a.org`) && Path(`/`)", "Host(`n.org`) && Path(`/`)")]
    public void A_rule_is_rewritten_for_a_new_name(string rule, string expected) =>
        Assert.Equal(expected, Rewrite(new RouteChange { Hostname = "n.org" }, ("traefik.http.routers.web.rule", rule))["traefik.http.routers.web.rule"]);

    [Fact]
    public void With_an_old_name_only_that_one_and_those_below_it_change()
    {
        var labels = Rewrite(
            new RouteChange { Hostname = "n.org", OldHostname = "a.org" },
            ("traefik.http.routers.web.rule", "Host(`A.org`) || Host(`www.a.org`) || Host(`ba.org`)"),
            ("traefik.http.routers.other.rule", "PathPrefix(`/x`)"),
            ("traefik.http.routers.web.tls.domains[0].main", "a.org"),
            ("traefik.http.routers.web.tls.domains[0].sans", "www.a.org, ba.org"));
        Assert.Equal("Host(`n.org`) || Host(`www.n.org`) || Host(`ba.org`)", labels["traefik.http.routers.web.rule"]);
        Assert.Equal("PathPrefix(`/x`)", labels["traefik.http.routers.other.rule"]);
        Assert.Equal("n.org", labels["traefik.http.routers.web.tls.domains[0].main"]);
        Assert.Equal("www.n.org,ba.org", labels["traefik.http.routers.web.tls.domains[0].sans"]);
    }

    [Fact]
    public void Tcp_routes_change_their_name_and_keep_their_star()
    {
        var labels = Rewrite(
            new RouteChange { Hostname = "n.org" },
            ("traefik.tcp.routers.db.rule", "HostSNI(`db.org`)"),
            ("traefik.tcp.routers.all.rule", "HostSNI(`*`)"));
        Assert.Equal("HostSNI(`n.org`)", labels["traefik.tcp.routers.db.rule"]);
        Assert.Equal("HostSNI(`*`)", labels["traefik.tcp.routers.all.rule"]);
    }

    [Fact]
    public void Entry_points_and_resolver_change_on_the_routers_with_tls_and_the_port_on_their_service()
    {
        var labels = Rewrite(
            new RouteChange { Hostname = "n.org", EntryPoints = ["secure", "extra"], CertificateResolver = "home", Port = 9000 },
            ("traefik.http.routers.web.rule", "Host(`a.org`)"),
            ("traefik.http.routers.web.entrypoints", "web"),
            ("traefik.http.routers.web.middlewares", "to-https"),
            ("traefik.http.routers.webs.rule", "Host(`a.org`)"),
            ("traefik.http.routers.webs.entryPoints", "websecure"),
            ("traefik.http.routers.webs.tls.certresolver", "le"),
            ("traefik.http.services.app.loadbalancer.server.port", "80"),
            ("unrelated", "a.org"));
        Assert.Equal("web", labels["traefik.http.routers.web.entrypoints"]);
        Assert.Equal("secure,extra", labels["traefik.http.routers.webs.entryPoints"]);
        Assert.Equal("home", labels["traefik.http.routers.webs.tls.certresolver"]);
        Assert.Equal("true", labels["traefik.http.routers.webs.tls"]);
        Assert.Equal("9000", labels["traefik.http.services.app.loadbalancer.server.port"]);
        Assert.Equal("a.org", labels["unrelated"]);
        Assert.False(labels.ContainsKey("traefik.http.routers.web.tls.certresolver"));
    }

    [Fact]
    public void A_container_without_routes_gets_one()
    {
        var before = Labels(("other", "x"));
        Assert.False(RouteLabels.HasRoutes(before));
        var labels = RouteLabels.Rewrite(before, new RouteChange { Hostname = "cloud.n.org", EntryPoints = ["websecure"], CertificateResolver = "le", Port = 80 });
        Assert.Equal(
            [
                ("other", "x"),
                ("traefik.enable", "true"),
                ("traefik.http.routers.cloud-n-org.entrypoints", "websecure"),
                ("traefik.http.routers.cloud-n-org.rule", "Host(`cloud.n.org`)"),
                ("traefik.http.routers.cloud-n-org.service", "cloud-n-org"),
                ("traefik.http.routers.cloud-n-org.tls", "true"),
                ("traefik.http.routers.cloud-n-org.tls.certresolver", "le"),
                ("traefik.http.services.cloud-n-org.loadbalancer.server.port", "80"),
            ],
            labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(["cloud.n.org"], RouteLabels.Hostnames(labels));
        Assert.Single(before);
    }

    [Theory]
    [InlineData("https://a.org")]
    [InlineData("a.org:443")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("`) || Host(`x")]
    public void What_is_no_host_name_is_refused(string name) =>
        Assert.Equal("InvalidHostname", Assert.Throws<DentropyException>(() => Rewrite(new RouteChange { Hostname = name })).ErrorId);

    [Fact]
    public void Names_of_other_alphabets_become_punycode_and_a_wrong_port_is_refused()
    {
        Assert.Equal("Host(`xn--mller-kva.example`)", Rewrite(new RouteChange { Hostname = "Müller.example." }, ("traefik.http.routers.w.rule", "Host(`a.org`)"))["traefik.http.routers.w.rule"]);
        Assert.Equal("InvalidPort", Assert.Throws<DentropyException>(() => Rewrite(new RouteChange { Hostname = "a.org", Port = 0 })).ErrorId);
    }

    private static Dictionary<string, string> Labels(params (string, string)[] labels) => labels.ToDictionary(one => one.Item1, one => one.Item2);

    private static IReadOnlyDictionary<string, string> Rewrite(RouteChange change, params (string, string)[] labels) => RouteLabels.Rewrite(Labels(labels), change);
}
