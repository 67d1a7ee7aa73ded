namespace Dentropy.Engine.Inventory;

/// <summary>Finds the folder that holds a cloud: its nodes, their history, settings and trusted host keys.</summary>
public static class CloudFolder
{
    /// <summary>The environment variable that names the folder where the caller does not.</summary>
    public const string Variable = "DENTROPY_CLOUD";

    /// <summary>
    /// The folder that the caller names; else the one in <c>DENTROPY_CLOUD</c>; else <c>dentropy</c> below the user's configuration folder
    /// (<c>XDG_CONFIG_HOME</c> or <c>~/.config</c>; on Windows <c>%APPDATA%</c>). Nothing is created.
    /// </summary>
    /// <param name="cloud">What the caller asked for; null, empty or blank where it did not.</param>
    /// <returns>A full path without a separator at its end.</returns>
    /// <exception cref="DentropyException"><c>InvalidCloudFolder</c>: the name cannot be a path, or the user has no configuration folder.</exception>
    public static string Resolve(string? cloud) => throw new NotSupportedException("Being written.");
}
