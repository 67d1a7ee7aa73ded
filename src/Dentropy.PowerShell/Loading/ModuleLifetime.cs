using System.Management.Automation;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Loading;

// PowerShell calls both on the pipeline thread of the runspace that imports or removes the module, -Force included.
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    public void OnImport() => EngineLoadContext.Enter();

    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        Session.CloseCurrent();
        EngineLoadContext.Leave();
    }
}
