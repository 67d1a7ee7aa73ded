using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;
using Xunit;

namespace Dentropy.Peers.Tests.Docker;

public sealed class DockerClientTests
{
    private static CancellationToken Stop => DockerLab.Stop;

    public static TheoryData<string> Ways => [.. DockerLab.Ways];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AContainerFromItsStartToItsEnd(string way)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        Assert.True(Version.Parse(client.ApiVersion) >= new Version(1, 41));
        Assert.Equal("linux", client.Os);

        var id = await DockerLab.CreateAsync(client, ["sh", "-c", "echo out; echo err >&2; sleep 1000"]);
        Assert.Equal("created", (await client.Containers.InspectAsync(id, Stop)).State.Status);
        await client.Containers.StartAsync(id, Stop);
        await client.Containers.StartAsync(id, Stop);
        var details = await client.Containers.InspectAsync(id, Stop);
        Assert.True(details.State.IsRunning);
        Assert.Equal(DockerLab.Image, details.Image);
        Assert.Equal("bridge", Assert.Single(details.Networks).Key);
        Assert.InRange(DateTimeOffset.UtcNow - details.State.Started!.Value, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        Assert.Contains(await client.Containers.ListAsync(all: false, [DockerLab.Label + "=1"], Stop), one => one.Id == id);
        Assert.Empty(await client.Containers.ListAsync(all: true, [DockerLab.Label + "=2"], Stop));

        await client.Containers.PauseAsync(id, Stop);
        Assert.True((await client.Containers.InspectAsync(id, Stop)).State.IsPaused);
        await client.Containers.UnpauseAsync(id, Stop);

        var lines = new List<string>();
        await foreach (var chunk in client.Containers.LogsAsync(id, new LogQuery(), Stop))
        {
            lines.Add((chunk.IsError ? "E " : "O ") + Encoding.UTF8.GetString(chunk.Data.Span).TrimEnd());
        }

        Assert.Equal(["E err", "O out"], lines.Order(StringComparer.Ordinal));
        var waiting = client.Containers.WaitAsync(id, Stop);
        await client.Containers.StopAsync(id, TimeSpan.FromSeconds(3), Stop);
        Assert.Equal(137, await waiting);
        await client.Containers.RenameAsync(id, details.Name + "x", Stop);
        Assert.Equal(id, (await client.Containers.InspectAsync(details.Name + "x", Stop)).Id);
        await client.Containers.RemoveAsync(id, force: false, volumes: true, Stop);
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.InspectAsync(id, Stop));
        Assert.Equal(("ContainerNotFound", id), (error.ErrorId, error.Target));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ACommandCarriesBytesBothWaysAndItsExitCode(string way)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        var id = await DockerLab.StartAsync(client, "sleep", "1000");
        var sent = new byte[20 * 1024 * 1024];
        Random.Shared.NextBytes(sent);
        var settings = new ExecSettings { Command = ["sh", "-c", "cat; pwd >&2; echo $WHO >&2; exit 7"], Stdin = true, WorkingDirectory = "/tmp", Environment = ["WHO=me"] };
        await using var exec = await client.Containers.ExecAsync(id, settings, Stop);
        Assert.True(await exec.GetPidAsync(Stop) > 0);
        using var received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var output = Task.Run(async () =>
        {
            var buffer = new byte[100_000];
            while (await exec.StandardOutput.ReadAsync(buffer, Stop) is > 0 and var read)
            {
                received.AppendData(buffer.AsSpan(0, read));
            }
        });
        var errors = new StreamReader(exec.StandardError).ReadToEndAsync(Stop);
        await exec.StandardInput.WriteAsync(sent, Stop);
        await exec.CloseInputAsync(Stop);
        await output;
        Assert.Equal("/tmp\nme\n", await errors);
        Assert.Equal(7, await exec.WaitForExitAsync(Stop));
        Assert.Equal(SHA256.HashData(sent), received.GetHashAndReset());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task AttachingSeesTheWholeLife(string way)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        var id = await DockerLab.CreateAsync(client, ["sh", "-c", "echo first; tr a-z A-Z"], body =>
        {
            body["OpenStdin"] = true;
            body["StdinOnce"] = true;
        });
        await using var streams = await client.Containers.AttachAsync(id, Stop);
        await client.Containers.StartAsync(id, Stop);
        await streams.StandardInput.WriteAsync("hello"u8.ToArray(), Stop);
        await streams.StandardInput.DisposeAsync();
        Assert.Equal("first\nHELLO", await new StreamReader(streams.StandardOutput).ReadToEndAsync(Stop));
        Assert.Equal(0, await client.Containers.WaitAsync(id, Stop));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ArchivesGoInAndOut(string way)
    {
        await using var lab = await DockerLab.OpenAsync(way);
        var client = await lab.ClientAsync();
        var id = await DockerLab.CreateAsync(client, ["true"]);
        var content = new byte[5 * 1024 * 1024];
        Random.Shared.NextBytes(content);
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "a file") { DataStream = new MemoryStream(content), Mode = (UnixFileMode)0x180 }, Stop);
        }

        tar.Position = 0;
        await client.Containers.PutArchiveAsync(id, "/tmp", tar, Stop);
        await using (var archive = await client.Containers.GetArchiveAsync(id, "/tmp/a file", Stop))
        {
            await using var reader = new TarReader(archive);
            var entry = await reader.GetNextEntryAsync(copyData: true, Stop);
            Assert.Equal("a file", entry!.Name);
            using var data = new MemoryStream();
            await entry.DataStream!.CopyToAsync(data, Stop);
            Assert.Equal(content, data.ToArray());
        }

        tar.Position = 0;
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.PutArchiveAsync(id, "/no/such", tar, Stop));
        Assert.Equal(DentropyErrorCategory.ObjectNotFound, error.Category);
        error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.PutArchiveAsync(id, "/tmp", new MemoryStream(Enumerable.Repeat((byte)'x', 3_000_000).ToArray()), Stop));
        Assert.Contains(error.ErrorId, (string[])["DockerFailed", "DockerRefused"]);
    }

    [Fact]
    public async Task ImagesAreSavedLoadedImportedAndNamed()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        var original = await client.Images.InspectAsync(DockerLab.Image, Stop);
        Assert.Equal(client.Architecture, original.Architecture);
        await client.Images.TagAsync(DockerLab.Image, "t-docker/copy:1", Stop);
        using var saved = new MemoryStream();
        await using (var body = await client.Images.SaveAsync(["t-docker/copy:1"], Stop))
        {
            await body.CopyToAsync(saved, Stop);
        }

        await client.Images.RemoveAsync("t-docker/copy:1", force: false, Stop);
        var error = await Assert.ThrowsAsync<DentropyException>(() => client.Images.InspectAsync("t-docker/copy:1", Stop));
        Assert.Equal("ImageNotFound", error.ErrorId);
        saved.Position = 0;
        Assert.Equal(["t-docker/copy:1"], await client.Images.LoadAsync(saved, Stop));
        Assert.Equal(original.Id, (await client.Images.InspectAsync("t-docker/copy:1", Stop)).Id);
        await client.Images.RemoveAsync("t-docker/copy:1", force: false, Stop);

        using var root = new MemoryStream();
        await using (var writer = new TarWriter(root, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "etc/"), Stop);
        }

        root.Position = 0;
        var id = await client.Images.ImportAsync(root, "t-docker/empty:1", ["CMD [\"/bin/x\"]", "LABEL a=b"], Stop);
        var made = await client.Images.InspectAsync("t-docker/empty:1", Stop);
        Assert.Equal(id, made.Id);
        Assert.Equal(["/bin/x"], made.Command);
        Assert.Equal("b", made.Labels["a"]);
        await client.Images.RemoveAsync(id, force: true, Stop);

        error = await Assert.ThrowsAsync<DentropyException>(() => client.Images.LoadAsync(new MemoryStream(new byte[700]), Stop));
        Assert.Contains(error.ErrorId, (string[])["ImageLoadFailed", "DockerFailed", "DockerRefused"]);
        error = await Assert.ThrowsAsync<DentropyException>(() => client.Images.PullAsync("nowhere.invalid/x:1", null, null, Stop));
        Assert.Equal("ImagePullFailed", error.ErrorId);
        error = await Assert.ThrowsAsync<DentropyException>(() => client.Containers.CreateAsync(null, new JsonObject { ["Image"] = "t-docker/none:3" }, null, Stop));
        Assert.Equal(("ImageNotFound", "t-docker/none:3"), (error.ErrorId, error.Target));
    }

    [Fact]
    public async Task VolumesAndNetworks()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        var labels = new Dictionary<string, string> { [DockerLab.Label] = "v" };
        var volume = await client.Volumes.CreateAsync(new VolumeSpec { Name = "t-volume", Labels = labels }, Stop);
        Assert.Equal("/var/lib/docker/volumes/t-volume/_data", volume.Mountpoint);
        Assert.Equal("t-volume", Assert.Single(await client.Volumes.ListAsync([DockerLab.Label + "=v"], Stop)).Name);
        var network = await client.Networks.CreateAsync(new JsonObject { ["Name"] = "t-network", ["Labels"] = new JsonObject { [DockerLab.Label] = "1" } }, Stop);
        var taken = await Assert.ThrowsAsync<DentropyException>(() => client.Networks.CreateAsync(new JsonObject { ["Name"] = "t-network" }, Stop));
        Assert.Equal("DockerConflict", taken.ErrorId);
        Assert.Single((await client.Networks.InspectAsync("t-network", Stop)).Subnets);

        var id = await DockerLab.CreateAsync(client, ["sleep", "1000"], body => body["HostConfig"] = new JsonObject { ["Binds"] = new JsonArray("t-volume:/data:ro") });
        await client.Networks.ConnectAsync(network, id, new JsonObject { ["Aliases"] = new JsonArray("db") }, Stop);
        await client.Containers.StartAsync(id, Stop);
        var details = await client.Containers.InspectAsync(id, Stop);
        var mount = Assert.Single(details.Mounts);
        Assert.Equal(("volume", "t-volume", "/data", false), (mount.Type, mount.Name, mount.Destination, mount.IsWritable));
        Assert.Contains("db", details.Networks["t-network"].Aliases);
        Assert.Equal([id], (await client.Networks.InspectAsync(network, Stop)).ContainerIds);
        var busy = await Assert.ThrowsAsync<DentropyException>(() => client.Volumes.RemoveAsync("t-volume", force: false, Stop));
        Assert.Equal("DockerConflict", busy.ErrorId);
        Assert.Contains((await client.System.DiskUsageAsync(Stop)).Volumes, one => one is { Name: "t-volume", Size: 0 });

        await client.Containers.RemoveAsync(id, force: true, volumes: true, Stop);
        await client.Networks.RemoveAsync(network, Stop);
        await client.Volumes.RemoveAsync("t-volume", force: false, Stop);
        Assert.Equal("VolumeNotFound", (await Assert.ThrowsAsync<DentropyException>(() => client.Volumes.InspectAsync("t-volume", Stop))).ErrorId);
        Assert.Equal("NetworkNotFound", (await Assert.ThrowsAsync<DentropyException>(() => client.Networks.InspectAsync("t-network", Stop))).ErrorId);
    }

    [Fact]
    public async Task PullsWithTheCredentialsOfThisMachine()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        await Lab.RunAsync("registry", "up");
        var registry = JsonNode.Parse(await Lab.RunAsync("registry", "status", "--json"))!;
        var (address, user, password) = ((string)registry["address"]!, (string)registry["user"]!, (string)registry["password"]!);
        var name = $"{address}/t-docker/pulled:1";
        await client.Images.TagAsync(DockerLab.Image, name, Stop);
        await Lab.ExecAsync(DockerLab.Hosts[0], $"export DOCKER_CONFIG=/tmp/push; echo {password} | docker login -u {user} --password-stdin {address} >/dev/null 2>&1; docker push {name} >/dev/null; rm -r /tmp/push");
        await client.Images.RemoveAsync(name, force: false, Stop);

        var folder = Directory.CreateTempSubdirectory("dentropy-test-").FullName;
        var before = Environment.GetEnvironmentVariable("DOCKER_CONFIG");
        Environment.SetEnvironmentVariable("DOCKER_CONFIG", folder);
        try
        {
            var refused = await Assert.ThrowsAsync<DentropyException>(() => client.Images.PullAsync(name, null, null, Stop));
            Assert.Equal("ImagePullFailed", refused.ErrorId);
            var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
            await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), new JsonObject { ["auths"] = new JsonObject { [address] = new JsonObject { ["auth"] = auth } } }.ToJsonString(), Stop);
            var steps = new List<ImageProgress>();
            await client.Images.PullAsync(name, null, new Steps(steps), Stop);
            Assert.Contains(steps, step => step.Status.StartsWith("Digest: sha256:", StringComparison.Ordinal));
            var pulled = await client.Images.InspectAsync(name, Stop);
            var digest = Assert.Single(pulled.Digests, one => one.StartsWith(address, StringComparison.Ordinal));
            await client.Images.PullAsync(digest, null, null, Stop);
            await client.Images.RemoveAsync(name, force: true, Stop);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DOCKER_CONFIG", before);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task MoreStreamsThanTheServerHasSessions()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        var id = await DockerLab.StartAsync(client, "sh", "-c", "while true; do echo line; sleep 0.1; done");
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        // sshd's MaxSessions is 10; sockets are not sessions.
        await Task.WhenAll(Enumerable.Range(0, 25).Select(async _ =>
        {
            var seen = 0;
            await foreach (var chunk in client.Containers.LogsAsync(id, new LogQuery { Follow = true }, done.Token))
            {
                if (++seen == 3)
                {
                    break;
                }
            }
        }));
        await client.Containers.RemoveAsync(id, force: true, volumes: true, Stop);
    }

    [Fact]
    public async Task EventsTellWhatHappens()
    {
        await using var lab = await DockerLab.OpenAsync();
        var client = await lab.ClientAsync();
        var since = DateTimeOffset.UtcNow;
        var filters = new Dictionary<string, IReadOnlyList<string>> { ["type"] = ["container"], ["label"] = [DockerLab.Label] };
        var id = await DockerLab.StartAsync(client, "sh", "-c", "exit 5");
        await foreach (var happened in client.System.EventsAsync(since.AddSeconds(-1), null, filters, Stop))
        {
            if (happened.ActorId == id && happened.Action == "die")
            {
                Assert.Equal("5", happened.Attributes["exitCode"]);
                break;
            }
        }
    }

    private sealed class Steps(List<ImageProgress> steps) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value) => steps.Add(value);
    }
}
