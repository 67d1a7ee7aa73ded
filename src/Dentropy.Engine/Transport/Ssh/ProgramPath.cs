namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Finds programs as a shell would.</summary>
internal static class ProgramPath
{
    private static readonly Lazy<string?> SetsidPath = new(() => OperatingSystem.IsWindows() ? null : Find("setsid"));

    /// <summary>util-linux's setsid, which starts a program in a session of its own; null where there is none.</summary>
    public static string? Setsid => SetsidPath.Value;

    /// <summary>Full path of a program; null where it is not found.</summary>
    public static string? Find(string program)
    {
        if (program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }
}
