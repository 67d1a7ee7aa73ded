using Dentropy.Build.Help;

namespace Dentropy.Build.Targets;

internal static class BuildTarget
{
    private static readonly string[] s_quiet = ["-c", "Release", "-v", "quiet", "-nologo", "-tl:off", "-clp:ErrorsOnly;NoSummary"];

    public static async Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        Console.WriteLine("Building the module");
        await Tool.RequireDotnetAsync(
            "Building the module", cancellationToken, ["build", repository.At("src", "Dentropy.PowerShell"), "-t:AssembleModule", .. s_quiet]);
        await DocsAsync(repository, [], cancellationToken);

        Console.WriteLine("Building the command");
        await Tool.RequireDotnetAsync(
            "Building the command", cancellationToken, ["publish", repository.At("src", "Dentropy.Cli"), "-o", Path.GetDirectoryName(repository.Command)!, .. s_quiet]);
        Console.WriteLine("  module   out/Dentropy      (in PowerShell: Import-Module ./out/Dentropy)");
        Console.WriteLine("  command  out/bin/dentropy  (in a shell: out/bin/dentropy --help)");
        return 0;
    }

    // Everything, tests and all, and what 'build' leaves in out/.
    public static async Task BuildAllAsync(Repository repository, CancellationToken cancellationToken)
    {
        Console.WriteLine("Building everything");
        await Tool.RequireDotnetAsync("Building everything", cancellationToken, ["build", repository.At("Dentropy.sln"), .. s_quiet]);
        await RunAsync(repository, [], cancellationToken);
    }

    public static Task<int> DocsAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        Console.WriteLine("Writing the help");
        ModuleHelp.Write(repository, repository.ModuleHelp);
        return Task.FromResult(0);
    }
}
