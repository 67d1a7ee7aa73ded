using Dentropy.Engine.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

// The environment belongs to the whole process, so these run one after another.
[Collection(nameof(CloudFolderTests))]
public sealed class CloudFolderTests : IDisposable
{
    private readonly string? _cloud = Environment.GetEnvironmentVariable("DENTROPY_CLOUD");
    private readonly string? _xdg = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");

    public CloudFolderTests()
    {
        Environment.SetEnvironmentVariable("DENTROPY_CLOUD", null);
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", null);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("DENTROPY_CLOUD", _cloud);
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", _xdg);
    }

    [Fact]
    public void The_callers_word_comes_first_and_is_made_full()
    {
        Environment.SetEnvironmentVariable("DENTROPY_CLOUD", Path.GetTempPath());
        Assert.Equal(Path.Join(Environment.CurrentDirectory, "mine"), CloudFolder.Resolve("mine/"));
        Assert.Equal(Path.Join(Environment.CurrentDirectory, "mine"), CloudFolder.Resolve("./x/../mine"));
        Assert.False(Directory.Exists(Path.Join(Environment.CurrentDirectory, "mine")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Without_it_the_environment_decides(string? nothing)
    {
        Environment.SetEnvironmentVariable("DENTROPY_CLOUD", "from-environment");
        Assert.Equal(Path.Join(Environment.CurrentDirectory, "from-environment"), CloudFolder.Resolve(nothing));
    }

    [Fact]
    public void Without_both_it_is_in_the_configuration_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The configuration folder of Windows is not the one of XDG.");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal(Path.Join(home, ".config", "dentropy"), CloudFolder.Resolve(null));
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", "/etc/conf");
        Assert.Equal("/etc/conf/dentropy", CloudFolder.Resolve(null));
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", "not/absolute");
        Assert.Equal(Path.Join(home, ".config", "dentropy"), CloudFolder.Resolve(null));
    }

    [Fact]
    public void A_tilde_is_the_home_folder()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        Assert.Equal(Path.Join(home, "cloud"), CloudFolder.Resolve("~/cloud"));
        Assert.Equal(Path.TrimEndingDirectorySeparator(home), CloudFolder.Resolve("~"));
        Assert.Equal(Path.Join(Environment.CurrentDirectory, "~cloud"), CloudFolder.Resolve("~cloud"));
    }

    [Fact]
    public void What_cannot_be_a_path_is_refused() => Errors.Of("InvalidCloudFolder", () => CloudFolder.Resolve("a\0b"));
}
