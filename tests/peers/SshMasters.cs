using System.Runtime.CompilerServices;
using System.Text;

namespace Dentropy.Peers.Tests;

/// <summary>The ssh masters that this test process has started and not yet ended, told by a mark in the environment that they inherit.</summary>
internal static class SshMasters
{
    private const string Variable = "DENTROPY_TEST_RUN";

    [ModuleInitializer]
    public static void Mark() => Environment.SetEnvironmentVariable(Variable, Environment.ProcessId.ToString());

    public static List<int> Mine() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Where(folder => Words(folder, "cmdline").Contains("-M") && Words(folder, "environ").Contains($"{Variable}={Environment.ProcessId}"))
            .Select(folder => int.Parse(Path.GetFileName(folder))),
    ];

    private static string[] Words(string folder, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, file))).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
