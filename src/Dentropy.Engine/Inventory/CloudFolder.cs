namespace Dentropy.Engine.Inventory;

/// <summary>Finds the folder that holds a cloud: its nodes, their history, settings and trusted host keys.</summary>
public static class CloudFolder
{
    /// <summary>The environment variable that names the folder where the caller does not.</summary>
    public const string Variable = "DENTROPY_CLOUD";

    /// <summary>
    /// The folder that the caller names; else the one in <c>DENTROPY_CLOUD</c>; else <c>dentropy</c> below the user's configuration folder
    /// (<c>XDG_CONFIG_HOME</c> or <c>~/.config</c>; on Windows <c>%APPDATA%</c>). A leading <c>~</c> is the user's home. Nothing is created.
    /// </summary>
    /// <param name="cloud">What the caller asked for; null, empty or blank where it did not. A relative path starts at the process's folder.</param>
    /// <returns>A full path without a separator at its end.</returns>
    /// <exception cref="DentropyException"><c>InvalidCloudFolder</c>: the name cannot be a path, or the user has no configuration folder.</exception>
    public static string Resolve(string? cloud)
    {
        var wanted = NotBlank(cloud) ?? NotBlank(Environment.GetEnvironmentVariable(Variable)) ?? Default();
        if (wanted is "~" || wanted.StartsWith("~/", StringComparison.Ordinal) || wanted.StartsWith(@"~\", StringComparison.Ordinal))
        {
            wanted = Path.Join(Home(wanted), wanted[1..]);
        }

        try
        {
            return Path.TrimEndingDirectorySeparator(Path.GetFullPath(wanted));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or IOException)
        {
            throw new DentropyException(
                "InvalidCloudFolder",
                DentropyErrorCategory.InvalidArgument,
                wanted,
                $"'{Shown.Text(wanted)}' cannot be the cloud folder: {e.Message} Name another folder.",
                e);
        }
    }

    private static string Default()
    {
        if (OperatingSystem.IsWindows())
        {
            var roaming = NotBlank(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData));
            return Path.Join(roaming ?? throw NoHome("dentropy"), "dentropy");
        }

        // The XDG base directory specification has relative paths ignored.
        var configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        return Path.IsPathRooted(configuration)
            ? Path.Join(configuration, "dentropy")
            : Path.Join(Home("~/.config/dentropy"), ".config", "dentropy");
    }

    private static string Home(string wanted) =>
        NotBlank(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify)) ?? throw NoHome(wanted);

    private static DentropyException NoHome(string wanted) => new(
        "InvalidCloudFolder",
        DentropyErrorCategory.ObjectNotFound,
        wanted,
        $"The cloud folder '{wanted}' cannot be found because this account has no home folder. Name the folder, or set {Variable}.");

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
