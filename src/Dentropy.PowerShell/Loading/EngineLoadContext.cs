using System.Reflection;
using System.Runtime.Loader;

namespace Dentropy.PowerShell.Loading;

// Holds the engine and every third-party assembly, apart from whatever versions of them other modules have loaded.
internal sealed class EngineLoadContext(string folder) : AssemblyLoadContext("Dentropy")
{
    public const string EntryAssembly = "Dentropy.Engine";

    private static readonly Lock s_gate = new();
    private static EngineLoadContext? s_instance;
    private static int s_importers;

    // Each runspace that imports the module counts once.
    public static void Enter()
    {
        lock (s_gate)
        {
            if (s_importers++ == 0)
                Default.Resolving += Resolve;
        }
    }

    public static void Leave()
    {
        lock (s_gate)
        {
            if (s_importers > 0 && --s_importers == 0)
                Default.Resolving -= Resolve;
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The records are not in lib/: they fall through to the default context, where the cmdlets' own copy is.
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    // Answers for the engine only. A YamlDotNet that somebody else asks for is none of our business.
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        if (!string.Equals(name.Name, EntryAssembly, StringComparison.Ordinal))
            return null;
        lock (s_gate)
        {
            s_instance ??= new EngineLoadContext(Path.Combine(Path.GetDirectoryName(typeof(EngineLoadContext).Assembly.Location)!, "lib"));
            return s_instance.LoadFromAssemblyName(name);
        }
    }
}
