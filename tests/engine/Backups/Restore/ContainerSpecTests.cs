using System.Text.Json.Nodes;
using Dentropy.Engine.Backups.Restore;
using Dentropy.Engine.Docker;
using Xunit;

namespace Dentropy.Engine.Tests.Backups.Restore;

public sealed class ContainerSpecTests
{
    [Fact]
    public void WhatTheEngineMadeUpIsLeftToTheNewOne()
    {
        var body = Sample.Plan().Body("cloud-web-1");
        var host = body["HostConfig"]!.AsObject();
        Assert.False(body.ContainsKey("Hostname"));
        Assert.False(host.ContainsKey("MaskedPaths"));
        Assert.False(host.ContainsKey("Runtime"));
        Assert.Equal(["cloud-web-1", "web"], Aliases(body, "cloud_default"));
        Assert.Null(Endpoint(body, "cloud_default")["MacAddress"]);
    }

    [Fact]
    public void WhatTheOperatorSetStays()
    {
        var body = Sample.Plan().Body("cloud-web-1");
        Assert.Equal("33", body.Text("User"));
        Assert.Equal(["URL=https://cloud.example.org", "PASSWORD=hunter2"], body.Texts("Env"));
        Assert.Equal(["serve"], body.Texts("Cmd"));
        Assert.Equal(["/entry"], body.Texts("Entrypoint"));
        Assert.Equal("""{"Test":["CMD","true"],"Interval":1000000000}""", body["Healthcheck"]!.ToJsonString());
        var host = body["HostConfig"]!.AsObject();
        Assert.Equal(268435456, host.Number("Memory"));
        Assert.Equal(["CAP_CHOWN"], host.Texts("CapAdd"));
        Assert.Equal("unless-stopped", host["RestartPolicy"]!.AsObject().Text("Name"));
        Assert.Equal(["cloud_files:/files:rw"], host.Texts("Binds"));
    }

    [Fact]
    public void AHostNameThatWasSetStays() =>
        Assert.Equal("nas", Sample.Plan(source: source => source.With("cloud-web-1", inspect => inspect["Config"]!["Hostname"] = "nas")).Body("cloud-web-1").Text("Hostname"));

    [Fact]
    public void AnEmptyListOfMaskedPathsIsSomebodysWill()
    {
        var plan = Sample.Plan(source: source => source.With("cloud-web-1", inspect => inspect["HostConfig"]!["MaskedPaths"] = new JsonArray()));
        Assert.Empty(plan.Body("cloud-web-1")["HostConfig"]!["MaskedPaths"]!.AsArray());
    }

    [Theory]
    [InlineData("1.41", 1, 1)]
    [InlineData("1.43", 1, 1)]
    [InlineData("1.44", 2, 0)]
    [InlineData("1.51", 2, 0)]
    public void OlderEnginesTakeOneNetworkAtCreation(string api, int now, int later)
    {
        var plan = Sample.Plan(facts: facts => facts with { ApiVersion = api }, source: TwoNetworks);
        var blueprint = plan.Containers.Single(container => container.Name == "cloud-web-1").Blueprint;
        Assert.Equal(now, blueprint.Body["NetworkingConfig"]!["EndpointsConfig"]!.AsObject().Count);
        Assert.Equal(later, blueprint.Connect.Count);
        Assert.NotNull(Endpoint(blueprint.Body, "cloud_default"));
        if (later > 0)
            Assert.Equal("10.9.0.5", blueprint.Connect[0].Value["IPAMConfig"]!["IPv4Address"]!.GetValue<string>());
    }

    [Fact]
    public void AFixedAddressStays()
    {
        var plan = Sample.Plan(facts: facts => facts with { ApiVersion = "1.44" }, source: TwoNetworks);
        Assert.Equal("10.9.0.5", Endpoint(plan.Body("cloud-web-1"), "cloud_back")["IPAMConfig"]!["IPv4Address"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("1.41", false)]
    [InlineData("1.44", false)]
    [InlineData("1.41", true)]
    [InlineData("1.44", true)]
    public void AMacAddressIsKeptOnRequestOnly(string api, bool keep)
    {
        var plan = Sample.Plan(new RestoreSettings { KeepMacAddress = keep }, facts => facts with { ApiVersion = api },
            source => source.With("cloud-web-1", inspect => inspect["Config"]!["MacAddress"] = "02:00:00:00:00:01"));
        var body = plan.Body("cloud-web-1");
        Assert.Equal(keep && api == "1.41" ? "02:00:00:00:00:01" : null, body.Text("MacAddress"));
        Assert.Equal(keep && api == "1.44" ? "02:00:00:00:00:01" : null, Endpoint(body, "cloud_default").Text("MacAddress"));
    }

    [Fact]
    public void NamespacesOfOtherContainersFollowTheirNames()
    {
        var plan = Sample.Plan(new RestoreSettings { Name = "copy" }, source: source => source.With("cloud-db-1", inspect =>
        {
            inspect["HostConfig"]!["NetworkMode"] = "container:" + Sample.Web;
            inspect["HostConfig"]!["PidMode"] = "container:cloud-web-1";
            inspect["HostConfig"]!["VolumesFrom"] = new JsonArray(Sample.Web + ":ro");
            inspect["Config"]!["ExposedPorts"] = new JsonObject { ["80/tcp"] = new JsonObject() };
        }));
        var body = plan.Body("cloud-db-1");
        var host = body["HostConfig"]!.AsObject();
        Assert.Equal("container:copy-web-1", host.Text("NetworkMode"));
        Assert.Equal("container:copy-web-1", host.Text("PidMode"));
        Assert.Equal(["copy-web-1:ro"], host.Texts("VolumesFrom"));
        Assert.False(body.ContainsKey("ExposedPorts"));
        Assert.False(body.ContainsKey("NetworkingConfig"));
        // Level 0 names level 1, which therefore has to be made first.
        Assert.Equal(["copy-web-1", "copy-db-1"], plan.Containers.Select(container => container.Name));
    }

    [Fact]
    public void LinksAreWrittenAsACreateTakesThem()
    {
        var plan = Sample.Plan(source: source => source.With("cloud-web-1", inspect => inspect["HostConfig"]!["Links"] = new JsonArray("/cloud-db-1:/cloud-web-1/database")));
        Assert.Equal(["cloud-db-1:database"], plan.Body("cloud-web-1")["HostConfig"]!.AsObject().Texts("Links"));
    }

    [Fact]
    public void TheDefaultBridgeKnowsNoAliases()
    {
        var plan = Sample.Plan(source: source => source.With("cloud-web-1", inspect =>
        {
            inspect["HostConfig"]!["NetworkMode"] = "bridge";
            inspect["NetworkSettings"]!["Networks"] = JsonNode.Parse("""{"bridge":{"Aliases":["x"],"IPAMConfig":{"IPv4Address":"172.17.0.9"}}}""");
        }));
        Assert.Empty(Endpoint(plan.Body("cloud-web-1"), "bridge"));
    }

    [Fact]
    public void AVolumeThatNobodyNamedIsNamed()
    {
        var anonymous = new string('a', 64);
        var plan = Sample.Plan(source: source => source.With("cloud-web-1", inspect => inspect["Mounts"]!.AsArray()
            .Add(JsonNode.Parse($$"""{"Type":"volume","Name":"{{anonymous}}","Destination":"/cache","RW":true}"""))) with
        {
            Volumes = [.. Sample.Source.Volumes, new SourceVolume { Name = anonymous, Driver = "local", Anonymous = true, Member = "volumes/" + anonymous, Targets = ["web:/cache"] }],
        });
        Assert.Contains(anonymous + ":/cache", plan.Body("cloud-web-1")["HostConfig"]!.AsObject().Texts("Binds"));
    }

    [Fact]
    public void AVolumeThatBecomesAPathIsMountedAsOne()
    {
        var plan = Sample.Plan(new RestoreSettings { VolumeMap = Sample.To(("data", "/srv/db"), ("files", "/srv/files")) });
        Assert.Equal(["/srv/files:/files:rw"], plan.Body("cloud-web-1")["HostConfig"]!.AsObject().Texts("Binds"));
        var mount = plan.Body("cloud-db-1")["HostConfig"]!["Mounts"]![0]!.AsObject();
        Assert.Equal("""{"Type":"bind","Source":"/srv/db","Target":"/var/lib/db"}""", mount.ToJsonString());
    }

    [Fact]
    public void APathThatBecomesAVolumeLosesWhatOnlyPathsHave()
    {
        var plan = Sample.Plan(
            new RestoreSettings { VolumeMap = Sample.To(("/srv/conf", "conf")) },
            source: source => source.With("cloud-web-1", inspect => inspect["HostConfig"]!["Binds"] = new JsonArray("/srv/conf:/conf:ro,rslave,Z")) with
            {
                Volumes = [.. Sample.Source.Volumes, new SourceVolume { Name = "/srv/conf", IsBind = true, Member = "binds/0", Targets = ["web:/conf"] }],
            });
        Assert.Contains("conf:/conf:ro", plan.Body("cloud-web-1")["HostConfig"]!.AsObject().Texts("Binds"));
    }

    private static RestoreSource TwoNetworks(RestoreSource source) => source.With("cloud-web-1", inspect =>
        inspect["NetworkSettings"]!["Networks"]!["cloud_back"] = JsonNode.Parse("""{"IPAMConfig":{"IPv4Address":"10.9.0.5"},"Aliases":["web"]}""")) with
    {
        Networks = [.. source.Networks, Sample.Network("cloud_back", "net2", own: true, "10.9.0.0/24")],
    };

    private static JsonObject Endpoint(JsonObject body, string network) => body["NetworkingConfig"]!["EndpointsConfig"]![network]!.AsObject();

    private static IReadOnlyList<string> Aliases(JsonObject body, string network) => Endpoint(body, network).Texts("Aliases");
}
