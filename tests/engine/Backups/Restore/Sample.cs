using System.Text.Json.Nodes;
using Dentropy.Engine.Backups.Restore;

namespace Dentropy.Engine.Tests.Backups.Restore;

/// <summary>A compose project "cloud" with a database and a web server, and a node that it fits on.</summary>
internal static class Sample
{
    public const string Web = "1111111111111111111111111111111111111111111111111111111111111111";
    public const string Db = "2222222222222222222222222222222222222222222222222222222222222222";

    public static SourceImage WebImage => new() { Reference = "web:1", Id = "sha256:aaa", RepoDigests = ["web@sha256:d1"], Architecture = "amd64", Size = 1000 };

    public static SourceImage DbImage => new() { Reference = "db:1", Id = "sha256:bbb", RepoDigests = ["db@sha256:d2"], Architecture = "amd64", Size = 1000 };

    public static RestoreSource Source => new()
    {
        App = "cloud",
        Node = "pi1",
        Description = "./cloud-20261120T153000Z.tar.zst",
        Containers =
        [
            new SourceContainer { Name = "cloud-db-1", Id = Db, Service = "db", Level = 0, ImageId = "sha256:bbb", Inspect = DbInspect() },
            new SourceContainer { Name = "cloud-web-1", Id = Web, Service = "web", Level = 1, ImageId = "sha256:aaa", Inspect = WebInspect() },
        ],
        Volumes =
        [
            new SourceVolume
            {
                Name = "cloud_data",
                Driver = "local",
                Labels = Map(("com.docker.compose.project", "cloud"), ("com.docker.compose.volume", "data")),
                Bytes = 5000,
                Member = "volumes/cloud_data",
                Targets = ["db:/var/lib/db"],
            },
            new SourceVolume { Name = "cloud_files", Driver = "local", Labels = Map(("com.docker.compose.volume", "files")), Bytes = 100, Member = "volumes/cloud_files", Targets = ["web:/files"] },
        ],
        Networks = [Network("cloud_default", "net1", own: true, subnet: "172.18.0.0/16")],
        Images = [DbImage, WebImage],
    };

    public static TargetFacts Facts => new()
    {
        Node = "pi2",
        EngineVersion = "20.10.24",
        ApiVersion = "1.41",
        Architecture = "amd64",
        Cpus = 2,
        Runtimes = ["runc"],
        LogDrivers = ["json-file", "journald"],
        VolumeDrivers = ["local"],
        NetworkDrivers = ["bridge", "host", "macvlan", "null", "overlay"],
        Networks = [new TargetNetwork("bridge", "b", "bridge", ["172.17.0.0/16"])],
        Routes = ["10.0.0.0/24"],
        Paths = new Dictionary<string, TargetPath>(StringComparer.Ordinal) { ["/var/lib/docker"] = new(Exists: true, IsFolder: true, IsEmpty: false, "fs1", 1_000_000) },
        MissingTools = [],
    };

    public static RestoreSettings Settings => new();

    public static RestorePlan Plan(RestoreSettings? settings = null, Func<TargetFacts, TargetFacts>? facts = null, Func<RestoreSource, RestoreSource>? source = null) =>
        RestorePlanner.Plan((source ?? (same => same))(Source), settings ?? Settings, (facts ?? (same => same))(Facts));

    public static JsonObject Body(this RestorePlan plan, string container) =>
        plan.Containers.Single(one => one.Source.Name == container).Blueprint.Body;

    public static IEnumerable<string> Ids(this RestorePlan plan) => plan.Problems.Select(problem => problem.ErrorId);

    public static RestoreSource With(this RestoreSource source, string container, Action<JsonObject> change) => source with
    {
        Containers = [.. source.Containers.Select(one =>
        {
            if (one.Name != container)
                return one;
            var inspect = (JsonObject)one.Inspect.DeepClone();
            change(inspect);
            return one with { Inspect = inspect };
        })],
    };

    public static TargetFacts WithPath(this TargetFacts facts, string path, TargetPath there) => facts with
    {
        Paths = new Dictionary<string, TargetPath>(facts.Paths!, StringComparer.Ordinal) { [path] = there },
    };

    public static SourceNetwork Network(string name, string id, bool own, string subnet) => new()
    {
        Name = name,
        Id = id,
        Own = own,
        Inspect = JsonNode.Parse($$$"""
            {"Name":"{{{name}}}","Id":"{{{id}}}","Driver":"bridge","Scope":"local","EnableIPv6":false,"Internal":false,"Attachable":false,
             "IPAM":{"Driver":"default","Options":null,"Config":[{"Subnet":"{{{subnet}}}"}]},
             "Containers":{},"Options":{},"Labels":{"com.docker.compose.network":"default","com.docker.compose.project":"cloud"}}
            """)!.AsObject(),
    };

    public static IReadOnlyDictionary<string, VolumeTarget> To(params (string Volume, string Target)[] map) =>
        map.ToDictionary(one => one.Volume, one => VolumeTarget.Parse(one.Target), StringComparer.Ordinal);

    private static Dictionary<string, string> Map(params (string Key, string Value)[] pairs) => pairs.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private static JsonObject WebInspect() => JsonNode.Parse("""
        {"Id":"WEB","Name":"/cloud-web-1","Image":"sha256:aaa",
         "Config":{"Hostname":"111111111111","Domainname":"","User":"33","Env":["URL=https://cloud.example.org","PASSWORD=hunter2"],"Cmd":["serve"],"Image":"web:1","WorkingDir":"/srv",
           "Entrypoint":["/entry"],"ExposedPorts":{"80/tcp":{}},"Healthcheck":{"Test":["CMD","true"],"Interval":1000000000},
           "Labels":{"com.docker.compose.project":"cloud","com.docker.compose.service":"web",
             "traefik.docker.network":"cloud_default","traefik.http.routers.cloud.rule":"Host(`cloud.example.org`)","traefik.http.routers.cloud.tls":"true"}},
         "HostConfig":{"Binds":["cloud_files:/files:rw"],"ContainerIDFile":"","LogConfig":{"Type":"json-file","Config":{}},"NetworkMode":"cloud_default",
           "PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]},"RestartPolicy":{"Name":"unless-stopped","MaximumRetryCount":0},"Runtime":"runc","VolumesFrom":null,
           "MaskedPaths":["/proc/acpi"],"ReadonlyPaths":["/proc/bus"],"CgroupnsMode":"private","Memory":268435456,"CapAdd":["CAP_CHOWN"],"Mounts":null,"OomKillDisable":false},
         "Mounts":[{"Type":"volume","Name":"cloud_files","Source":"/var/lib/docker/volumes/cloud_files/_data","Destination":"/files","Driver":"local","Mode":"rw","RW":true}],
         "NetworkSettings":{"Networks":{"cloud_default":{"IPAMConfig":null,"Links":null,"Aliases":["cloud-web-1","web","111111111111"],"NetworkID":"net1","IPAddress":"172.18.0.3","MacAddress":"02:42:ac:12:00:03"}}}}
        """.Replace("WEB", Web, StringComparison.Ordinal).Replace("DB", Db, StringComparison.Ordinal))!.AsObject();

    private static JsonObject DbInspect() => JsonNode.Parse("""
        {"Id":"DB","Name":"/cloud-db-1","Image":"sha256:bbb",
         "Config":{"Hostname":"222222222222","Image":"db:1","Env":[],"Labels":{"com.docker.compose.project":"cloud","com.docker.compose.service":"db"}},
         "HostConfig":{"Binds":null,"Mounts":[{"Type":"volume","Source":"cloud_data","Target":"/var/lib/db","VolumeOptions":{"DriverConfig":{"Name":"local"}}}],
           "NetworkMode":"cloud_default","PortBindings":{},"RestartPolicy":{"Name":"always"},"LogConfig":{"Type":"json-file"}},
         "Mounts":[{"Type":"volume","Name":"cloud_data","Destination":"/var/lib/db","RW":true}],
         "NetworkSettings":{"Networks":{"cloud_default":{"IPAMConfig":{},"Aliases":["cloud-db-1","db","222222222222"],"NetworkID":"net1"}}}}
        """.Replace("WEB", Web, StringComparison.Ordinal).Replace("DB", Db, StringComparison.Ordinal))!.AsObject();
}
