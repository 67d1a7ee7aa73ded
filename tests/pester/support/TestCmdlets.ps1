# Compiles the cmdlets that try the base classes, once a process, and imports them.
if (-not ('TestStreamCommand' -as [type])) {
    $assembly = Join-Path ([IO.Path]::GetTempPath()) "dentropy-pester-$PID/Dentropy.TestCmdlets.dll"
    $null = New-Item -ItemType Directory -Force (Split-Path $assembly)
    Add-Type -Path (Join-Path $PSScriptRoot 'TestCmdlets.cs') -OutputAssembly $assembly -OutputType Library -IgnoreWarnings -WarningAction SilentlyContinue -ReferencedAssemblies @(
        Join-Path $ModuleFolder 'Dentropy.PowerShell.dll'
        Join-Path $ModuleFolder 'Dentropy.Model.dll'
        [psobject].Assembly.Location
        'System.Runtime', 'System.Threading', 'System.Collections.Concurrent', 'System.Collections', 'netstandard', 'System.Threading.Thread', 'System.Linq.Expressions'
    )
    $null = [Reflection.Assembly]::LoadFrom($assembly)
    $null = Register-EngineEvent PowerShell.Exiting -MessageData (Split-Path $assembly) -Action { Remove-Item -Recurse -Force $Event.MessageData }
}

Import-Module -Assembly ([TestStreamCommand].Assembly)
