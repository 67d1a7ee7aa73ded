using Dentropy.Build.Help;

namespace Dentropy.Build.Targets;

internal static class BuildTarget
{
    private static readonly string[] s_options = ["-restore", "-p:Configuration=Release", "-v:quiet", "-nologo", "-tl:off", "-clp:ErrorsOnly;NoSummary"];

    public static async Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        Console.WriteLine("Building the module");
        await Tool.RequireDotnetAsync(
            "Building the module", cancellationToken, ["msbuild", repository.At("src", "Dentropy.PowerShell"), "-t:AssembleModule", .. s_options]);
        await DocsAsync(repository, [], cancellationToken);

        Console.WriteLine("Building the command");
        var folder = Path.GetDirectoryName(repository.Command)! + Path.DirectorySeparatorChar;
        await Tool.RequireDotnetAsync(
            "Building the command", cancellationToken, ["msbuild", repository.At("src", "Dentropy.Cli"), "-t:Publish", $"-p:PublishDir={folder}", .. s_options]);
        Console.WriteLine("  module   out/Dentropy      (in PowerShell: Import-Module ./out/Dentropy)");
        Console.WriteLine("  command  out/bin/dentropy  (in a shell: out/bin/dentropy --help)");
        return 0;
    }

    // Everything, tests and all, what 'build' leaves in out/, and the package.
    public static async Task BuildAllAsync(Repository repository, CancellationToken cancellationToken)
    {
        Console.WriteLine("Building everything");
        await Tool.RequireDotnetAsync("Building everything", cancellationToken, ["msbuild", repository.At("Dentropy.sln"), .. s_options]);
        await PackTarget.RunAsync(repository, [], cancellationToken);
    }

    public static Task<int> DocsAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        Console.WriteLine("Writing the help");
        ModuleHelp.Write(repository, repository.ModuleHelp);
        return Task.FromResult(0);
    }
}
