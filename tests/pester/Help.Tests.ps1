BeforeDiscovery {
    . $PSScriptRoot/support/Common.ps1
    $commands = Get-Command -Module Dentropy | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Get-Help <Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name
        $help = Get-Help $Name -Full
    }

    It 'has a synopsis, a description and examples with a sentence each' {
        # Without a help file the synopsis is the syntax.
        $help.Synopsis | Should -Not -Match ([regex]::Escape($Name) + ' \[')
        $help.Description.Text | Should -Not -BeNullOrEmpty
        $help.Examples.Example.Count | Should -BeGreaterOrEqual 3
        foreach ($example in $help.Examples.Example) {
            $example.Code | Should -Match $Name
            "$($example.Remarks.Text)".Trim() | Should -Not -BeNullOrEmpty
        }
    }

    It 'has a syntax for each parameter set' {
        @($help.Syntax.SyntaxItem).Count | Should -Be $command.ParameterSets.Count
    }

    It 'shows each parameter as it is' {
        $common = [System.Management.Automation.PSCmdlet]::CommonParameters
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -notin $common) {
            $shown = @(Get-Help $Name -Parameter $parameter.Name)
            $shown.Count | Should -Be 1 -Because "-$($parameter.Name) is documented once"
            "$($shown.Description.Text)".Trim() | Should -Not -BeNullOrEmpty -Because "-$($parameter.Name) needs a sentence"
            $aliases = $parameter.Aliases ? ($parameter.Aliases | Sort-Object) -join ', ' : 'none'
            (($shown.Aliases -split ', ' | Sort-Object) -join ', ') | Should -Be $aliases
        }
    }

    It 'comes out as text for every view' {
        foreach ($view in @{ Full = $true }, @{ Detailed = $true }, @{ Examples = $true }) {
            $text = Get-Help $Name @view | Out-String
            $text | Should -Match $Name
            $text | Should -Not -Match '\{\{|@\{Text='
        }
    }
}

Describe 'Topics' {
    It '<_> is found, with its synopsis' -ForEach 'about_Dentropy_Nodes', 'about_Dentropy_ClusterCommands' {
        Get-Help $_ | Out-String | Should -Match 'LONG DESCRIPTION'
        @(Get-Help 'about_Dentropy*' | Where-Object Name -eq $_).Synopsis | Should -Not -BeNullOrEmpty
    }
}
