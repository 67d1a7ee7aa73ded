using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Transport;
using Dentropy.Peers.Tests.Emulators;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Peers.Tests.Storage;

/// <summary>A cluster over its dashboard, with answers that were recorded from the real one.</summary>
public sealed class CephDashboardTests : IAsyncLifetime
{
    private const string Password = "Secret-pass-1";

    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-dashboard-").FullName;
    private readonly CephDashboardEmulator _dashboard = new();
    private readonly SshLinkPool _links = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private CephClusters Clusters => new(new FileNodeStore(_cloud), _links) { Forecast = new CephForecast(null) };

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Join(_cloud, "cloud.yaml"), $"ceph:\n  home: {{dashboard: '{_dashboard.Address}', user: dentropy, password: 'file:pass'}}\n", Stop);
        await File.WriteAllTextAsync(Path.Join(_cloud, "pass"), Password + "\n", Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _dashboard.DisposeAsync();
        await _links.DisposeAsync();
        Directory.Delete(_cloud, recursive: true);
    }

    private static CephQuery Query(double seconds = 30) => new() { Detail = true, Timeout = TimeSpan.FromSeconds(seconds) };

    private static async Task<CephOutcome<T>> OneAsync<T>(IAsyncEnumerable<CephOutcome<T>> outcomes)
        where T : class
    {
        var all = new List<CephOutcome<T>>();
        await foreach (var outcome in outcomes.WithCancellation(Stop))
            all.Add(outcome);
        return Assert.Single(all);
    }

    private async Task<DcCephHealth> HealthAsync()
    {
        var outcome = await OneAsync(Clusters.HealthAsync(Query(), Stop));
        Assert.Null(outcome.Failure);
        return outcome.Value!;
    }

    private async Task<DentropyException> FailureAsync(double seconds = 30)
    {
        var failure = (await OneAsync(Clusters.HealthAsync(Query(seconds), Stop))).Failure;
        Assert.NotNull(failure);
        Assert.DoesNotContain(Password, failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    [Fact]
    public async Task Health_comes_as_from_the_command_and_the_token_is_given_back()
    {
        var health = await HealthAsync();
        Assert.Equal(("home", "0f921e14-51bb-43ce-abfd-a6db8ce76dce", DcCephStatus.Warning, "16.2.15"), (health.Cluster, health.ClusterId, health.Status, health.Version));
        Assert.Equal(_dashboard.Address.GetLeftPart(UriPartial.Authority), health.Source);
        var check = Assert.Single(health.Checks);
        Assert.Equal(("MON_DISK_LOW", "mon a is low on available space", true, 1), (check.Code, check.Message, check.IsKnown, check.Count));
        Assert.Equal(["mon.a has 28% avail"], check.Detail);
        Assert.Contains("ceph tell mon.a compact", check.NextStep, StringComparison.Ordinal);
        Assert.Equal(("a", true, true, "127.0.0.1:6789"), (health.Monitors[0].Name, health.Monitors[0].InQuorum, health.Monitors[0].IsLeader, health.Monitors[0].Address));
        Assert.Equal(("x", 3, 3, 3), (health.ActiveManager, health.Osds, health.OsdsUp, health.OsdsIn));
        Assert.Equal([new DcCephGroupState("active+clean", 13)], health.GroupStates);
        Assert.Equal((3221225472, 190943), (health.Capacity!.Total, health.Capacity.Used));
        Assert.Equal((1, 2, 0), (health.Margin!.OsdsUntilUnavailable, health.Margin.OsdsUntilLost, health.Margin.HostsUntilUnavailable));
        Assert.Contains(health.Notes, note => note.Contains("It is not known which OSDs have which copies", StringComparison.Ordinal));
        Assert.Equal((1, 0), (_dashboard.Logins, _dashboard.OpenTokens));
        Assert.Equal(["POST /api/auth", "GET /api/health/full", "GET /api/osd", "GET /api/summary", "POST /api/auth/logout"], _dashboard.Requests.Select(request => request.ToString()));
    }

    [Fact]
    public async Task Osds_and_pools_come_as_from_the_command()
    {
        var osds = (await OneAsync(Clusters.OsdsAsync(Query(), Stop))).Value!;
        Assert.Equal([0, 1, 2], osds.Select(osd => osd.Id));
        Assert.Equal(("vm", "hdd", true, true, 1073741824L, 63488L, 13, true), (osds[0].Host, osds[0].DeviceClass, osds[0].IsUp, osds[0].IsIn, osds[0].Size, osds[0].Used, osds[0].Groups, osds[0].CanStop));
        Assert.Equal(["root=default", "host=vm"], osds[0].Location);

        var pools = (await OneAsync(Clusters.PoolsAsync(Query(), Stop))).Value!;
        var rbd = pools.Single(pool => pool.Name == "rbd");
        Assert.Equal((1, false, 3, 2, 8, "replicated_rule", "osd"), (rbd.Id, rbd.IsErasureCoded, rbd.Size, rbd.MinSize, rbd.Groups, rbd.Rule, rbd.FailureDomain));
        Assert.Equal(["rbd"], rbd.Applications);
        Assert.Equal(1, rbd.Margin!.OsdsUntilUnavailable);
        Assert.Equal(1019990208, rbd.Available);
    }

    [Fact]
    public async Task An_osd_that_is_down_is_seen_and_nothing_is_promised()
    {
        var full = _dashboard["/api/health/full"];
        full["osd_map"]!["osds"]![1]!["up"] = 0;
        full["pg_info"]!["statuses"] = new JsonObject { ["active+undersized+degraded"] = 13 };
        full["health"]!["checks"]!.AsArray().Add(JsonNode.Parse("""{"severity":"HEALTH_WARN","summary":{"message":"1 osds down","count":1},"detail":[{"message":"osd.1 (root=default,host=vm) is down"}],"muted":false,"type":"OSD_DOWN"}"""));
        var health = await HealthAsync();
        Assert.Equal((2, 3), (health.OsdsUp, health.OsdsIn));
        Assert.Equal("OSD_DOWN", health.Checks[0].Code);
        Assert.Null(health.Margin);
        Assert.Contains(health.Notes, note => note.Contains("the dashboard does not tell which OSDs have which copies", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it()
    {
        _dashboard.Password = "another";
        var failure = await FailureAsync();
        Assert.Equal(("CephLoginRefused", DentropyErrorCategory.AuthenticationError, "home"), (failure.ErrorId, failure.Category, failure.Target));
        Assert.Contains("Invalid credentials", failure.Message, StringComparison.Ordinal);
        Assert.Equal("POST /api/auth", Assert.Single(_dashboard.Requests).ToString());
    }

    [Fact]
    public async Task A_password_that_has_to_be_changed_first_is_told()
    {
        _dashboard.MustChangePassword = true;
        Assert.Contains("its password has to be changed first", (await FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_sends_nothing()
    {
        File.Delete(Path.Join(_cloud, "pass"));
        Assert.Equal("SecretUnavailable", (await FailureAsync()).ErrorId);
        Assert.Empty(_dashboard.Requests);
    }

    [Fact]
    public async Task The_version_that_the_dashboard_names_is_taken()
    {
        _dashboard.Version = "2.1";
        Assert.Equal("home", (await HealthAsync()).Cluster);
        Assert.Equal(0, _dashboard.OpenTokens);
    }

    [Fact]
    public async Task A_token_that_has_ended_is_made_anew_once()
    {
        var cluster = Assert.Single(await Clusters.OpenAsync(Query(), Stop));
        await using (cluster)
        {
            await cluster.HealthAsync(detail: false, Stop);
            _dashboard.DropTokens();
            await cluster.HealthAsync(detail: false, Stop);
            Assert.Equal(2, _dashboard.Logins);
        }

        Assert.Equal(0, _dashboard.OpenTokens);
    }

    [Fact]
    public async Task What_the_account_may_not_read_is_a_note_or_an_error()
    {
        _dashboard.Forbidden.Add("/api/osd");
        Assert.Contains((await HealthAsync()).Notes, note => note.Contains("may not read /api/osd; give it the role read-only", StringComparison.Ordinal));

        _dashboard.Forbidden.Add("/api/health/full");
        var failure = await FailureAsync();
        Assert.Equal("CephCommandFailed", failure.ErrorId);
        Assert.Contains("may not read /api/health/full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_at_the_address_is_told()
    {
        _dashboard.Next(EmulatorAnswer.Plain("<html>hello</html>"));
        Assert.Equal("CephAnswerInvalid", (await FailureAsync()).ErrorId);
    }

    [Fact]
    public async Task A_broken_answer_is_told_and_the_token_given_back()
    {
        _dashboard.Next(null, EmulatorAnswer.Json("{\"health\": {"));
        Assert.Equal("CephAnswerInvalid", (await FailureAsync()).ErrorId);
        Assert.Equal(0, _dashboard.OpenTokens);
    }

    [Fact]
    public async Task A_dashboard_that_says_nothing_is_not_waited_for()
    {
        _dashboard.HangNext();
        _dashboard.HangNext();
        Assert.Equal("ServiceTimeout", (await FailureAsync(seconds: 1)).ErrorId);
    }

    [Fact]
    public async Task A_cut_connection_is_tried_again()
    {
        _dashboard.Next(null, null);
        _dashboard.CutNext();
        Assert.Equal(3, (await HealthAsync()).Osds);
    }

    [Fact]
    public async Task A_logout_that_fails_harms_nothing()
    {
        _dashboard.Next(null, null, null, null, EmulatorAnswer.Json("{}", 400));
        Assert.Equal(3, (await HealthAsync()).Osds);
    }

    [Fact]
    public async Task An_answer_with_little_in_it_gives_little_and_no_failure()
    {
        var full = _dashboard["/api/health/full"].AsObject();
        foreach (var gone in new[] { "df", "mgr_map", "pg_info", "pools" })
            full.Remove(gone);
        var health = await HealthAsync();
        Assert.Null(health.Capacity);
        Assert.Null(health.ActiveManager);
        Assert.Empty(health.GroupStates);
        Assert.Contains(health.Notes, note => note.Contains("the dashboard did not tell it", StringComparison.Ordinal));
    }
}
