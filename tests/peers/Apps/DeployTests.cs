using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Xunit;

namespace Dentropy.Peers.Tests.Apps;

public sealed class DeployTests : AppTest
{
    private const string Idle = "image: dentropy-lab/busybox\n    command: [sh, -c, \"trap 'exit 0' TERM; while :; do sleep 0.1; done\"]\n    stop_grace_period: 2s";

    [Fact]
    public async Task A_compose_file_becomes_a_running_app_that_docker_shows_as_such()
    {
        Write("from file", "secret.txt");
        var (app, done) = await DeployAsync(
            $$$"""
            services:
              web:
                image: dentropy-lab/writer
                depends_on: {db: {condition: service_healthy}, job: {condition: service_completed_successfully}}
                environment: {WRITER_INTERVAL: "0.2", GREETING: "a b '$$c'"}
                volumes: ["data:/data", "/tmp/{{{Name}}}:/host"]
                networks: {default: {aliases: [front]}, back: }
                secrets: [one]
                configs: [{source: conf, target: /etc/app/app.conf, mode: 0440, uid: "12", gid: "34"}]
                labels: {traefik.http.routers.web.rule: "Host(`web.example.org`)"}
                ports: ["18080:8080"]
                mem_limit: 64m
              db:
                image: dentropy-lab/writer
              job:
                {{{Idle.Replace("while :; do sleep 0.1; done", "true", StringComparison.Ordinal)}}}
            networks: {back: {internal: true}}
            volumes: {data: {}}
            secrets: {one: {file: secret.txt}}
            configs: {conf: {content: "x=1\n"}}
            """,
            settings => settings with { Wait = true });
        Assert.Equal((DcAppState.Running, DcAppHealth.Healthy, DcAppKind.Compose), (app.State, app.Health, app.Kind));
        Assert.Equal(["db", "job", "web"], app.Services.Select(service => service.Name));
        Assert.Equal(["web.example.org"], app.Hostnames);
        Assert.Equal(["18080->8080/tcp"], app.Ports.Select(port => port.ToString()));
        Assert.Equal([$"{Name}_back", $"{Name}_default"], app.Networks);
        Assert.Contains(app.Volumes, volume => volume.Name == $"{Name}_data" && volume.Targets.SequenceEqual(["web:/data"]));
        Assert.Contains(app.Volumes, volume => volume.Name == $"/tmp/{Name}" && volume.Kind == DcAppVolumeKind.Bind);
        Assert.DoesNotContain(done.Steps, step => step.Action is "pull" or "keep");
        Assert.Equal("from file", await InAsync("web", "cat", "/run/secrets/one"));
        Assert.Equal("444 0 0", (await InAsync("web", "stat", "-c", "%a %u %g", "/run/secrets/one")).Trim());
        Assert.Equal("440 12 34", (await InAsync("web", "stat", "-c", "%a %u %g", "/etc/app/app.conf")).Trim());
        Assert.Equal("a b '$c'", (await InAsync("web", "sh", "-c", "echo \"$GREETING\"")).Trim());
        Assert.Contains("count", (await DockerAsync($"network inspect {Name}_back") + "count").ToLowerInvariant(), StringComparison.Ordinal);
        Assert.Equal("67108864 true", (await DockerAsync($"inspect -f '{{{{.HostConfig.Memory}}}}' {Name}-web-1")).Trim() + " " + (await DockerAsync($"network inspect -f '{{{{.Internal}}}}' {Name}_back")).Trim());
        Assert.Equal($"{Name}-web-1", (await DockerAsync($"ps --filter label=com.docker.compose.project={Name} --filter label=com.docker.compose.service=web --filter label=com.docker.compose.config-hash --format '{{{{.Names}}}}'")).Trim());
        // Both names lead to it from another container of the network.
        Assert.NotEmpty(await InAsync("db", "sh", "-c", "wget -qO- http://front:8080/state && wget -qO- http://web:8080/state"));
    }

    [Fact]
    public async Task Deploying_again_keeps_what_is_the_same_and_makes_anew_what_changed()
    {
        var text = $"services:\n  a:\n    {Idle}\n    environment: {{V: \"1\"}}\n    volumes: [/anonymous]\n  b:\n    {Idle}\n  old:\n    {Idle}\n";
        await DeployAsync(text);
        await InAsync("a", "sh", "-c", "echo kept > /anonymous/file");
        var before = await Catalog.InspectAsync(Node, Name, Stop);

        Assert.All((await DeployAsync(text)).Done.Steps, step => Assert.Equal("keep", step.Action));
        var changed = text.Replace("V: \"1\"", "V: \"2\"", StringComparison.Ordinal);
        changed = changed[..changed.IndexOf("  old:", StringComparison.Ordinal)];
        var (_, done) = await DeployAsync(changed);
        Assert.Equal(["recreate a", "keep b"], done.Steps.Select(step => $"{step.Action} {step.Name.Split('-')[1]}"));
        Assert.Contains($"{Name}-old-1", Assert.Single(done.Warnings), StringComparison.Ordinal);
        var after = await Catalog.InspectAsync(Node, Name, Stop);
        Assert.NotEqual(Id(before, "a"), Id(after, "a"));
        Assert.Equal(Id(before, "b"), Id(after, "b"));
        Assert.Equal(Id(before, "old"), Id(after, "old"));
        Assert.Equal($"{Name}-a-1", after.Containers.Single(container => container.Id == Id(after, "a")).Name);
        Assert.Equal("kept", (await InAsync("a", "cat", "/anonymous/file")).Trim());
        Assert.Equal("2", (await InAsync("a", "sh", "-c", "echo $V")).Trim());

        (_, done) = await DeployAsync(changed, settings => settings with { RemoveOrphans = true });
        Assert.Contains(done.Steps, step => step is { Action: "remove" } && step.Name == $"{Name}-old-1");
        Assert.Equal(["a", "b"], (await Catalog.InspectAsync(Node, Name, Stop)).App.Services.Select(service => service.Name));
    }

    [Fact]
    public async Task A_new_container_that_does_not_start_or_is_not_healthy_gives_way_to_the_old_one()
    {
        var text = $"services:\n  a:\n    {Idle}\n";
        await DeployAsync(text);
        var before = Id(await Catalog.InspectAsync(Node, Name, Stop), "a");
        var e = await RefusedAsync(text + "    entrypoint: [/no/such/program]\n");
        Assert.Contains("brought back", e.Message, StringComparison.Ordinal);
        await StillAsync();

        e = await RefusedAsync(text + "    healthcheck: {test: \"false\", interval: 100ms, retries: 1}\n", settings => settings with { Wait = true });
        Assert.Equal("AppUnhealthy", e.ErrorId);
        await StillAsync();

        e = await RefusedAsync(text + "    healthcheck: {test: \"false\", interval: 1h}\n", settings => settings with { Wait = true, Timeout = TimeSpan.FromSeconds(1) });
        Assert.Equal("AppNotHealthyInTime", e.ErrorId);
        await StillAsync();

        async Task StillAsync()
        {
            var now = await Catalog.InspectAsync(Node, Name, Stop);
            Assert.Equal(before, Assert.Single(now.Containers).Id);
            Assert.Equal(DcAppState.Running, now.App.State);
        }
    }

    [Fact]
    public async Task A_first_deploy_that_fails_leaves_nothing()
    {
        await RefusedAsync($"services:\n  a:\n    {Idle}\n    volumes: [data:/d]\n  b:\n    {Idle}\n    depends_on: [a]\n    entrypoint: [/no/such/program]\nvolumes: {{data: }}\n");
        Assert.Equal("AppNotFound", (await Assert.ThrowsAsync<DentropyException>(() => Catalog.InspectAsync(Node, Name, Stop))).ErrorId);
        Assert.Equal("", await DockerAsync($"volume ls -q --filter name={Name}"));
        Assert.Equal("", await DockerAsync($"network ls -q --filter name={Name}"));
    }

    [Fact]
    public async Task What_would_not_work_is_refused_before_anything_is_changed()
    {
        var other = Name + "x";
        Names.Add(other);
        await DockerAsync($"run -d --name {other}-holder -p 18181:80 dentropy-lab/busybox sleep 1000");
        Assert.Equal("PortInUse", (await RefusedAsync($"services:\n  a:\n    {Idle}\n    ports: [\"127.0.0.1:18181:80\"]\n")).ErrorId);
        Assert.Equal("ComposeConflict", (await RefusedAsync($"services:\n  a:\n    {Idle}\n    container_name: {other}-holder\n")).ErrorId);
        Assert.Equal("ComposeConflict", (await RefusedAsync($"services:\n  a:\n    {Idle}\n    networks: [gone]\nnetworks: {{gone: {{external: true}}}}\n")).ErrorId);
        Assert.Equal("ComposeConflict", (await RefusedAsync($"services:\n  a:\n    {Idle}\n    volumes: [\"gone:/x\"]\nvolumes: {{gone: {{external: true}}}}\n")).ErrorId);
        Assert.Equal("ImageNotFound", (await RefusedAsync("services: {a: {image: dentropy-lab/none, pull_policy: never}}")).ErrorId);
        Assert.Equal("ImagePullFailed", (await RefusedAsync("services: {a: {image: \"127.0.0.1:1/none\"}}")).ErrorId);
        Assert.Equal("ComposeUnsupported", (await RefusedAsync("services: {a: {build: .}}")).ErrorId);
        Assert.Equal("", await DockerAsync($"ps -aq --filter label=com.docker.compose.project={Name}"));
        Assert.Equal("", await DockerAsync($"network ls -q --filter name={Name}_"));
    }

    [Fact]
    public async Task A_plan_says_what_a_deploy_does_and_changes_nothing()
    {
        var settings = new AppDeploySettings { Path = Write($"services:\n  a:\n    {Idle}\n    volumes: [d:/d]\nvolumes: {{d: }}\n"), Name = Name };
        var plan = await new AppDeploy(Engines).PlanAsync(Node, settings, Stop);
        Assert.Equal([$"create network {Name}_default", $"create volume {Name}_d", $"create container {Name}-a-1"], plan.Steps.Select(step => step.ToString()));
        Assert.Equal("", await DockerAsync($"network ls -q --filter name={Name}"));
    }

    [Fact]
    public async Task Services_scale_up_and_down_and_share_what_they_are_told_to_share()
    {
        var text = $"services:\n  a:\n    {Idle}\n    scale: 3\n  b:\n    {Idle}\n    network_mode: \"service:a\"\n";
        var (app, _) = await DeployAsync(text);
        Assert.Equal(3, app.Services.Single(service => service.Name == "a").Containers.Count);
        Assert.Equal("a", app.Services[0].Name);
        (app, var done) = await DeployAsync(text.Replace("scale: 3", "scale: 1", StringComparison.Ordinal));
        Assert.Equal([$"{Name}-a-2", $"{Name}-a-3"], done.Steps.Where(step => step.Action == "remove").Select(step => step.Name).Order());
        (app, done) = await DeployAsync(text.Replace("scale: 3", "scale: 1\n    labels: [x=y]", StringComparison.Ordinal));
        Assert.Equal(["recreate", "recreate"], done.Steps.Select(step => step.Action));
        Assert.Equal(DcAppState.Running, app.State);
    }

    [Fact]
    public async Task A_job_that_fails_stops_what_waits_for_it()
    {
        var e = await RefusedAsync($"services:\n  job:\n    image: dentropy-lab/busybox\n    command: [sh, -c, exit 3]\n  web:\n    {Idle}\n    depends_on: {{job: {{condition: service_completed_successfully}}}}\n");
        Assert.Equal("AppDependencyFailed", e.ErrorId);
        Assert.Contains("exit code 3", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_deploy_brings_the_old_container_back()
    {
        var text = $"services:\n  a:\n    {Idle}\n";
        await DeployAsync(text);
        var before = Id(await Catalog.InspectAsync(Node, Name, Stop), "a");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var settings = new AppDeploySettings { Path = Write(text + "    healthcheck: {test: \"false\", interval: 1h}\n"), Name = Name, Wait = true };
        var deploy = new AppDeploy(Engines).DeployAsync(Node, settings, progress: null, stop.Token);
        await Lab.UntilAsync(async () => (await DockerAsync($"inspect -f '{{{{.State.Running}}}}' {Name}-a-1")).Trim() == "false", "the old one stopped");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deploy);
        var now = await Catalog.InspectAsync(Node, Name, Stop);
        Assert.Equal(before, Assert.Single(now.Containers).Id);
        Assert.Equal(DcAppState.Running, now.App.State);
    }

    private static string Id(AppDetails app, string service) => app.App.Services.Single(one => one.Name == service).Containers.Single().Id;
}
