using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Nodes;
using Dentropy.Peers.Tests.Docker;
using Xunit;

namespace Dentropy.Peers.Tests.Apps;

public sealed class AppOperationsTests : AppTest
{
    private string Shop =>
        """
        services:
          web:
            image: dentropy-lab/writer
            depends_on: {db: {condition: service_healthy}}
            volumes: [data:/data]
          db:
            image: dentropy-lab/writer
            volumes: [dbdata:/data]
          job:
            image: dentropy-lab/busybox
            command: [sh, -c, "echo out; echo err >&2; echo last"]
        volumes: {data: , dbdata: }
        """;

    [Fact]
    public async Task Apps_are_stopped_backwards_and_started_in_order()
    {
        await DeployAsync(Shop, settings => settings with { Wait = true });
        var stopped = await Power.StopAsync(Node, Name, new AppPowerSettings { Grace = TimeSpan.FromSeconds(2) }, Stop);
        Assert.Equal(DcAppState.Stopped, stopped.State);
        Assert.True(await TimeAsync("db", "FinishedAt") >= await TimeAsync("web", "FinishedAt"));

        var started = await Power.StartAsync(Node, Name, new AppPowerSettings { Wait = true }, Stop);
        Assert.Equal((DcAppState.Running, DcAppHealth.Healthy), (started.State, started.Health));
        // The database was healthy before the web server started.
        Assert.True(await TimeAsync("web", "StartedAt") >= DateTimeOffset.Parse(await FirstHealthyAsync("db")));
    }

    [Fact]
    public async Task A_restart_starts_again_what_ran_and_no_job_that_is_done()
    {
        await DeployAsync(Shop);
        await Lab.UntilAsync(async () => (await DockerAsync($"inspect -f '{{{{.State.Status}}}}' {Name}-job-1")).Trim() == "exited", "the job ended");
        var (web, job) = (await TimeAsync("web", "StartedAt"), await TimeAsync("job", "StartedAt"));
        var app = await Power.RestartAsync(Node, Name, new AppPowerSettings { Grace = TimeSpan.FromSeconds(1) }, Stop);
        Assert.Equal(DcAppState.Running, app.State);
        Assert.True(await TimeAsync("web", "StartedAt") > web);
        Assert.Equal(job, await TimeAsync("job", "StartedAt"));
    }

    [Fact]
    public async Task A_restart_that_is_stopped_leaves_the_app_running()
    {
        await DeployAsync(Shop, settings => settings with { Wait = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var restart = Power.RestartAsync(Node, Name, new AppPowerSettings { Wait = true }, stop.Token);
        await Lab.UntilAsync(async () => (await DockerAsync($"inspect -f '{{{{.State.Running}}}}' {Name}-web-1")).Trim() == "false", "the web server stopped");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restart);
        await Lab.UntilAsync(async () => (await Catalog.InspectAsync(Node, Name, Stop)).App.State == DcAppState.Running, "the app ran again");
    }

    [Fact]
    public async Task A_paused_app_goes_on()
    {
        await DeployAsync(Shop);
        var details = await Catalog.InspectAsync(Node, Name, Stop);
        Assert.Equal(DcAppState.Paused, (await Power.PauseAsync(Node, details, new AppPowerSettings(), Stop)).State);
        details = await Catalog.InspectAsync(Node, Name, Stop);
        Assert.Equal(DcAppState.Running, (await Power.UnpauseAsync(Node, details, new AppPowerSettings(), Stop)).State);
    }

    [Fact]
    public async Task An_app_that_gets_unhealthy_is_an_error_that_names_the_container()
    {
        await DeployAsync("services: {a: {image: dentropy-lab/busybox, command: sleep 1000, stop_grace_period: 0s, healthcheck: {test: \"false\", interval: 100ms, retries: 2}}}");
        var e = await Assert.ThrowsAsync<DentropyException>(() => Power.RestartAsync(Node, Name, new AppPowerSettings { Wait = true }, Stop));
        Assert.Equal("AppUnhealthy", e.ErrorId);
        Assert.Contains($"{Name}-a-1 is unhealthy", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removal_takes_containers_and_networks_and_volumes_only_when_told()
    {
        await DeployAsync(Shop);
        var removal = new AppRemoval(Engines);
        var details = await Catalog.InspectAsync(Node, Name, Stop);
        await removal.RemoveAsync(Node, details, new AppRemovalSettings { Grace = TimeSpan.FromSeconds(1) }, Stop);
        Assert.Equal("", await DockerAsync($"ps -aq --filter name={Name}"));
        Assert.Equal("", await DockerAsync($"network ls -q --filter name={Name}"));
        Assert.Equal(2, (await DockerAsync($"volume ls -q --filter name={Name}_")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        await DeployAsync(Shop);
        // What another app uses stays.
        Names.Add(Name + "x");
        await DockerAsync($"create --name {Name}x-user -v {Name}_data:/d dentropy-lab/busybox true");
        details = await Catalog.InspectAsync(Node, Name, Stop);
        var plan = await removal.RemoveAsync(Node, details, new AppRemovalSettings { Volumes = true, Grace = TimeSpan.FromSeconds(1) }, Stop);
        Assert.Equal([$"{Name}_dbdata"], plan.Volumes);
        Assert.Equal($"{Name}_data", (await DockerAsync($"volume ls -q --filter name={Name}_")).Trim());
    }

    [Fact]
    public async Task Groups_and_single_containers_are_apps_too_and_names_are_found_over_nodes()
    {
        await DockerAsync($"run -d --name {Name}-one --label dentropy.app={Name} dentropy-lab/busybox sleep 1000");
        await DockerAsync($"run -d --name {Name}-two --label dentropy.app={Name} -v {Name}vol:/data dentropy-lab/busybox sh -c 'head -c 5000 /dev/zero > /data/x; sleep 1000'");
        await DockerAsync($"run -d --name {Name}-alone dentropy-lab/busybox sleep 1000");
        var nodes = (await Lab.NodesAsync()).Where(node => DockerLab.Hosts.Contains(node.Name, StringComparer.Ordinal)).ToList();
        var gone = new DcNode { Name = "gone", Address = "127.0.0.1", Port = 1 };
        var found = new List<AppListing>();
        await foreach (var listing in Catalog.ListAsync([.. nodes, gone], new AppQuery { Names = [Name + "*"], Sizes = true }, Stop))
            found.Add(listing);
        Assert.Equal("NodeUnreachable", Assert.Single(found, listing => listing.Failure is not null).Failure!.ErrorId);
        var apps = found.Select(listing => listing.App).OfType<DcApp>().OrderBy(app => app.Name, StringComparer.Ordinal).ToList();
        Assert.Equal([$"{Name} Group 2", $"{Name}-alone Container 1"], apps.Select(app => $"{app.Name} {app.Kind} {app.Services.Count}"));
        Assert.Equal("pi1", apps[0].Node);
        Assert.InRange(apps[0].Size ?? 0, 5000, 20000);

        var choice = await Catalog.ChooseAsync([.. nodes, gone], [Name, Name + "-alne", Name + "-al*"], Stop);
        Assert.Equal([Name, Name + "-alone"], choice.Matches.Select(match => match.Name));
        Assert.Contains($"Did you mean {Name}-alone?", Assert.Single(choice.Problems).Message, StringComparison.Ordinal);
        // A node that did not answer has perhaps what was asked for.
        Assert.DoesNotContain("gone", choice.Problems[0].Message, StringComparison.Ordinal);
        Assert.Single(choice.Failures);

        await Lab.ExecAsync("pi2", $"docker run -d --name {Name}-alone dentropy-lab/busybox sleep 1000");
        try
        {
            var problem = Assert.Single((await Catalog.ChooseAsync(nodes, [Name + "-alone"], Stop)).Problems);
            Assert.Equal("AppAmbiguous", problem.ErrorId);
            Assert.Contains("pi1, pi2", problem.Message, StringComparison.Ordinal);
        }
        finally
        {
            await Lab.ExecAsync("pi2", $"docker rm -f {Name}-alone");
            await DockerAsync($"rm -f {Name}-two");
            await DockerAsync($"volume rm {Name}vol");
        }
    }

    [Fact]
    public async Task Logs_are_merged_by_time_chosen_by_service_and_followed()
    {
        await DeployAsync(
            """
            services:
              a: {image: dentropy-lab/busybox, command: [sh, -c, "echo a1; sleep 0.4; echo a2 >&2; sleep 1000"], stop_grace_period: 0s}
              b: {image: dentropy-lab/busybox, tty: true, command: [sh, -c, "sleep 0.2; echo b1; sleep 0.4; echo b2; while ! test -e /go; do sleep 0.1; done; echo b3; sleep 1000"], stop_grace_period: 0s}
            """);
        var logs = new AppLogs(Engines);
        AppMatch[] apps = [new(Node, Name)];
        await Lab.UntilAsync(async () => (await ReadAsync(new AppLogQuery())).Count == 4, "four lines were there");
        var lines = await ReadAsync(new AppLogQuery());
        Assert.Equal(lines.OrderBy(line => line.Time), lines);
        Assert.Equal(["a1", "a2", "b1", "b2"], lines.Select(line => line.Text).Order());
        Assert.True(lines.Single(line => line.Text == "a2").IsError);
        Assert.Equal(["a2"], (await ReadAsync(new AppLogQuery { Services = ["a"], Tail = 1 })).Select(line => line.Text));
        Assert.Empty(await ReadAsync(new AppLogQuery { Since = DateTimeOffset.UtcNow.AddHours(1) }));

        await using var followed = logs.ReadAsync(apps, new AppLogQuery { Follow = true, Tail = 0 }, Stop).GetAsyncEnumerator(Stop);
        var next = followed.MoveNextAsync();
        await InAsync("b", "touch", "/go");
        Assert.True(await next);
        Assert.Equal("b3", followed.Current.Line!.Text);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await using var waiting = logs.ReadAsync(apps, new AppLogQuery { Follow = true, Tail = 0 }, stop.Token).GetAsyncEnumerator(stop.Token);
        next = waiting.MoveNextAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);

        var failures = new List<AppLogItem>();
        await foreach (var item in logs.ReadAsync([new(Node, Name + "none"), .. apps], new AppLogQuery { Services = ["c"] }, Stop))
            failures.Add(item);
        Assert.Equal(["AppNotFound", "AppServiceNotFound"], failures.Select(item => item.Failure?.ErrorId));

        async Task<List<DcAppLogLine>> ReadAsync(AppLogQuery query)
        {
            var read = new List<DcAppLogLine>();
            await foreach (var item in logs.ReadAsync(apps, query, Stop))
                read.Add(item.Line!);
            return read;
        }
    }

    private async Task<DateTimeOffset> TimeAsync(string service, string field) =>
        DateTimeOffset.Parse((await DockerAsync($"inspect -f '{{{{.State.{field}}}}}' {Name}-{service}-1")).Trim());

    private Task<string> FirstHealthyAsync(string service) =>
        DockerAsync($"inspect -f '{{{{(index .State.Health.Log 0).Start.Format \"2006-01-02T15:04:05.000Z07:00\"}}}}' {Name}-{service}-1");
}
