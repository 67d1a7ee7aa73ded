namespace Dentropy.Build;

// What this machine can do.
internal static class Machine
{
    // The lab is made of the kernel's namespaces, and making those takes root.
    public static bool CanRunLab => WhyNoLab is null;

    public static string? WhyNoLab =>
        !OperatingSystem.IsLinux() ? "this is not Linux, and the lab's hosts are namespaces of the Linux kernel"
        : !Environment.IsPrivilegedProcess ? "this is not root, and making the lab's hosts takes root"
        : null;

    public static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    // The runtime that runs this program lies in DOTNET/shared/Microsoft.NETCore.App/VERSION.
    public static string DotnetRoot { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    public static string Dotnet => Path.Combine(DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    // Full path of a program on the PATH, or null.
    public static string? Find(string program)
    {
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
