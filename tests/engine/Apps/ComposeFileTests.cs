using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Apps.Compose;
using Dentropy.Engine.Apps.Deploy;
using Xunit;

namespace Dentropy.Engine.Tests.Apps;

public sealed class ComposeFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dentropy-compose-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_service_becomes_the_body_of_a_create_request()
    {
        Write(".env", "TAG=1.2\n");
        Write("extra.env", "ONE=file\nTWO=file\n");
        var project = Read(
            """
            name: shop
            x-base: &base
              restart: unless-stopped
              environment: {SHARED: yes}
            services:
              web:
                <<: *base
                image: shop/web:${TAG}
                command: serve --port 80 "a b"
                entrypoint: [/init, "--"]
                env_file: extra.env
                environment: [TWO=inline, "THREE=a=b", TAG]
                user: "1000:1000"
                working_dir: /srv
                hostname: web
                init: true
                read_only: true
                stop_signal: INT
                stop_grace_period: 1m
                cap_add: [NET_ADMIN]
                cap_drop: ALL
                dns: 1.1.1.1
                extra_hosts: ["db.lan=10.0.0.5", "v6:[::1]"]
                devices: ["/dev/ttyUSB0:/dev/zigbee"]
                sysctls: {net.core.somaxconn: 1024}
                ulimits: {nproc: 10, nofile: {soft: 20, hard: 40}}
                shm_size: 64m
                mem_limit: 1g
                cpus: 1.5
                tmpfs: [/run, "/tmp:size=10m"]
                logging: {driver: json-file, options: {max-size: 10m}}
                healthcheck: {test: curl localhost, interval: 10s, timeout: 1s, retries: 3, start_period: 1m}
                labels: [a=1, b]
            """,
            name: null);
        var body = Body(project, "web");
        Assert.Equal("shop", project.Name);
        Assert.Equal("shop/web:1.2", (string?)body["Image"]);
        Assert.Equal("""["serve","--port","80","a b"]""", body["Cmd"]!.ToJsonString());
        Assert.Equal("""["/init","--"]""", body["Entrypoint"]!.ToJsonString());
        Assert.Equal("""["ONE=file","TAG=1.2","THREE=a=b","TWO=inline"]""", body["Env"]!.ToJsonString());
        Assert.Equal("""{"Test":["CMD-SHELL","curl localhost"],"Interval":10000000000,"Timeout":1000000000,"Retries":3,"StartPeriod":60000000000}""", body["Healthcheck"]!.ToJsonString());
        Assert.Equal(60, (int?)body["StopTimeout"]);
        var host = (JsonObject)body["HostConfig"]!;
        Assert.Equal("unless-stopped", (string?)host["RestartPolicy"]!["Name"]);
        Assert.Equal("""["db.lan:10.0.0.5","v6:::1"]""", host["ExtraHosts"]!.ToJsonString());
        Assert.Equal("""[{"PathOnHost":"/dev/ttyUSB0","PathInContainer":"/dev/zigbee","CgroupPermissions":"rwm"}]""", host["Devices"]!.ToJsonString());
        Assert.Equal("""[{"Name":"nproc","Soft":10,"Hard":10},{"Name":"nofile","Soft":20,"Hard":40}]""", host["Ulimits"]!.ToJsonString());
        Assert.Equal((67108864L, 1073741824L, 1500000000L), ((long?)host["ShmSize"], (long?)host["Memory"], (long?)host["NanoCpus"]));
        Assert.Equal("""{"/run":"","/tmp":"size=10m"}""", host["Tmpfs"]!.ToJsonString());
        Assert.Equal("""["ALL"]""", host["CapDrop"]!.ToJsonString());
        Assert.Equal("shop_default", (string?)host["NetworkMode"]);
        Assert.Equal("""{"shop_default":{"Aliases":["web"]}}""", body["NetworkingConfig"]!["EndpointsConfig"]!.ToJsonString());
        var labels = (JsonObject)body["Labels"]!;
        Assert.Equal(("1", "", "shop", "web", "1", "False"), ((string?)labels["a"], (string?)labels["b"], (string?)labels["com.docker.compose.project"], (string?)labels["com.docker.compose.service"], (string?)labels["com.docker.compose.container-number"], (string?)labels["com.docker.compose.oneoff"]));
        Assert.Equal(64, ((string?)labels["com.docker.compose.config-hash"])!.Length);
    }

    [Theory]
    [InlineData("80", """{"80/tcp":[{"HostIp":"","HostPort":""}]}""")]
    [InlineData("8080:80", """{"80/tcp":[{"HostIp":"","HostPort":"8080"}]}""")]
    [InlineData("127.0.0.1:53:53/udp", """{"53/udp":[{"HostIp":"127.0.0.1","HostPort":"53"}]}""")]
    [InlineData("[::1]:1-2:3-4", """{"3/tcp":[{"HostIp":"::1","HostPort":"1"}],"4/tcp":[{"HostIp":"::1","HostPort":"2"}]}""")]
    [InlineData("8000-8010:80", """{"80/tcp":[{"HostIp":"","HostPort":"8000-8010"}]}""")]
    [InlineData("{target: 80, published: \"81\", host_ip: 10.0.0.1, protocol: udp}", """{"80/udp":[{"HostIp":"10.0.0.1","HostPort":"81"}]}""")]
    public void Ports_short_and_long(string port, string expected)
    {
        var written = port.StartsWith('{') ? port : $"\"{port}\"";
        Assert.Equal(expected, Body(Read($"services: {{a: {{image: x, ports: [{written}]}}}}"), "a")["HostConfig"]!["PortBindings"]!.ToJsonString());
    }

    [Theory]
    [InlineData("data:/d:ro", """{"Mounts":[{"Type":"volume","Source":"app_data","ReadOnly":true,"Target":"/d"}]}""")]
    [InlineData("/d", """{"Mounts":[{"Type":"volume","Target":"/d"}]}""")]
    [InlineData("/srv/x/:/d:ro,Z", """{"Binds":["/srv/x:/d:ro,Z"]}""")]
    [InlineData("./conf/../c:/d", """{"Binds":["/opt/app/c:/d"]}""")]
    [InlineData("{type: bind, source: /s, target: /d, bind: {create_host_path: false, propagation: rslave}}", """{"Mounts":[{"Type":"bind","Source":"/s","ReadOnly":false,"BindOptions":{"Propagation":"rslave"},"Target":"/d"}]}""")]
    [InlineData("{type: volume, source: data, target: /d, volume: {nocopy: true, subpath: s}}", """{"Mounts":[{"Type":"volume","ReadOnly":false,"Source":"app_data","VolumeOptions":{"NoCopy":true,"Subpath":"s"},"Target":"/d"}]}""")]
    [InlineData("{type: tmpfs, target: /d, tmpfs: {size: 1m, mode: 1777}}", """{"Mounts":[{"Type":"tmpfs","TmpfsOptions":{"SizeBytes":1048576,"Mode":1023},"Target":"/d"}]}""")]
    public void Volumes_short_and_long(string volume, string expected)
    {
        var host = (JsonObject)Body(Read($"services: {{a: {{image: x, volumes: [{(volume.StartsWith('{') ? volume : $"\"{volume}\"")}]}}}}\nvolumes: {{data: }}", projectFolder: "/opt/app"), "a")["HostConfig"]!;
        host.Remove("NetworkMode");
        Assert.Equal(expected, host.ToJsonString());
    }

    [Fact]
    public void Networks_volumes_and_their_names()
    {
        var project = Read(
            """
            services:
              a:
                image: x
                networks:
                  back: {aliases: [api], ipv4_address: 10.9.0.5, priority: 10}
                  out:
                volumes: ["ext:/e", "nfs:/n"]
            networks:
              back: {internal: true, driver: bridge, ipam: {config: [{subnet: 10.9.0.0/24, gateway: 10.9.0.1}]}, labels: {k: v}}
              out: {external: true, name: proxy}
              unused:
            volumes:
              ext: {external: true}
              nfs: {driver: local, driver_opts: {type: nfs, o: "addr=10.0.0.1", device: ":/x"}, name: shared}
              unused:
            """);
        Assert.Equal(["back", "out"], project.Networks.Keys.Order());
        Assert.Equal("""{"Internal":true,"Driver":"bridge","IPAM":{"Config":[{"Subnet":"10.9.0.0/24","Gateway":"10.9.0.1"}]},"Labels":{"k":"v"}}""", project.Networks["back"].Body.ToJsonString());
        Assert.Equal(("proxy", true), (project.Networks["out"].Name, project.Networks["out"].External));
        Assert.Equal(["ext", "nfs"], project.Volumes.Keys.Order());
        Assert.Equal(("ext", true), (project.Volumes["ext"].Name, project.Volumes["ext"].External));
        Assert.Equal(("shared", "nfs"), (project.Volumes["nfs"].Name, project.Volumes["nfs"].Options["type"]));
        var body = Body(project, "a");
        Assert.Equal("app_back", (string?)body["HostConfig"]!["NetworkMode"]);
        Assert.Equal("""{"app_back":{"Aliases":["a","api"],"IPAMConfig":{"IPv4Address":"10.9.0.5"}}}""", body["NetworkingConfig"]!["EndpointsConfig"]!.ToJsonString());
    }

    [Fact]
    public void Services_are_sorted_by_what_they_depend_on_and_profiles_are_off_unless_asked_for()
    {
        const string Text = """
            services:
              web: {image: x, depends_on: {db: {condition: service_healthy, restart: true}, migrate: {condition: service_completed_successfully}, gone: {condition: service_started, required: false}}}
              migrate: {image: x, depends_on: [db]}
              db: {image: x}
              admin: {image: x, profiles: [tools], network_mode: "service:web"}
            """;
        var project = Read(Text);
        Assert.Equal(["db", "migrate", "web"], project.Services.Select(service => service.Name));
        Assert.Equal(["admin"], project.Disabled);
        Assert.Equal("db:service_healthy:true,migrate:service_completed_successfully:false", (string?)Body(project, "web")["Labels"]!["com.docker.compose.depends_on"]);
        Assert.Equal(["db", "migrate", "web", "admin"], Read(Text, profiles: ["tools"]).Services.Select(service => service.Name));
    }

    [Fact]
    public void Secrets_and_configs_come_from_files_variables_and_the_file_itself()
    {
        Write("secret.txt", "from file");
        var project = Read(
            """
            services:
              a:
                image: x
                secrets: [one, {source: two, target: deep, mode: 0400, uid: "5", gid: "6"}]
                configs: [conf, {source: conf, target: /etc/app/conf.d/x}]
            secrets:
              one: {file: ./secret.txt}
              two: {environment: FROM}
            configs:
              conf: {content: "port=${PORT:-80}"}
            """,
            ("FROM", "from variable"));
        var files = project.Services[0].Files;
        Assert.Equal(
            ["/run/secrets/one 292 0 0 from file", "/run/secrets/deep 256 5 6 from variable", "/conf 292 0 0 port=80", "/etc/app/conf.d/x 292 0 0 port=80"],
            files.Select(file => $"{file.Target} {file.Mode} {file.User} {file.Group} {Encoding.UTF8.GetString(file.Content.Span)}"));
        Assert.Equal("""["/run/secrets/one","/run/secrets/deep","/conf","/etc/app/conf.d/x"]""", (string?)Body(project, "a")["Labels"]!["dentropy.files"]);
    }

    [Theory]
    [InlineData("build: .", "build")]
    [InlineData("extends: {service: b}", "extends")]
    [InlineData("deploy: {placement: {constraints: [x]}}", "placement")]
    [InlineData("deploy: {mode: global}", "mode")]
    [InlineData("credential_spec: {file: x}", "credential_spec")]
    [InlineData("post_start: [{command: x}]", "post_start")]
    [InlineData("links: [\"b:alias\"]", "links")]
    [InlineData("pull_policy: build", "pull_policy")]
    [InlineData("volumes: [{type: npipe, source: a, target: /b}]", "npipe")]
    [InlineData("read_only: true\n    secrets: [s]", "read_only")]
    [InlineData("tmpfs: /run\n    secrets: [s]", "/run/secrets/s")]
    public void What_is_not_done_is_refused_by_name_and_line(string key, string named)
    {
        var e = Assert.Throws<DentropyException>(() => Read($"services:\n  b: {{image: x}}\n  a:\n    image: x\n    {key}\nsecrets: {{s: {{content: x}}}}"));
        Assert.Equal("ComposeUnsupported", e.ErrorId);
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.Matches("line [3-6]", e.Message);
    }

    [Fact]
    public void Everything_that_is_refused_is_said_at_once()
    {
        var e = Assert.Throws<DentropyException>(() => Read("include: [b.yaml]\nservices:\n  a: {image: x, build: ., isolation: x}"));
        Assert.Equal("ComposeUnsupported", e.ErrorId);
        foreach (var part in new[] { "line 1, include", "line 3, services.a.build", "line 3, services.a.isolation" })
            Assert.Contains(part, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services:\n  a:\n    imgae: x", 3, "imgae")]
    [InlineData("services:\n  a:\n    image: x\n    image: y", 4, "twice")]
    [InlineData("services:\n  a: {}", 2, "image is missing")]
    [InlineData("services: {}", 1, "no services")]
    [InlineData("services:\n  a:\n    image: x\n    ports:\n      - \"80:90000\"", 5, "no port")]
    [InlineData("services:\n  a:\n    image: x\n    ports:\n      - 1-3:1-2", 5, "3 ports")]
    [InlineData("services:\n  a:\n    image: x\n    volumes:\n      - data:/d", 5, "no volume 'data'")]
    [InlineData("services:\n  a:\n    image: x\n    volumes:\n      - /a:d", 5, "no absolute path")]
    [InlineData("services:\n  a:\n    image: x\n    volumes: [\"/a:/d\", \"/b:/d/\"]", 4, "mounted twice")]
    [InlineData("services:\n  a:\n    image: x\n    networks: [n]", 4, "no network 'n'")]
    [InlineData("services:\n  a:\n    image: x\n    depends_on: [b]", 2, "no service 'b'")]
    [InlineData("services:\n  a:\n    image: x\n    depends_on: [a]", 2, "circle")]
    [InlineData("services:\n  a:\n    image: x\n    restart: sometimes", 4, "restart policy")]
    [InlineData("services:\n  a:\n    image: x\n    healthcheck: {interval: 10}", 4, "no duration")]
    [InlineData("services:\n  a:\n    image: ${MUST:?be set}", 3, "MUST must be set: be set")]
    [InlineData("services:\n  a:\n    image: x\n    secrets: [s]", 4, "no 's'")]
    [InlineData("services:\n  a:\n    image: x\n    env_file: gone.env", 4, "gone.env")]
    [InlineData("services:\n  a:\n    image: x\n    container_name: c\n    scale: 2", 2, "container_name")]
    [InlineData("services:\n  a:\n    image: x\n    network_mode: host\n    networks: [default]", 2, "exclude")]
    [InlineData("services:\n  a:\n    image: x\n    command: \"'open\"", 4, "not closed")]
    [InlineData("services: [", 2, "YAML")]
    [InlineData("- a", 1, "no compose file")]
    public void What_is_wrong_is_named_with_its_line(string text, int line, string problem)
    {
        var e = Assert.Throws<DentropyException>(() => Read(text));
        Assert.Equal("ComposeInvalid", e.ErrorId);
        Assert.Contains($"line {line}", e.Message, StringComparison.Ordinal);
        Assert.Contains(problem.Replace("no duration", "not a duration", StringComparison.Ordinal), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Relative_paths_of_another_node_need_to_be_told_where_they_start()
    {
        const string Text = "services: {a: {image: x, volumes: [\"./d:/d\"]}}";
        Assert.Contains("-ProjectFolder", Assert.Throws<DentropyException>(() => Read(Text)).Message, StringComparison.Ordinal);
        Assert.Equal($"""["{_folder.FullName}/d:/d"]""", Body(Read(Text, local: true), "a")["HostConfig"]!["Binds"]!.ToJsonString());
    }

    [Fact]
    public void A_name_comes_from_the_option_the_variable_the_file_or_the_folder()
    {
        const string Text = "name: in-file\nservices: {a: {image: x}}";
        Assert.Equal("in-file", Read(Text, name: null).Name);
        Assert.Equal("given", Read(Text, name: "given").Name);
        Assert.Equal("variable", Read(Text, name: null, variables: [("COMPOSE_PROJECT_NAME", "variable")]).Name);
        Assert.Equal(_folder.Name.ToLowerInvariant(), Read("services: {a: {image: x}}", name: null).Name);
        Assert.Equal("InvalidAppName", Assert.Throws<DentropyException>(() => Read(Text, name: "Not A Name")).ErrorId);
    }

    [Fact]
    public void A_folder_means_the_file_in_it_unless_a_second_one_lies_over_it()
    {
        Write("docker-compose.yml", "services: {a: {image: x}}");
        Assert.EndsWith("docker-compose.yml", ComposeFileReader.Read(new ComposeSettings { Path = _folder.FullName, Name = "n" }).File, StringComparison.Ordinal);
        Write("docker-compose.override.yml", "services: {a: {image: y}}");
        Assert.Equal("ComposeUnsupported", Assert.Throws<DentropyException>(() => ComposeFileReader.Read(new ComposeSettings { Path = _folder.FullName, Name = "n" })).ErrorId);
        Assert.Equal("ComposeFileNotFound", Assert.Throws<DentropyException>(() => ComposeFileReader.Read(new ComposeSettings { Path = _folder.FullName + "/none" })).ErrorId);
    }

    [Fact]
    public void The_checksum_follows_what_a_container_is_made_from_and_nothing_else()
    {
        const string Text = "services: {a: {image: x, user: u, tty: true, environment: {A: 1, B: 2}, labels: {l: m}, secrets: [s]}}\nsecrets: {s: {content: one}}";
        var hash = Hash(Text);
        Assert.Equal(hash, Hash("# comment\nservices: {a: {labels: {l: m}, tty: true, secrets: [s], environment: [B=2, A=1], user: u, image: x}}\nsecrets: {s: {content: one}}"));
        Assert.NotEqual(hash, Hash(Text.Replace("A: 1", "A: 3", StringComparison.Ordinal)));
        Assert.NotEqual(hash, Hash(Text.Replace("content: one", "content: two", StringComparison.Ordinal)));
        Assert.NotEqual(hash, Hash(Text.Replace("image: x", "image: y", StringComparison.Ordinal)));
        Assert.NotEqual(hash, Hash(Text.Replace("l: m", "l: n", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_variable_that_is_not_set_is_a_warning() =>
        Assert.Contains("UNSET_ONE", Assert.Single(Read("services: {a: {image: \"x${UNSET_ONE}\"}}").Warnings), StringComparison.Ordinal);

    private string Hash(string text)
    {
        var project = Read(text);
        return ServiceBody.Hash(project, project.Services[0]);
    }

    private static JsonObject Body(ComposeProject project, string service) =>
        ServiceBody.Make(project, project.Services.Single(one => one.Name == service), 1, image: null, new Dictionary<string, List<string>>());

    private ComposeProject Read(string text, params (string, string)[] variables) => Read(text, "app", variables: variables);

    private ComposeProject Read(string text, string? name = "app", string? projectFolder = null, bool local = false, string[]? profiles = null, (string, string)[]? variables = null)
    {
        Write("compose.yaml", text);
        return ComposeFileReader.Read(new ComposeSettings
        {
            Path = Path.Combine(_folder.FullName, "compose.yaml"),
            Name = name,
            ProjectFolder = projectFolder,
            IsLocal = local,
            Profiles = profiles ?? [],
            Variables = (variables ?? []).ToDictionary(one => one.Item1, one => one.Item2),
        });
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
