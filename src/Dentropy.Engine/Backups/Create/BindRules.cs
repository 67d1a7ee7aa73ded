using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Which paths of a node may go into a backup.</summary>
internal static class BindRules
{
    // What belongs to the machine and not to the app, in itself or with all below it.
    private static readonly string[] s_alone = ["/", "/usr", "/etc", "/var", "/var/lib", "/home", "/root", "/opt", "/srv", "/mnt", "/media", "/tmp", "/bin", "/sbin", "/lib", "/lib64"];
    private static readonly string[] s_below = ["/proc", "/sys", "/dev", "/run", "/var/run", "/boot", "/lib/modules", "/usr/lib/modules"];
    private static readonly string[] s_files = ["/etc/localtime", "/etc/timezone", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/machine-id", "/etc/passwd", "/etc/group", "/etc/shadow"];

    /// <summary>Why a path may not go into a backup; null where it may.</summary>
    public static string? Problem(string path, string engineFolder)
    {
        var plain = path.Length > 1 ? path.TrimEnd('/') : path;
        if (plain.EndsWith(".sock", StringComparison.Ordinal))
            return "it is a socket";
        if (s_alone.Contains(plain, StringComparer.Ordinal) || s_files.Contains(plain, StringComparer.Ordinal))
            return "it belongs to the machine and not to the app";
        if (s_below.FirstOrDefault(one => Below(plain, one)) is { } system)
            return $"{system} belongs to the machine and not to the app";
        return engineFolder.Length > 0 && (Below(plain, engineFolder) || Below(engineFolder, plain)) ? $"the engine keeps its own files in {engineFolder}" : null;
    }

    /// <summary>Whether a path is asked for, and whether by its exact name.</summary>
    public static (bool Asked, bool Exactly) Match(string path, IReadOnlyList<string> patterns) => (
        patterns.Any(pattern => Same(pattern, path) || NodePattern.Parse(pattern).Matches(path)),
        patterns.Any(pattern => Same(pattern, path)));

    private static bool Same(string pattern, string path) => pattern.TrimEnd('/') == path.TrimEnd('/');

    private static bool Below(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
