BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $manifest = Import-PowerShellDataFile (Join-Path $ModuleFolder 'Dentropy.psd1')
}

Describe 'The manifest' {
    It 'is valid and exports by name, without wildcards' {
        Test-ModuleManifest (Join-Path $ModuleFolder 'Dentropy.psd1') | Should -Not -BeNullOrEmpty
        $manifest.CmdletsToExport | Should -Not -BeNullOrEmpty
        $manifest.CmdletsToExport | Should -Not -Match '\*'
        $manifest.FunctionsToExport | Should -BeNullOrEmpty
        $manifest.AliasesToExport | Should -BeNullOrEmpty
        $manifest.VariablesToExport | Should -BeNullOrEmpty
    }

    It 'exports exactly the cmdlets of the assembly' {
        $cmdlets = [Reflection.Assembly]::LoadFrom((Join-Path $ModuleFolder 'Dentropy.PowerShell.dll')).ExportedTypes |
            ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { "$($_.VerbName)-$($_.NounName)" }
        $manifest.CmdletsToExport | Sort-Object | Should -Be ($cmdlets | Sort-Object)
        (Get-Command -Module Dentropy).Name | Sort-Object | Should -Be ($cmdlets | Sort-Object)
    }

    It 'has the version of its assembly' {
        $version = [Diagnostics.FileVersionInfo]::GetVersionInfo((Join-Path $ModuleFolder 'Dentropy.PowerShell.dll'))
        $version.ProductVersion | Should -Match ('^' + [regex]::Escape($manifest.ModuleVersion) + '(\+|$)')
    }

    It 'has the engine in lib, and nothing of it at the top' {
        (Get-ChildItem $ModuleFolder -Filter *.dll).Name | Sort-Object | Should -Be 'Dentropy.Model.dll', 'Dentropy.PowerShell.dll'
        (Get-ChildItem (Join-Path $ModuleFolder 'lib')).Name | Should -Contain 'Dentropy.Engine.dll'
        (Get-ChildItem (Join-Path $ModuleFolder 'lib')).Name | Should -Not -Contain 'Dentropy.Model.dll'
    }
}

Describe 'The cmdlets' {
    BeforeDiscovery {
        . $PSScriptRoot/support/Common.ps1
        $commands = Get-Command -Module Dentropy | ForEach-Object { @{ Command = $_ } }
    }

    It '<Command> says what it puts out, and takes only types of .NET, PowerShell and the records' -ForEach $commands {
        $Command.OutputType | Should -Not -BeNullOrEmpty
        $allowed = [object].Assembly, [psobject].Assembly, [Dentropy.Nodes.DcNode].Assembly, $Command.ImplementingType.Assembly
        foreach ($parameter in $Command.Parameters.Values) {
            $type = $parameter.ParameterType
            if ($type.HasElementType) { $type = $type.GetElementType() }
            $allowed | Should -Contain $type.Assembly -Because "$($parameter.Name) is a $type"
        }
    }

    It '<Command> asks before it changes anything' -ForEach ($commands | Where-Object { $_.Command.Verb -notin 'Get', 'Test', 'Wait', 'Watch' }) {
        $Command.Parameters.Keys | Should -Contain 'WhatIf'
        $Command.Parameters.Keys | Should -Contain 'Confirm'
    }

    It '<Command> has an approved verb and a noun of ours' -ForEach $commands {
        (Get-Verb).Verb | Should -Contain $Command.Verb
        $Command.Noun | Should -MatchExactly '^Dc[A-Z]'
    }

    It '<Command> has its page and its tests' -ForEach $commands {
        Join-Path $PSScriptRoot "../../docs/cmdlets/$($Command.Name).md" | Should -Exist
        Select-String -Path (Join-Path $PSScriptRoot '*.Tests.ps1') -Pattern "\b$($Command.Name)\b" -Quiet | Should -BeTrue
    }
}

Describe 'Import and removal' {
    It 'keeps every command over a second Import-Module -Force' {
        $seen = Invoke-FreshPwsh @'
            Import-Module $ModulePath
            $null = Get-DcNode -Cloud /nowhere
            Import-Module $ModulePath -Force
            Import-Module $ModulePath -Force
            (Get-Command -Module Dentropy).Count
            @(Get-DcNode localhost).Count
'@
        $seen | Should -Be @($manifest.CmdletsToExport).Count, 1
    }

    It 'works again after Remove-Module, whether the engine was in use before or not' {
        $seen = Invoke-FreshPwsh @'
            Import-Module $ModulePath
            Remove-Module Dentropy
            (Get-Command -Module Dentropy).Count
            Import-Module $ModulePath
            @(Get-DcNode localhost).Count
            Remove-Module Dentropy
            Import-Module $ModulePath
            @(Get-DcNode localhost).Count
            (Get-Command -Module Dentropy).Count
'@
        $seen | Should -Be 0, 1, 1, @($manifest.CmdletsToExport).Count
    }

    It 'stays in use in one runspace when another removes it' {
        $seen = Invoke-FreshPwsh @'
            Import-Module $ModulePath
            $other = [powershell]::Create()
            $null = $other.AddScript("Import-Module '$ModulePath'; Remove-Module Dentropy").Invoke()
            $other.Dispose()
            @(Get-DcNode localhost).Count
'@
        $seen | Should -Be 1
    }

    It 'works in several runspaces at once' {
        $seen = Invoke-FreshPwsh @'
            $counts = 1..8 | ForEach-Object -Parallel { Import-Module $using:ModulePath; @(Get-DcNode localhost).Name } -ThrottleLimit 8
            $counts -join ' '
'@
        $seen | Should -Be ((@('localhost') * 8) -join ' ')
    }

    It 'loads neither the engine nor a library on import' {
        $seen = Invoke-FreshPwsh 'Import-Module $ModulePath; [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -join " "'
        $seen | Should -Not -Match 'Dentropy\.Engine|YamlDotNet'
        $seen | Should -Match 'Dentropy\.Model'
    }
}

Describe 'Isolation' {
    It 'uses its own YamlDotNet where somebody has loaded another one' {
        $seen = Invoke-FreshPwsh @'
            $file = Join-Path ([IO.Path]::GetTempPath()) "dentropy-pester-$PID-yaml"
            $null = New-Item -ItemType Directory -Force $file
            Add-Type -TypeDefinition 'namespace YamlDotNet.Core { public class Impostor { } }' -OutputAssembly "$file/YamlDotNet.dll"
            $impostor = [Reflection.Assembly]::LoadFrom("$file/YamlDotNet.dll")
            Import-Module $ModulePath
            $null = New-DcNode pi1 -Address 10.0.0.1 -Cloud "$file/cloud"
            (Get-DcNode pi1 -Cloud "$file/cloud").Address
            [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($impostor).Name
            Remove-Item -Recurse -Force $file
'@
        $seen | Should -Be '10.0.0.1', 'Default'
    }

    It 'leaves the default load context to others' {
        $seen = Invoke-FreshPwsh @'
            Import-Module $ModulePath
            $null = Get-DcNode localhost
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -join ' '
            $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq Dentropy
            $context.Assemblies.GetName().Name -contains 'Dentropy.Engine'
            try { [Reflection.Assembly]::Load('YamlDotNet'); 'found' } catch { 'not found' }
'@
        $seen[0] | Should -Not -Match 'Dentropy\.Engine|YamlDotNet'
        $seen[1..2] | Should -Be 'True', 'not found'
    }
}
