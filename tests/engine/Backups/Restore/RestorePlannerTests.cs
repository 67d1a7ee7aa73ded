using System.Text.Json.Nodes;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Engine.Docker;
using Xunit;

namespace Dentropy.Engine.Tests.Backups.Restore;

public sealed class RestorePlannerTests
{
    [Fact]
    public void OnAnEmptyNodeEverythingIsMadeUnderItsOwnName()
    {
        var plan = Sample.Plan();
        Assert.Empty(plan.Problems);
        Assert.Equal(
            [
                "PullImage db@sha256:d2", "PullImage web@sha256:d1", "CreateNetwork cloud_default", "CreateVolume cloud_data", "FillVolume cloud_data", "CreateVolume cloud_files",
                "FillVolume cloud_files", "CreateContainer cloud-db-1", "CreateContainer cloud-web-1", "StartContainer cloud-db-1", "StartContainer cloud-web-1",
            ],
            plan.Steps.Select(step => $"{step.Action} {step.Target}"));
        Assert.Equal(["cloud.example.org"], plan.Hostnames);
    }

    [Fact]
    public void NoValueOfTheEnvironmentIsInAPlan() => Assert.DoesNotContain("hunter2", string.Join('\n', Sample.Plan().Steps) + string.Join('\n', Sample.Plan().Warnings), StringComparison.Ordinal);

    [Fact]
    public void WhatWasStoppedStaysStopped()
    {
        var plan = Sample.Plan(source: source => source with { Containers = [source.Containers[0], source.Containers[1] with { Running = false }] });
        Assert.Equal(["cloud-db-1"], plan.Steps.Where(step => step.Action == "StartContainer").Select(step => step.Target));
    }

    [Fact]
    public void NoStartStartsNothing() => Assert.DoesNotContain(Sample.Plan(new RestoreSettings { NoStart = true }).Steps, step => step.Action == "StartContainer");

    [Fact]
    public void AnotherNameRenamesEverythingThatCarriesIt()
    {
        var plan = Sample.Plan(new RestoreSettings { Name = "copy" });
        Assert.Equal(["copy_default"], plan.Networks.Select(network => network.Name));
        Assert.Equal("copy", plan.Networks[0].Body!["Labels"]!.AsObject().Text("com.docker.compose.project"));
        Assert.Equal(["copy_data", "copy_files"], plan.Volumes.Select(volume => volume.Target));
        Assert.Equal("copy", plan.Volumes[0].Labels["com.docker.compose.project"]);
        Assert.Equal(["copy-db-1", "copy-web-1"], plan.Containers.Select(container => container.Name));
        var body = plan.Body("cloud-web-1");
        Assert.Equal(["copy_files:/files:rw"], body["HostConfig"]!.AsObject().Texts("Binds"));
        Assert.Equal("copy_default", body["HostConfig"]!.AsObject().Text("NetworkMode"));
        Assert.Equal("copy", body["Labels"]!.AsObject().Text("com.docker.compose.project"));
        Assert.Equal("copy_default", body["Labels"]!.AsObject().Text("traefik.docker.network"));
        Assert.Equal(["copy-web-1", "web"], body["NetworkingConfig"]!["EndpointsConfig"]!["copy_default"]!.AsObject().Texts("Aliases"));
    }

    [Fact]
    public void EverythingInTheWayIsSaidTogether()
    {
        var plan = Sample.Plan(new RestoreSettings(), facts => facts with
        {
            Apps = ["cloud"],
            Containers = new Dictionary<string, string> { ["cloud-web-1"] = "app 'cloud'" },
            Volumes = ["cloud_data"],
            Networks = [.. facts.Networks, new TargetNetwork("cloud_default", "x", "bridge", ["172.30.0.0/16"])],
            Ports = [new TakenPort("", 8080, "tcp", "nginx")],
            Architecture = "arm64",
        });
        Assert.Equal(["AppExists", "VolumeExists", "NetworkExists", "ContainerExists", "PortTaken"], plan.Ids());
        var error = Assert.Throws<RestoreRefusedException>(plan.ThrowIfRefused);
        Assert.Equal("RestoreRefused", error.ErrorId);
        Assert.All(plan.Problems, problem => Assert.Contains(problem.Message, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void OneProblemIsAnErrorUnderItsOwnName() =>
        Assert.Equal("VolumeExists", Assert.Throws<RestoreRefusedException>(Sample.Plan(facts: facts => facts with { Volumes = ["cloud_data"] }).ThrowIfRefused).ErrorId);

    [Fact]
    public void RenameTakesTheFirstNameThatIsFree()
    {
        var plan = Sample.Plan(new RestoreSettings { OnConflict = RestoreConflict.Rename }, facts => facts with { Apps = ["cloud"], Volumes = ["cloud-2_data"] });
        Assert.Equal("cloud-3", plan.App);
        Assert.Empty(plan.Problems);
        Assert.Equal(["cloud-3_data", "cloud-3_files"], plan.Volumes.Select(volume => volume.Target));
    }

    [Fact]
    public void RenameKeepsANameThatIsFree() => Assert.Equal("cloud", Sample.Plan(new RestoreSettings { OnConflict = RestoreConflict.Rename }).App);

    [Fact]
    public void ANameThatIsNotTheProjectsIsKeptWhileItIsFree()
    {
        RestoreSource Fixed(RestoreSource source) => source with { Containers = [source.Containers[0] with { Name = "postgres" }, source.Containers[1]] };
        Assert.Equal("postgres", Sample.Plan(new RestoreSettings { Name = "copy" }, source: Fixed).Containers[0].Name);
        var taken = Sample.Plan(new RestoreSettings { Name = "copy" }, facts => facts with { Containers = new Dictionary<string, string> { ["postgres"] = "app 'cloud'" } }, Fixed);
        Assert.Equal("copy-postgres", taken.Containers[0].Name);
        Assert.Empty(taken.Problems);
    }

    [Theory]
    [InlineData("", "0.0.0.0")]
    [InlineData("127.0.0.1", "")]
    [InlineData("::", "0.0.0.0")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    public void APortThatMeetsATakenOneIsAProblem(string taken, string asked) => Assert.Equal(
        ["PortTaken"],
        Sample.Plan(facts: facts => facts with { Ports = [new TakenPort(taken, 8080, "tcp", "sshd")] },
            source: source => source.With("cloud-web-1", inspect => inspect["HostConfig"]!["PortBindings"]!["80/tcp"]![0]!["HostIp"] = asked)).Ids());

    [Fact]
    public void AnotherAddressOrProtocolDoesNotMeet() => Assert.Empty(
        Sample.Plan(facts: facts => facts with { Ports = [new TakenPort("", 8080, "udp", "x"), new TakenPort("10.0.0.2", 8080, "tcp", "x")] },
            source: source => source.With("cloud-web-1", inspect => inspect["HostConfig"]!["PortBindings"]!["80/tcp"]![0]!["HostIp"] = "10.0.0.1")).Problems);

    [Fact]
    public void APortIsMapped()
    {
        var plan = Sample.Plan(new RestoreSettings { PortMap = new Dictionary<string, int> { ["8080"] = 9090 } }, facts => facts with { Ports = [new TakenPort("", 8080, "tcp", "x")] });
        Assert.Empty(plan.Problems);
        Assert.Equal("9090", plan.Body("cloud-web-1")["HostConfig"]!["PortBindings"]!["80/tcp"]![0]!["HostPort"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("8081", 9090, "PortNotInBackup")]
    [InlineData("8080/udp", 9090, "PortNotInBackup")]
    [InlineData("http", 9090, "InvalidPort")]
    [InlineData("8080", 70000, "InvalidPort")]
    public void APortMapThatMeansNothingIsAProblem(string old, int port, string id) =>
        Assert.Equal([id], Sample.Plan(new RestoreSettings { PortMap = new Dictionary<string, int> { [old] = port } }).Ids());

    [Theory]
    [InlineData("cloud_data")]
    [InlineData("data")]
    [InlineData("/var/lib/db")]
    [InlineData("db:/var/lib/db")]
    public void StorageIsFoundByAllOfItsNames(string name) =>
        Assert.Equal("/srv/db", Sample.Plan(new RestoreSettings { VolumeMap = Sample.To((name, "/srv/db")) }).Volumes[0].Target);

    [Fact]
    public void StorageThatIsNotThereIsNamed() =>
        Assert.Equal("VolumeNotInBackup", Assert.Single(Sample.Plan(new RestoreSettings { VolumeMap = Sample.To(("date", "/srv/db")) }).Problems).ErrorId);

    [Fact]
    public void AWordThatMeansTwoIsAProblem()
    {
        var plan = Sample.Plan(new RestoreSettings { SkipVolumes = ["/same"] }, source: source => source with
        {
            Volumes = [.. source.Volumes.Select(volume => volume with { Targets = ["x:/same"] })],
        });
        Assert.Equal(["VolumeAmbiguous"], plan.Ids());
    }

    [Fact]
    public void TwoVolumesNeverShareAPlace()
    {
        Assert.Equal(["VolumeTargetTwice"], Sample.Plan(new RestoreSettings { VolumeMap = Sample.To(("data", "/srv/a"), ("files", "/srv/a")) }).Ids());
        Assert.Equal(["VolumeTargetTwice"], Sample.Plan(new RestoreSettings { VolumeMap = Sample.To(("data", "/srv/a"), ("files", "/srv/a/b")) }).Ids());
    }

    [Fact]
    public void APathThatIsNotEmptyIsAProblem()
    {
        var settings = new RestoreSettings { VolumeMap = Sample.To(("data", "/srv/db")) };
        Assert.Equal(["PathNotEmpty"], Sample.Plan(settings, facts => facts.WithPath("/srv/db", new(Exists: true, IsFolder: true, IsEmpty: false, "fs1", 1_000_000))).Ids());
        var empty = Sample.Plan(settings, facts => facts.WithPath("/srv/db", new(Exists: true, IsFolder: true, IsEmpty: true, "fs1", 1_000_000)));
        Assert.Empty(empty.Problems);
        Assert.False(empty.Volumes[0].MakeFolder);
        Assert.True(Sample.Plan(settings, facts => facts.WithPath("/srv/db", new(Exists: false, IsFolder: false, IsEmpty: false, "fs1", 1_000_000))).Volumes[0].MakeFolder);
    }

    [Fact]
    public void ADriverWithOptionsReplacesTheOldOne()
    {
        var plan = Sample.Plan(new RestoreSettings { VolumeMap = Sample.To(("data", "driver=local,opt=type=nfs,opt=o=addr=10.0.0.1,rw,opt=device=:/export")) });
        var volume = plan.Volumes[0];
        Assert.Equal(("cloud_data", "local"), (volume.Target, volume.Driver));
        Assert.Equal("addr=10.0.0.1,rw", volume.Options["o"]);
        Assert.Contains(plan.Warnings, warning => warning.Contains("has to be empty", StringComparison.Ordinal));
    }

    [Fact]
    public void ADriverThatTheNodeHasNotIsAProblem() =>
        Assert.Equal(["DriverMissing"], Sample.Plan(new RestoreSettings { VolumeMap = Sample.To(("data", "driver=rexray")) }).Ids());

    [Fact]
    public void AVolumeThatIsBoundToAPathNeedsThatPathEmpty()
    {
        RestoreSource Bound(RestoreSource source) => source with
        {
            Volumes = [source.Volumes[0] with { Options = new Dictionary<string, string> { ["type"] = "none", ["o"] = "bind", ["device"] = "/srv/db" } }, source.Volumes[1]],
        };
        Assert.Equal(["PathNotEmpty"], Sample.Plan(facts: facts => facts.WithPath("/srv/db", new(Exists: true, IsFolder: true, IsEmpty: false, "fs1", 9999)), source: Bound).Ids());
        var plan = Sample.Plan(facts: facts => facts.WithPath("/srv/db", new(Exists: false, IsFolder: false, IsEmpty: false, "fs1", 9999)), source: Bound);
        Assert.Contains(plan.Steps, step => step is { Action: "CreateFolder", Target: "/srv/db" });
    }

    [Fact]
    public void SkippedStorageIsNotFilledAndWhatIsThereIsUsed()
    {
        var plan = Sample.Plan(new RestoreSettings { SkipVolumes = ["data"] }, facts => facts with { Volumes = ["cloud_data"] });
        Assert.Empty(plan.Problems);
        Assert.False(plan.Volumes[0].Fill);
        Assert.False(plan.Volumes[0].Create);
    }

    [Fact]
    public void OneVolumeAloneBringsNothingElse()
    {
        var plan = Sample.Plan(new RestoreSettings { VolumeOnly = "data", VolumeMap = Sample.To(("data", "rescue")) }, facts => facts with { Apps = ["cloud"], Volumes = ["cloud_data"] });
        Assert.Empty(plan.Problems);
        Assert.Equal(["CreateVolume rescue", "FillVolume rescue"], plan.Steps.Select(step => $"{step.Action} {step.Target}"));
        Assert.Empty(plan.Volumes[0].Labels);
    }

    [Fact]
    public void RoomIsCountedForEachFileSystem()
    {
        Assert.Equal(["SpaceMissing"], Sample.Plan(facts: facts => facts.WithPath("/var/lib/docker", new(Exists: true, IsFolder: true, IsEmpty: false, "fs1", 5099))).Ids());
        Assert.Empty(Sample.Plan(facts: facts => facts.WithPath("/var/lib/docker", new(Exists: true, IsFolder: true, IsEmpty: false, "fs1", 5100))).Problems);
        var elsewhere = new RestoreSettings { VolumeMap = Sample.To(("data", "/srv/db")) };
        Assert.Empty(Sample.Plan(elsewhere, facts => facts
            .WithPath("/var/lib/docker", new(Exists: true, IsFolder: true, IsEmpty: false, "fs1", 100))
            .WithPath("/srv/db", new(Exists: false, IsFolder: false, IsEmpty: false, "fs2", 5000))).Problems);
    }

    [Fact]
    public void AnImageOfAnotherArchitectureNeedsAnEmulatorOrARegistry()
    {
        var built = (RestoreSource source) => source with { Images = [.. source.Images.Select(image => image with { RepoDigests = [], Included = true })] };
        Assert.Equal(["ArchitectureMismatch", "ArchitectureMismatch"], Sample.Plan(facts: facts => facts with { Architecture = "arm64" }, source: built).Ids());
        var emulated = Sample.Plan(facts: facts => facts with { Architecture = "arm64", Emulated = ["amd64"] }, source: built);
        Assert.Empty(emulated.Problems);
        Assert.All(emulated.Images, image => Assert.Equal(ImageWay.Load, image.Way));
        var pulled = Sample.Plan(facts: facts => facts with { Architecture = "arm64" });
        Assert.Empty(pulled.Problems);
        Assert.Contains(pulled.Warnings, warning => warning.Contains("pulled for arm64", StringComparison.Ordinal));
    }

    [Fact]
    public void AnImageThatNobodyHasIsAProblem() =>
        Assert.Equal(["ImageUnavailable"], Sample.Plan(source: source => source with { Images = [source.Images[0] with { RepoDigests = [] }, source.Images[1]] }).Ids());

    [Fact]
    public void AnImageOfTheNodeIsUsedByTheNameThatMeansIt()
    {
        RestorePlan With(params (string Name, string Id)[] images) => Sample.Plan(facts: facts => facts with { Images = images.ToDictionary(image => image.Name, image => image.Id, StringComparer.Ordinal) });
        Assert.Equal("db:1", With(("sha256:bbb", "sha256:bbb"), ("db:1", "sha256:bbb")).Body("cloud-db-1").Text("Image"));
        Assert.Equal("db@sha256:d2", With(("sha256:bbb", "sha256:bbb"), ("db@sha256:d2", "sha256:bbb"), ("db:1", "sha256:other")).Body("cloud-db-1").Text("Image"));
        Assert.Equal("sha256:bbb", With(("sha256:bbb", "sha256:bbb"), ("db:1", "sha256:other")).Body("cloud-db-1").Text("Image"));
    }

    [Fact]
    public void ATagThatMeansAnotherImageIsNotTaken()
    {
        var plan = Sample.Plan(
            facts: facts => facts with { Images = new Dictionary<string, string> { ["db:1"] = "sha256:other" } },
            source: source => source with { Images = [source.Images[0] with { Included = true }, source.Images[1]] });
        Assert.Equal((ImageWay.Load, null, "sha256:bbb"), (plan.Images[0].Way, plan.Images[0].Tag, plan.Images[0].Use));
    }

    [Fact]
    public void ARangeThatDockerChoseGivesWayAndOneThatSomebodyChoseDoesNot()
    {
        var taken = (TargetFacts facts) => facts with { Networks = [.. facts.Networks, new TargetNetwork("other", "o", "bridge", ["172.18.5.0/24", "10.9.0.0/16"])] };
        var plan = Sample.Plan(facts: taken);
        Assert.Empty(plan.Problems);
        Assert.Null(plan.Networks[0].Body!["IPAM"]!["Config"]);
        var chosen = (RestoreSource source) => source with { Networks = [Sample.Network("cloud_default", "net1", own: true, "10.9.1.0/24")] };
        Assert.Equal(["SubnetTaken"], Sample.Plan(facts: taken, source: chosen).Ids());
        Assert.Empty(Sample.Plan(new RestoreSettings { Name = "copy" }, taken, chosen).Problems);
        Assert.Equal("10.9.1.0/24", Sample.Plan(source: chosen).Networks[0].Body!["IPAM"]!["Config"]![0]!["Subnet"]!.GetValue<string>());
        Assert.Equal(["SubnetTaken"], Sample.Plan(facts: facts => facts with { Routes = ["10.0.0.0/8"] }, source: chosen).Ids());
    }

    [Fact]
    public void ANetworkOfOthersHasToBeThere()
    {
        var shared = (RestoreSource source) => source with { Networks = [source.Networks[0] with { Own = false }] };
        Assert.Equal(["NetworkMissing"], Sample.Plan(source: shared).Ids());
        var plan = Sample.Plan(
            new RestoreSettings { NetworkMap = new Dictionary<string, string> { ["cloud_default"] = "proxy" } },
            facts => facts with { Networks = [.. facts.Networks, new TargetNetwork("proxy", "p", "bridge", [])] },
            shared);
        Assert.Empty(plan.Problems);
        Assert.DoesNotContain(plan.Steps, step => step.Action == "CreateNetwork");
        Assert.Equal("proxy", plan.Body("cloud-web-1")["HostConfig"]!.AsObject().Text("NetworkMode"));
        Assert.Equal("proxy", plan.Body("cloud-web-1")["Labels"]!.AsObject().Text("traefik.docker.network"));
    }

    [Fact]
    public void RoutesLeadToTheNewHostName()
    {
        var plan = Sample.Plan(new RestoreSettings { Hostname = "new.example.net", EntryPoints = ["websecure"], CertificateResolver = "le" });
        var labels = plan.Body("cloud-web-1")["Labels"]!.AsObject();
        Assert.Equal("Host(`new.example.net`)", labels.Text("traefik.http.routers.cloud.rule"));
        Assert.Equal("websecure", labels.Text("traefik.http.routers.cloud.entrypoints"));
        Assert.Equal("le", labels.Text("traefik.http.routers.cloud.tls.certresolver"));
        Assert.Equal(["new.example.net"], plan.Hostnames);
        var warning = Assert.Single(plan.Warnings, warning => warning.Contains("environment", StringComparison.Ordinal));
        Assert.Contains("URL", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoHostNamesThatHaveNothingInCommonMustBeTold()
    {
        var two = (RestoreSource source) => source.With("cloud-db-1", inspect => inspect["Config"]!["Labels"]!["traefik.http.routers.db.rule"] = "Host(`db.example.net`)");
        Assert.Equal(["HostnameAmbiguous"], Sample.Plan(new RestoreSettings { Hostname = "new.example.net" }, source: two).Ids());
        var plan = Sample.Plan(new RestoreSettings { Hostname = "new.example.net", OldHostname = "cloud.example.org" }, source: two);
        Assert.Equal("Host(`db.example.net`)", plan.Body("cloud-db-1")["Labels"]!.AsObject().Text("traefik.http.routers.db.rule"));
    }

    [Theory]
    [InlineData("""{"Runtime":"nvidia"}""", "RuntimeMissing")]
    [InlineData("""{"LogConfig":{"Type":"gelf"}}""", "DriverMissing")]
    [InlineData("""{"NanoCpus":3000000000}""", "LimitTooHigh")]
    [InlineData("""{"Devices":[{"PathOnHost":"/dev/ttyUSB0"}]}""", "DeviceMissing")]
    [InlineData("""{"Mounts":[{"Type":"volume","Source":"cloud_data","Target":"/x","VolumeOptions":{"Subpath":"a"}}]}""", "EngineTooOld")]
    [InlineData("""{"Mounts":[{"Type":"image","Source":"web:1","Target":"/x"}]}""", "EngineTooOld")]
    public void WhatTheEngineCannotDoIsAProblem(string host, string id)
    {
        var plan = Sample.Plan(
            facts: facts => facts.WithPath("/dev/ttyUSB0", new(Exists: false, IsFolder: false, IsEmpty: false, "", Free: null)),
            source: source => source.With("cloud-db-1", inspect => Merge(inspect["HostConfig"]!.AsObject(), host)));
        Assert.Equal([id], plan.Ids());
    }

    [Fact]
    public void ProgramsThatUnpackingNeedsHaveToBeThere() => Assert.Equal(["ToolsMissing"], Sample.Plan(facts: facts => facts with { MissingTools = ["zstd"] }).Ids());

    [Fact]
    public void APathOutsideOfTheBackupHasToBeThere()
    {
        var bind = (RestoreSource source) => source with { Volumes = [.. source.Volumes, new SourceVolume { Name = "/etc/app.conf", IsBind = true, HasData = false }] };
        Assert.Equal(["BindMissing"], Sample.Plan(facts: facts => facts.WithPath("/etc/app.conf", new(Exists: false, IsFolder: false, IsEmpty: false, "", Free: null)), source: bind).Ids());
        Assert.Empty(Sample.Plan(facts: facts => facts.WithPath("/etc/app.conf", new(Exists: true, IsFolder: false, IsEmpty: false, "", Free: null)), source: bind).Problems);
    }

    [Theory]
    [InlineData("""{"Privileged":true}""", "privileged")]
    [InlineData("""{"Binds":["/var/run/docker.sock:/s"]}""", "Docker socket")]
    [InlineData("""{"Binds":["/:/host:ro"]}""", "gets / of the node")]
    [InlineData("""{"PidMode":"host"}""", "processes")]
    [InlineData("""{"NetworkMode":"host"}""", "network")]
    [InlineData("""{"CapAdd":["CAP_SYS_ADMIN"]}""", "SYS_ADMIN")]
    [InlineData("""{"SecurityOpt":["seccomp=unconfined"]}""", "confinement")]
    public void PowerOverTheNodeIsSaid(string host, string word) => Assert.Contains(
        Sample.Plan(source: source => source.With("cloud-db-1", inspect => Merge(inspect["HostConfig"]!.AsObject(), host))).Warnings,
        warning => warning.Contains("cloud-db-1", StringComparison.Ordinal) && warning.Contains(word, StringComparison.Ordinal));

    [Theory]
    [InlineData("../x", "volumes/x", false)]
    [InlineData("x", "../x", false)]
    [InlineData("x", "/etc", false)]
    [InlineData("x", "volumes/../../etc", false)]
    [InlineData("x", "-C/etc", false)]
    [InlineData("/srv/../etc", "binds/0", true)]
    [InlineData("srv", "binds/0", true)]
    public void NamesThatLeadOutAreRefused(string name, string member, bool bind)
    {
        var error = Assert.Throws<DentropyException>(() => Sample.Plan(source: source => source with { Volumes = [new SourceVolume { Name = name, Member = member, IsBind = bind }] }));
        Assert.Equal("BackupInvalid", error.ErrorId);
    }

    private static void Merge(JsonObject into, string json)
    {
        foreach (var (key, value) in JsonNode.Parse(json)!.AsObject())
            into[key] = value?.DeepClone();
    }
}
