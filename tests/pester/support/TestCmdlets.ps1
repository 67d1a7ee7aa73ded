# Compiles the cmdlets that try the base classes into the test's own folder, and imports them. Dot-sourced after Common.ps1.
$TestAssemblyFile = Join-Path $TestDrive 'Dentropy.TestCmdlets.dll'
Add-Type -Path (Join-Path $PSScriptRoot 'TestCmdlets.cs') -OutputAssembly $TestAssemblyFile -OutputType Library -IgnoreWarnings -WarningAction SilentlyContinue -ReferencedAssemblies @(
    Join-Path $ModuleFolder 'Dentropy.PowerShell.dll'
    Join-Path $ModuleFolder 'Dentropy.Model.dll'
    [psobject].Assembly.Location
    'System.Runtime', 'System.Threading', 'System.Collections.Concurrent', 'System.Collections', 'netstandard', 'System.Threading.Thread', 'System.Linq.Expressions'
)
$TestAssembly = [Reflection.Assembly]::LoadFrom($TestAssemblyFile)
Import-Module -Assembly $TestAssembly
