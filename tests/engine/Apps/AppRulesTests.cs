using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Apps;

public class AppRulesTests
{
    [Theory]
    [InlineData("", DcAppState.Missing)]
    [InlineData("running", DcAppState.Running)]
    [InlineData("running running", DcAppState.Running)]
    [InlineData("running done", DcAppState.Running)]
    [InlineData("running failed", DcAppState.Partial)]
    [InlineData("running stopped", DcAppState.Partial)]
    [InlineData("running created", DcAppState.Partial)]
    [InlineData("done", DcAppState.Stopped)]
    [InlineData("stopped failed", DcAppState.Stopped)]
    [InlineData("paused paused", DcAppState.Paused)]
    [InlineData("paused stopped", DcAppState.Paused)]
    [InlineData("paused running", DcAppState.Partial)]
    [InlineData("running restarting", DcAppState.Restarting)]
    public void States_of_containers_make_the_state_of_the_app(string containers, DcAppState state) =>
        Assert.Equal(state, AppStates.State([.. containers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, i) => Of($"c{i}", word))]));

    [Theory]
    [InlineData("running", DcAppHealth.None)]
    [InlineData("running healthy", DcAppHealth.Healthy)]
    [InlineData("healthy starting", DcAppHealth.Starting)]
    [InlineData("healthy starting unhealthy", DcAppHealth.Unhealthy)]
    public void The_worst_health_counts(string containers, DcAppHealth health) =>
        Assert.Equal(health, AppStates.Health(containers.Split(' ').Select((word, i) => Of($"c{i}", word))));

    [Fact]
    public void Containers_start_after_those_that_they_need()
    {
        var db = Of("db", "running", service: "db");
        var migrate = Of("migrate", "done", service: "migrate", dependsOn: "db:service_healthy:false");
        var web = Of("web", "running", service: "web", dependsOn: "db:service_healthy:false,migrate:service_completed_successfully:false");
        var web2 = Of("web-2", "running", service: "web", dependsOn: "db:service_healthy:false,migrate:service_completed_successfully:false");
        var side = Of("side", "running", change: json => json["HostConfig"]!["NetworkMode"] = "container:" + web.Id);
        var old = Of("old", "running", change: json => json["HostConfig"]!["Links"] = new JsonArray("/db:/old/database"));
        Assert.Equal(
            ["db", "migrate,old", "web,web-2", "side"],
            StartOrder.Levels([side, web2, web, old, migrate, db]).Select(level => string.Join(',', level.Select(container => container.Name))));
        Assert.Equal(new StartDependency("migrate", StartCondition.Completed, Restart: false), StartOrder.Dependencies(web.Labels)[1]);
    }

    [Fact]
    public void A_circle_starts_at_the_end()
    {
        var first = Of("a", "running", service: "a");
        var left = Of("b", "running", service: "b", dependsOn: "c:service_started:false");
        var right = Of("c", "running", service: "c", dependsOn: "b:service_started:false,a:service_started:false");
        Assert.Equal(["a", "b,c"], StartOrder.Levels([right, left, first]).Select(level => string.Join(',', level.Select(container => container.Name))));
    }

    [Fact]
    public void Containers_are_sorted_into_apps()
    {
        var groups = AppGroups.Of(
        [
            Listed("shop-web-1", ("com.docker.compose.project", "shop"), ("com.docker.compose.service", "web")),
            Listed("shop-db-1", ("com.docker.compose.project", "shop"), ("com.docker.compose.service", "db")),
            Listed("extra", ("dentropy.app", "shop")),
            Listed("moved", ("dentropy.app", "own"), ("com.docker.compose.project", "shop")),
            Listed("alone"),
            Listed("dentropy-helper", ("dentropy.role", "helper")),
        ]);
        Assert.Equal(["alone Container 1", "own Group 1", "shop Compose 3"], groups.Select(group => $"{group.Name} {group.Kind} {group.Containers.Count}"));
    }

    [Fact]
    public void An_app_shows_what_it_keeps_and_how_it_is_reached()
    {
        var web = Of("web", "running", service: "web", change: json =>
        {
            json["Config"]!["Labels"]!["traefik.http.routers.w.rule"] = "Host(`a.org`)";
            json["Mounts"] = new JsonArray(
                Mount("volume", "data", "/data"), Mount("bind", null, "/conf", "/srv/conf"), Mount("volume", new string('a', 64), "/cache"), Mount("tmpfs", null, "/tmp"));
            json["NetworkSettings"]!["Ports"] = new JsonObject
            {
                ["80/tcp"] = new JsonArray(new JsonObject { ["HostIp"] = "0.0.0.0", ["HostPort"] = "8080" }, new JsonObject { ["HostIp"] = "::", ["HostPort"] = "8080" }),
                ["443/tcp"] = null,
            };
        });
        var db = Of("db", "stopped", service: "db", change: json => json["Mounts"] = new JsonArray(Mount("volume", "data", "/d")));
        var run = Of("run", "stopped", service: "web", change: json => json["Config"]!["Labels"]!["com.docker.compose.oneoff"] = "True");
        var app = AppRecords.Of(DcNode.Local, "shop", DcAppKind.Compose, [web, db, run], new Dictionary<string, long> { ["data"] = 5, ["other"] = 7 });
        Assert.Equal(DcAppState.Partial, app.State);
        Assert.Equal(["db", "web"], app.Services.Select(service => service.Name));
        Assert.Equal(["web"], app.Services[1].Containers.Select(container => container.Name));
        Assert.Equal(["Volume aaa True  web:/cache", "Volume dat False 5 db:/d,web:/data", "Bind /sr False  web:/conf"], app.Volumes.Select(volume => $"{volume.Kind} {volume.Name[..3]} {volume.Anonymous} {volume.Size} {string.Join(',', volume.Targets)}"));
        Assert.Equal(["8080->80/tcp"], app.Ports.Select(port => port.ToString()));
        Assert.Equal(["a.org"], app.Hostnames);
        Assert.Equal(5, app.Size);
        Assert.Null(AppRecords.Of(DcNode.Local, "shop", DcAppKind.Compose, [web], sizes: null).Size);
    }

    [Fact]
    public void Log_pieces_become_lines()
    {
        var lines = new LogLines("n", "a", "s", "c", terminal: false);
        var long1 = new string('x', 16384);
        var read = new List<DcAppLogLine>();
        read.AddRange(lines.Add(Chunk("2026-01-02T03:04:05.123456789Z first\n")));
        read.AddRange(lines.Add(Chunk("2026-01-02T03:04:06.000000001Z " + long1)));
        read.AddRange(lines.Add(Chunk("2026-01-02T03:04:07Z to error\n", error: true)));
        read.AddRange(lines.Add(Chunk("2026-01-02T03:04:06.000000002Z end\r\n")));
        read.AddRange(lines.Add(Chunk("2026-01-02T03:04:08.5Z open")));
        read.AddRange(lines.End());
        Assert.Equal(["first", "to error", long1 + "end", "open"], read.Select(line => line.Text));
        Assert.Equal([false, true, false, false], read.Select(line => line.IsError));
        Assert.Equal(DateTimeOffset.Parse("2026-01-02T03:04:05.1234567Z"), read[0].Time);
        Assert.Equal(DateTimeOffset.Parse("2026-01-02T03:04:06Z"), read[2].Time.AddTicks(-read[2].Time.Ticks % TimeSpan.TicksPerSecond));

        var terminal = new LogLines("n", "a", "s", "c", terminal: true);
        var cut = new[] { "2026-01-02T03:04", ":05Z one\r\n2026-01-02T03:04:06Z t", "wo\r\n" }.SelectMany(piece => terminal.Add(Chunk(piece)).ToList()).ToList();
        Assert.Equal(["one", "two"], cut.Select(line => line.Text));
        Assert.Equal(6, cut[1].Time.Second);
    }

    private static LogChunk Chunk(string text, bool error = false) => new(error, Encoding.UTF8.GetBytes(text));

    private static JsonObject Mount(string type, string? name, string target, string? source = null) =>
        new() { ["Type"] = type, ["Name"] = name, ["Source"] = source ?? "/var/lib/x", ["Destination"] = target, ["Driver"] = name is null ? null : "local", ["RW"] = true };

    private static ContainerSummary Listed(string name, params (string Key, string Value)[] labels) =>
        new(new JsonObject { ["Id"] = name, ["Names"] = new JsonArray("/" + name), ["Labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))) });

    private static ContainerDetails Of(string name, string state, string? service = null, string? dependsOn = null, Action<JsonObject>? change = null)
    {
        var running = state is "running" or "paused" or "healthy" or "unhealthy" or "starting";
        var status = state switch { "done" or "stopped" or "failed" => "exited", "healthy" or "unhealthy" or "starting" => "running", _ => state };
        var labels = new JsonObject();
        if (service is not null)
            labels["com.docker.compose.service"] = service;
        if (dependsOn is not null)
            labels["com.docker.compose.depends_on"] = dependsOn;
        var json = new JsonObject
        {
            ["Id"] = string.Concat(Enumerable.Repeat(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name.PadRight(8))), 4)),
            ["Name"] = "/" + name,
            ["Config"] = new JsonObject { ["Labels"] = labels, ["Image"] = "x" },
            ["HostConfig"] = new JsonObject { ["RestartPolicy"] = new JsonObject { ["Name"] = state == "stopped" ? "always" : "no" } },
            ["NetworkSettings"] = new JsonObject(),
            ["State"] = new JsonObject
            {
                ["Status"] = status,
                ["Running"] = running,
                ["Paused"] = state == "paused",
                ["Restarting"] = state == "restarting",
                ["ExitCode"] = state == "failed" ? 1 : 0,
                ["Health"] = state is "healthy" or "unhealthy" or "starting" ? new JsonObject { ["Status"] = state } : null,
            },
        };
        change?.Invoke(json);
        return new ContainerDetails(json);
    }
}
