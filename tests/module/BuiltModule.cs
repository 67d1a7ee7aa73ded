using System.Reflection;
using System.Runtime.Loader;
using Dentropy.Build;
using Dentropy.Build.Help;
using Dentropy.Build.Packing;

namespace Dentropy.Module.Tests;

// The module as it was built, seen without PowerShell.
internal static class BuiltModule
{
    private static readonly Lazy<IReadOnlyList<CmdletFacts>> s_cmdlets = new(Load);

    public static Repository Repository { get; } = Repository.Find();

    public static ModuleManifest Manifest { get; } = ModuleManifest.Read(Repository.Manifest);

    public static IReadOnlyList<CmdletFacts> Cmdlets => s_cmdlets.Value;

    public static TheoryData<string> CmdletNames => [.. Cmdlets.Select(cmdlet => cmdlet.Name)];

    public static string PagePath(string cmdlet) => Repository.At("docs", "cmdlets", cmdlet + ".md");

    public static CmdletFacts Cmdlet(string name) => Cmdlets.Single(cmdlet => string.Equals(cmdlet.Name, name, StringComparison.Ordinal));

    public static CommandPage Page(string cmdlet)
    {
        Assert.True(File.Exists(PagePath(cmdlet)), $"{cmdlet} has no page docs/cmdlets/{cmdlet}.md.");
        return CommandPageReader.Read(PagePath(cmdlet));
    }

    // The engine lies in lib/, where only the module's own load context looks.
    private static IReadOnlyList<CmdletFacts> Load()
    {
        var context = new AssemblyLoadContext("the built module");
        context.Resolving += (_, name) => new[] { Repository.Module, Path.Combine(Repository.Module, "lib"), AppContext.BaseDirectory }
            .Select(folder => Path.Combine(folder, name.Name + ".dll")).Where(File.Exists).Select(context.LoadFromAssemblyPath).FirstOrDefault();
        var assembly = context.LoadFromAssemblyPath(Path.Combine(Repository.Module, Manifest.RootModule));
        return [.. assembly.GetTypes().Select(CmdletFacts.Of).OfType<CmdletFacts>().OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }
}
