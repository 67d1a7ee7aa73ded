using System.Text;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Provisioning.Profiles;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Provisioning;

public sealed class ProfileTests : IDisposable
{
    private readonly string _cloud = Directory.CreateTempSubdirectory("dentropy-profile-").FullName;

    private static readonly DcNode s_node = new()
    {
        Name = "pi1",
        Address = "10.0.0.1",
        Tags = ["ssd"],
        Metadata = new(new Dictionary<string, string> { ["port"] = "8080" }),
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_cloud, recursive: true);

    [Theory]
    [InlineData("packges: [x]", 1, "no key 'packges'")]
    [InlineData("description: x\npackages: ['a b']", 2, "no name of a package")]
    [InlineData("packages: { absent: [sudo] }", 1, "nobody could come back")]
    [InlineData("packages: { absent: [openssh-server] }", 1, "nobody could come back")]
    [InlineData("files:\n  /etc/x: { content: a, source: b }", 2, "needs one of")]
    [InlineData("files:\n  etc/x: { content: a }", 2, "no absolute path")]
    [InlineData("files:\n  /etc/../x: { content: a }", 2, "no absolute path")]
    [InlineData("files:\n  /etc/x:\n    content: a\n    mode: rw", 4, "no mode")]
    [InlineData("files:\n  /etc/x:\n    content: a\n    owner: 'a;b'", 4, "no account")]
    [InlineData("files:\n  /etc/x: { content: a, check: 'true' }", 2, "{file}")]
    [InlineData("files:\n  /etc/x: { secret: hunter2 }", 2, "is written out")]
    [InlineData("users:\n  'a b': { shell: /bin/sh }", 2, "no name of an account")]
    [InlineData("users:\n  ops: { keys: ['ssh-ed25519 nonsense'] }", 2, "holds no public key")]
    [InlineData("users:\n  ops: { password: hunter2 }", 2, "can only be none")]
    [InlineData("serf:\n  encryptKey: c2VjcmV0", 2, "is written out")]
    [InlineData("serf:\n  encryptkey: 'file:x'", 2, "no key 'encryptkey'")]
    [InlineData("serf:\n  gossipPort: many", 2, "is no whole number")]
    [InlineData("sysctl:\n  a/b: 1", 2, "no setting of the kernel")]
    [InlineData("services:\n  x.service: { running: true }", 2, "without .service")]
    [InlineData("services:\n  x: { runing: true }", 2, "no key 'runing'")]
    [InlineData("services:\n  x: { running: maybe }", 2, "neither true nor false")]
    [InlineData("timezone: '../etc/passwd'", 1, "no time zone")]
    [InlineData("hostname: 'a b'", 1, "no name of a host")]
    [InlineData("ssh: { settings: { Match: 'User x' } }", 1, "can stand alone")]
    [InlineData("ssh: { root: yes }", 1, "neither keys nor no")]
    [InlineData("upgrades: { reboot: late }", 1, "neither never nor a time")]
    [InlineData("extends: nothing", 1, "which is no profile")]
    [InlineData("files: [", 2, "YAML")]
    public async Task WhatCannotBeUnderstoodIsToldWithItsLine(string text, int line, string problem)
    {
        Write("bad", text);

        var error = await Assert.ThrowsAsync<DentropyException>(() => StepsAsync("bad"));

        Assert.Equal("ProfileInvalid", error.ErrorId);
        Assert.Contains($"bad.yaml line {line}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        Assert.Equal(Path.Join(_cloud, "profiles", "bad.yaml"), error.Target);
    }

    [Fact]
    public async Task VariablesAreTheNodesAndOneWithoutAValueIsAnError()
    {
        Write("a", "files:\n  /etc/{{node.name}}: { content: \"{{ node.address }} {{tags.ssd}} {{tags.hdd}} {{metadata.PORT}} {{.Go}} ${{ x }} {{node}}\" }\n");
        Assert.Equal("10.0.0.1 true false 8080 {{.Go}} ${{ x }} {{node}}", Content(await StepsAsync("a"), "/etc/pi1"));

        Write("raw", "files: { /etc/x: { content: \"{{node.site}}\", template: false } }\n");
        Assert.Equal("{{node.site}}", Content(await StepsAsync("raw"), "/etc/x"));

        Write("unknown", "description: x\nfiles:\n  /etc/x:\n    content: \"{{metadata.rack}}\"\n");
        var error = await Assert.ThrowsAsync<DentropyException>(() => StepsAsync("unknown"));
        Assert.Equal("ProfileVariableUnknown", error.ErrorId);
        Assert.Contains("line 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("metadata.rack", error.Message, StringComparison.Ordinal);
        Assert.Equal("pi1", error.Target);
    }

    [Fact]
    public async Task WhatALaterProfileSaysTakesThePlaceOfWhatAnEarlierOneSaid()
    {
        Write("one", "packages: [a1, b1]\nfiles: { /etc/x: { content: one }, /etc/y: { content: one } }\nsysctl: { vm.a: 1, vm.b: 1 }\n");
        Write("two", "extends: one\npackages: { absent: [b1], present: [c1] }\nfiles: { /etc/x: { content: two } }\nsysctl: { vm.b: 2 }\n");

        var steps = await StepsAsync("two");

        Assert.Equal(
            ["repair dpkg", "packages b1", "packages a1 c1", "file /etc/x", "file /etc/y", "file /etc/sysctl.d/60-dentropy.conf", "sysctl vm.a vm.b"],
            steps.Select(step => $"{step.Kind} {step.Name}"));
        Assert.Equal("two", Content(steps, "/etc/x"));
        Assert.Contains("vm.a = 1\nvm.b = 2\n", Content(steps, "/etc/sysctl.d/60-dentropy.conf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProfilesThatLeadBackToThemselvesAreRefusedAndADiamondIsNot()
    {
        Write("a", "extends: b\n");
        Write("b", "extends: a\n");
        Assert.Contains("leads back", (await Assert.ThrowsAsync<DentropyException>(() => StepsAsync("a"))).Message, StringComparison.Ordinal);

        Write("top", "extends: [left, right]\n");
        Write("left", "extends: bottom\n");
        Write("right", "extends: bottom\n");
        Write("bottom", "packages: [x1]\n");
        Assert.Equal(["repair dpkg", "packages x1"], (await StepsAsync("top")).Select(step => $"{step.Kind} {step.Name}"));
    }

    [Fact]
    public async Task ProfilesThatComeWithDentropyCanBeUsedAndAFileWinsOverThem()
    {
        var profiles = await new ProfileFolder(_cloud).ListAsync(Stop);
        Assert.Equal(["base", "docker-host"], profiles.Select(profile => profile.Name));
        Assert.All(profiles, profile => Assert.Null(profile.Failure));
        Assert.All(profiles, profile => Assert.True(profile.BuiltIn));
        Assert.Equal("ssh sshd", profiles[1].Steps[^1]);
        Assert.Contains("service docker", profiles[1].Steps);
        Assert.Contains("\"max-file\": \"3\"", Content(await StepsAsync("docker-host"), "/etc/docker/daemon.json"), StringComparison.Ordinal);
        Assert.Contains("\"live-restore\": true", Content(await StepsAsync("docker-host"), "/etc/docker/daemon.json"), StringComparison.Ordinal);

        Write("base", "packages: [mine]\n");
        Write("broken", "nonsense: 1\n");
        profiles = await new ProfileFolder(_cloud).ListAsync(Stop);
        Assert.False(profiles[0].BuiltIn);
        Assert.Equal("ProfileInvalid", profiles[1].Failure?.ErrorId);
        Assert.Contains("packages docker.io mine", profiles[2].Steps);
        Assert.Equal("ProfileNotFound", (await Assert.ThrowsAsync<DentropyException>(() => StepsAsync("../secret"))).ErrorId);
        Assert.Contains("did you mean base", (await Assert.ThrowsAsync<DentropyException>(() => StepsAsync("bse"))).Message, StringComparison.Ordinal);
    }

    private static string Content(IReadOnlyList<NodeStep> steps, string path)
    {
        var change = steps.OfType<FileStep>().Single(step => step.Name == path).Compare(NodeFacts.Parse("end .\n", new FactQuestions()), new PlanContext(s_node, TimeSpan.Zero, TimeSpan.Zero));
        return Encoding.UTF8.GetString(change!.Input!);
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.Join(_cloud, "profiles"));
        File.WriteAllText(Path.Join(_cloud, "profiles", name + ".yaml"), text);
    }

    private async Task<IReadOnlyList<NodeStep>> StepsAsync(string name) => (await (await new ProfileFolder(_cloud).ReadAsync(name, Stop)).ForAsync(s_node, Stop)).Steps;
}
