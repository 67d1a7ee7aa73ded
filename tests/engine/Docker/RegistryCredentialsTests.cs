using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;
using Xunit;

namespace Dentropy.Engine.Tests.Docker;

public sealed class RegistryCredentialsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-docker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Without_a_login_there_are_none()
    {
        Assert.Null(await HeaderAsync("docker.io"));
        Write("{}");
        Assert.Null(await HeaderAsync("docker.io"));
        Write("""{"auths":{"ghcr.io":{}}}""");
        Assert.Null(await HeaderAsync("ghcr.io"));
    }

    [Theory]
    [InlineData("docker.io", "https://index.docker.io/v1/")]
    [InlineData("ghcr.io", "ghcr.io")]
    [InlineData("ghcr.io", "https://ghcr.io/v2/")]
    [InlineData("registry:5000", "registry:5000")]
    public async Task Name_and_password_from_the_file(string registry, string key)
    {
        Write($$$"""{"auths":{"other":{"auth":"eDp5"},"{{{key}}}":{"auth":"{{{Convert.ToBase64String("me:pass:w?>"u8)}}}"}} }""");
        var header = await HeaderAsync(registry);
        Assert.Equal(("me", "pass:w?>"), ((string?)header!["username"], (string?)header["password"]));
    }

    [Fact]
    public async Task An_identity_token_from_the_file()
    {
        Write("""{"auths":{"ghcr.io":{"auth":"bWU6","identitytoken":"t0ken"}}}""");
        var header = await HeaderAsync("ghcr.io");
        Assert.Equal("t0ken", (string?)header!["identitytoken"]);
        Assert.Null(header["password"]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"auths\":{\"ghcr.io\":{\"auth\":\"%%%\"}}}")]
    public async Task What_cannot_be_read_is_an_error_without_the_secret(string config)
    {
        Write(config);
        var error = await Assert.ThrowsAsync<DentropyException>(() => HeaderAsync("ghcr.io"));
        Assert.Equal("RegistryCredentialsFailed", error.ErrorId);
        Assert.DoesNotContain("%%%", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_that_is_missing_is_an_error()
    {
        Write("""{"credsStore":"dentropy-none"}""");
        var error = await Assert.ThrowsAsync<DentropyException>(() => HeaderAsync("docker.io"));
        Assert.Equal("RegistryCredentialsFailed", error.ErrorId);
        Assert.Contains("docker-credential-dentropy-none", error.Message, StringComparison.Ordinal);
    }

    [UnsupportedOSPlatform("windows")]
    [Theory]
    [InlineData("""{"ServerURL":"x","Username":"me","Secret":"pw"}""", 0, "username", "me")]
    [InlineData("""{"ServerURL":"x","Username":"<token>","Secret":"tok"}""", 0, "identitytoken", "tok")]
    [InlineData("credentials not found in native keychain", 1, null, null)]
    public async Task A_helper_is_asked_for_the_server(string said, int exit, string? field, string? value)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the helper of this test is a shell script");
        var script = Path.Combine(_folder, "docker-credential-fake");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\n[ \"$1\" = get ] && [ \"$(cat)\" = ghcr.io ] || exit 9\ncat <<'END'\n{said}\nEND\nexit {exit}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Write("""{"credHelpers":{"ghcr.io":"fake"}}""");
        var header = await HeaderAsync("ghcr.io", name => Path.Combine(_folder, name));
        Assert.Equal(value, field is null ? null : (string?)header![field]);
        Assert.Equal(field is null, header is null);
    }

    [Theory]
    [InlineData("nginx", "docker.io", "nginx", "latest")]
    [InlineData("nginx:1.27", "docker.io", "nginx", "1.27")]
    [InlineData("team/app:x", "docker.io", "team/app", "x")]
    [InlineData("localhost/app", "localhost", "localhost/app", "latest")]
    [InlineData("registry:5000/app", "registry:5000", "registry:5000/app", "latest")]
    [InlineData("ghcr.io/team/app:1@sha256:ab", "ghcr.io", "ghcr.io/team/app", "sha256:ab")]
    [InlineData("index.docker.io/library/nginx", "docker.io", "index.docker.io/library/nginx", "latest")]
    public void Names_of_images(string name, string registry, string repository, string tag) =>
        Assert.Equal(new ImageReference(registry, repository, tag), ImageReference.Parse(name));

    private void Write(string config) => File.WriteAllText(Path.Combine(_folder, "config.json"), config);

    private async Task<JsonObject?> HeaderAsync(string registry, Func<string, string>? program = null)
    {
        var header = await new RegistryCredentials(_folder, program).HeaderAsync(registry, TestContext.Current.CancellationToken);
        return header is null ? null : (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(header.Replace('-', '+').Replace('_', '/'))))!;
    }
}
