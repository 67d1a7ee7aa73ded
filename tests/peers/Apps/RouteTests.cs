using System.Text.Json.Nodes;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Apps;

/// <summary>Routes by labels on a real engine: the container is made anew and is otherwise the same; whatever goes wrong, the old one serves.</summary>
public sealed class RouteTests : AppTest
{
    private const string Host = "cloud.example.org";
    private const string Loop = "trap 'exit 0' TERM; while :; do sleep 0.05; done";

    private AppRouteSettings Settings => new() { Hostname = Host, Port = 8080, Switch = new AppRouteSwitch { Steady = TimeSpan.FromSeconds(1), Grace = TimeSpan.FromSeconds(1) } };

    private AppRoutes Routes => new(new FileNodeStore(Path.GetTempPath()), Engines);

    private string Folder => $"/srv/{Name}";

    [Fact]
    public async Task The_container_is_the_same_but_for_its_labels()
    {
        var number = Random.Shared.Next(1, 250);
        await OnAsync($"docker network create --label com.docker.compose.project={Name} --subnet 10.199.{number}.0/24 {Name}-a >/dev/null; docker network create --label com.docker.compose.project={Name} {Name}-b >/dev/null; docker volume create --label com.docker.compose.project={Name} {Name}-named >/dev/null");
        await StartAsync(
            $"--network {Name}-a --ip 10.199.{number}.40 --network-alias front --restart unless-stopped -e GREETING='a b' -p 18391:8080 -v /anonymous -v {Name}-named:/named "
            + "--hostname nas --user 0:0 --memory 64m --label keep=me --label com.docker.compose.config-hash=h --expose 8080");
        await OnAsync($"docker network connect --alias back {Name}-b {Name}; docker exec {Name} sh -c 'echo one > /anonymous/file; echo two > /named/file'");
        var before = await InspectAsync();

        var route = await SetAsync(Settings with { CertificateResolver = "letsencrypt", EntryPoints = ["websecure"] });

        var after = await InspectAsync();
        Assert.Equal((DcAppRouteAction.Create, true, Name), (route.Action, route.Applied, after.Name));
        Assert.NotEqual(before.Id, after.Id);
        Assert.True(route.Downtime > TimeSpan.Zero);
        Assert.Contains(route.Warnings, warning => warning.Contains("compose file", StringComparison.Ordinal));
        Assert.Equal("Host(`cloud.example.org`)", after.Labels["traefik.http.routers.cloud-example-org.rule"]);
        Assert.Equal(("me", "h"), (after.Labels["keep"], after.Labels["com.docker.compose.config-hash"]));
        Assert.Equal(before.Labels.Count + route.Changes.Count, after.Labels.Count);
        Assert.Equal("one two", (await OnAsync($"docker exec {Name} sh -c 'echo $(cat /anonymous/file /named/file)'")).Trim());
        Assert.Equal(Mounts(before), Mounts(after));
        Assert.Equal((before.ImageId, before.Image, before.RestartPolicy, before.Hostname, before.User), (after.ImageId, after.Image, after.RestartPolicy, after.Hostname, after.User));
        Assert.Equal(before.Environment, after.Environment);
        Assert.Equal(before.BoundPorts.Distinct(), after.BoundPorts.Distinct());
        Assert.Equal([$"{Name}-a", $"{Name}-b"], after.Networks.Keys.Order(StringComparer.Ordinal));
        Assert.Equal($"10.199.{number}.40", after.Networks[$"{Name}-a"].Address);
        Assert.Contains("front", after.Networks[$"{Name}-a"].Aliases);
        Assert.Contains("back", after.Networks[$"{Name}-b"].Aliases);
        Assert.True(after.State.IsRunning);
        await AssertAloneAsync();

        // Again: nothing to do, and no container is touched.
        var again = await SetAsync(Settings with { CertificateResolver = "letsencrypt", EntryPoints = ["websecure"] });
        Assert.Equal((DcAppRouteAction.Keep, false), (again.Action, again.Applied));
        Assert.Equal(after.Id, (await InspectAsync()).Id);

        Assert.Equal([Host], (await Catalog.InspectAsync(Node, Name, Stop)).App.Hostnames);
        using var routes = Routes;
        var listed = new List<DcAppRoute>();
        await foreach (var listing in routes.ListAsync([Node], [Name], "traefik", Stop))
            listed.Add(listing.Route!);
        Assert.Equal("cloud.example.org traefik letsencrypt 8080 websecure", string.Join(';', listed.Select(one => $"{one} {one.Via} {one.CertificateResolver} {one.Port} {string.Join(',', one.EntryPoints)}")));

        var gone = Assert.Single(await (await routes.PlanRemoveAsync(Node, Name, new AppRouteRemoval { Hostnames = [Host], Switch = Settings.Switch }, Stop)).ApplyAsync(null, Stop));
        Assert.Equal((DcAppRouteAction.Remove, true), (gone.Action, gone.Applied));
        Assert.Equal(before.Labels.Append(new("traefik.enable", "false")).OrderBy(label => label.Key, StringComparer.Ordinal), (await InspectAsync()).Labels.OrderBy(label => label.Key, StringComparer.Ordinal));
        Assert.Equal("one", (await OnAsync($"docker exec {Name} cat /anonymous/file")).Trim());
        Assert.Equal("AppRouteNotFound", (await Assert.ThrowsAsync<DentropyException>(() => routes.PlanRemoveAsync(Node, Name, new AppRouteRemoval { Hostnames = [Host] }, Stop))).ErrorId);
    }

    [Fact]
    public async Task A_plan_touches_nothing_and_a_stopped_container_stays_stopped()
    {
        await StartAsync("");
        await OnAsync($"docker stop -t 1 {Name}");
        var before = await InspectAsync();
        using var routes = Routes;
        var plan = await routes.PlanSetAsync(Node, Name, Settings, Stop);
        Assert.True(plan.HasChanges);
        Assert.Equal(before.Id, (await InspectAsync()).Id);

        await plan.ApplyAsync(null, Stop);
        var after = await InspectAsync();
        Assert.Equal((false, "created"), (after.State.IsRunning, after.State.Status));
        Assert.NotEqual(before.Id, after.Id);
        await AssertAloneAsync();
    }

    [Fact]
    public async Task Files_that_a_deploy_put_in_go_along_and_every_container_of_a_service_changes()
    {
        Write("from file", "secret.txt");
        await DeployAsync($"services:\n  web:\n    image: dentropy-lab/busybox\n    command: [sh, -c, \"{Loop}\"]\n    secrets: [one]\n    scale: 2\n    expose: [8080]\nsecrets: {{one: {{file: secret.txt}}}}\n");
        await SetAsync(Settings with { Port = null });
        var after = await Catalog.InspectAsync(Node, Name, Stop);
        Assert.Equal([$"{Name}-web-1", $"{Name}-web-2"], after.Containers.Select(container => container.Name).Order(StringComparer.Ordinal));
        Assert.All(after.Containers, container => Assert.Equal("Host(`cloud.example.org`)", container.Labels["traefik.http.routers.cloud-example-org.rule"]));
        Assert.Equal("from file", await InAsync("web", "cat", "/run/secrets/one"));
        // The labels are not the file's, and the containers are kept all the same.
        var (_, done) = await DeployAsync($"services:\n  web:\n    image: dentropy-lab/busybox\n    command: [sh, -c, \"{Loop}\"]\n    secrets: [one]\n    scale: 2\n    expose: [8080]\nsecrets: {{one: {{file: secret.txt}}}}\n");
        Assert.All(done.Steps, step => Assert.Equal("keep", step.Action));
    }

    [Fact]
    public async Task A_host_that_another_container_routes_is_a_conflict()
    {
        await StartAsync("");
        Names.Add(Name + "x");
        await OnAsync($"docker run -d --name {Name}x --label 'traefik.http.routers.r.rule=Host(`{Host}`)' dentropy-lab/busybox sh -c \"{Loop}\"");
        var error = await Assert.ThrowsAsync<DentropyException>(() => SetAsync(Settings));
        Assert.Equal("RouteConflict", error.ErrorId);
        Assert.Contains($"{Name}x", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_engine_refuses_leaves_the_old_one()
    {
        await StartAsync("-p 18392:8080 --restart always");
        var before = await InspectAsync();
        try
        {
            // The port is free for a moment, and somebody else takes it. The old one can only come back when that one is gone.
            var error = await Assert.ThrowsAsync<DentropyException>(() => SetAsync(Settings, new During("start", () =>
                OnAsync($"docker run -d --rm --name {Name}-thief -p 18392:1 dentropy-lab/busybox sleep 300; (sleep 3; docker rm -f {Name}-thief) >/dev/null 2>&1 &").Wait(Stop))));
            Assert.Contains("was brought back", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await OnAsync($"docker rm -f {Name}-thief");
        }

        await AssertOldAsync(before);
    }

    [Fact]
    public async Task A_container_that_ends_at_once_gives_way_to_the_old_one()
    {
        // Only the old container has this file, which lies in none of its volumes.
        await OnAsync($"mkdir -p {Folder}; echo \"trap 'exit 0' TERM; while [ ! -e /ready ]; do sleep 0.05; done; {Loop}\" > {Folder}/run");
        await StartAsync($"-v {Folder}:/s:ro -v /anonymous", "sh /s/run");
        await OnAsync($"docker exec {Name} sh -c 'echo one > /anonymous/file; touch /ready'; echo \"[ -e /ready ] || {{ sleep 0.3; exit 7; }}; {Loop}\" > {Folder}/run");
        var before = await InspectAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => SetAsync(Settings));
        Assert.Equal("RouteContainerFailed", error.ErrorId);
        Assert.Contains("exit code 7", error.Message, StringComparison.Ordinal);
        await AssertOldAsync(before);
        Assert.Equal("one", (await OnAsync($"docker exec {Name} cat /anonymous/file")).Trim());
    }

    [Fact]
    public async Task A_cancelled_run_brings_the_old_one_back()
    {
        await StartAsync("");
        var before = await InspectAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var routes = Routes;
        var plan = await routes.PlanSetAsync(Node, Name, Settings, Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => plan.ApplyAsync(new During("start", stop.Cancel), stop.Token));
        await AssertOldAsync(before);
    }

    [Fact]
    public async Task A_link_that_is_cut_between_stop_and_start_lets_the_node_bring_the_old_one_back()
    {
        await StartAsync("--restart always");
        var before = await InspectAsync();
        var settings = Settings;
        settings = settings with { Switch = settings.Switch with { Silence = TimeSpan.FromSeconds(3) } };
        await using var pool = new SshLinkPool(new LinkOptions { KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2, ConnectTimeout = TimeSpan.FromSeconds(3) });
        await using var engines = new DockerEngines(pool);
        using var routes = new AppRoutes(new FileNodeStore(Path.GetTempPath()), engines);
        var plan = await routes.PlanSetAsync(Node, Name, settings, Stop);
        try
        {
            var error = await Assert.ThrowsAnyAsync<DentropyException>(() => plan.ApplyAsync(new During("start", () => Lab.RunAsync("link", "pi1", "drop").Wait(Stop)), Stop));
            Assert.Contains("by itself", error.Message, StringComparison.Ordinal);
            // The operator is cut off; the node is not asked over the link but looked at from outside.
            await AssertOldAsync(before);
        }
        finally
        {
            await Lab.RunAsync("link", "pi1", "pass");
        }
    }

    [Fact]
    public async Task A_guard_that_is_taken_away_ends_it_and_the_old_one_is_back()
    {
        await StartAsync("");
        var before = await InspectAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => SetAsync(Settings, new During("start", () => OnAsync($"docker rm -f {NodeGuard.ContainerName(Name)}").Wait(Stop))));
        Assert.Equal("GuardLost", error.ErrorId);
        await AssertOldAsync(before);
    }

    [Theory]
    [InlineData("--rm", "", "--rm")]
    [InlineData("", "docker pause {0}", "paused")]
    [InlineData("", "docker run -d --name {0}y --network container:{0} dentropy-lab/busybox sleep 300", "{0}y")]
    public async Task What_cannot_be_made_again_is_refused_by_name(string arguments, string command, string why)
    {
        Names.Add(Name + "y");
        await StartAsync(arguments);
        if (command.Length > 0)
            await OnAsync(command.Replace("{0}", Name, StringComparison.Ordinal));
        var before = await InspectAsync();
        var error = await Assert.ThrowsAsync<DentropyException>(() => SetAsync(Settings));
        Assert.Equal("RouteContainerFixed", error.ErrorId);
        Assert.Contains(why.Replace("{0}", Name, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Equal(before.Id, (await InspectAsync()).Id);
    }

    private static Task<string> OnAsync(string command) => Lab.ExecAsync("pi1", command);

    private static IReadOnlyList<string> Mounts(ContainerDetails container) => [.. container.Mounts.Select(mount => $"{mount.Type} {mount.Name} {mount.Destination} {mount.IsWritable}").Order(StringComparer.Ordinal)];

    private async Task StartAsync(string arguments, string command = "")
    {
        var output = await OnAsync($"docker run -d --name {Name} {arguments} dentropy-lab/busybox {(command.Length > 0 ? command : $"sh -c \"{Loop}\"")}; echo $?");
        Assert.True(output.TrimEnd().EndsWith('0'), output);
    }

    private async Task<ContainerDetails> InspectAsync()
    {
        var json = JsonNode.Parse(await OnAsync($"docker inspect {Name}"))!.AsArray();
        return new ContainerDetails(json[0]!.DeepClone().AsObject());
    }

    private async Task<DcAppRoute> SetAsync(AppRouteSettings settings, IProgress<AppDeployStep>? progress = null)
    {
        using var routes = Routes;
        return Assert.Single(await (await routes.PlanSetAsync(Node, Name, settings, Stop)).ApplyAsync(progress, Stop));
    }

    private async Task AssertOldAsync(ContainerDetails before)
    {
        await Lab.UntilAsync(async () => (await OnAsync($"docker inspect -f '{{{{.Id}}}} {{{{.State.Status}}}}' {Name}")).Trim() == $"{before.Id} running", "the old container runs under its name");
        await AssertAloneAsync();
    }

    private Task AssertAloneAsync() => Lab.UntilAsync(
        async () => (await OnAsync($"docker ps -aq --filter label=dentropy.role; docker ps -aq --filter name={Name} | wc -l")).Trim() == "1", "neither guard nor other containers are left");

    /// <summary>Does something just before a step.</summary>
    private sealed class During(string step, Action work) : IProgress<AppDeployStep>
    {
        public void Report(AppDeployStep value)
        {
            if (value.Action == step)
                work();
        }
    }
}
