BeforeDiscovery {
    . $PSScriptRoot/support/Common.ps1
    $commands = Get-Command -Module Dentropy | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters
    $folder = (Resolve-Path (Join-Path $PSScriptRoot ../../docs/cmdlets)).Path

    # What a page says of each parameter: a list of yaml blocks, each as a table.
    function Read-Parameters([string] $Page) {
        $text = [regex]::Match($Page, '(?s)\n## PARAMETERS\n(.*?)\n## INPUTS\n').Groups[1].Value
        $parameters = [ordered]@{}
        foreach ($part in [regex]::Split($text, '(?m)^### -') | Select-Object -Skip 1) {
            $name = ($part -split '\s', 2)[0]
            $parameters[$name] = @(foreach ($block in [regex]::Matches($part, '(?s)```yaml\n(.*?)```')) {
                $fields = @{}
                foreach ($line in $block.Groups[1].Value -split '\n' | Where-Object { $_ -match ':' }) {
                    $key, $value = $line -split ':', 2
                    $fields[$key] = $value.Trim()
                }

                $fields
            })
        }

        $parameters
    }
}

Describe 'The page of <Name>' -ForEach $commands {
    BeforeAll {
        $page = (Get-Content -Raw (Join-Path $folder "$Name.md")) -replace "`r"
        $parameters = Read-Parameters $page
    }

    It 'has the sections of the schema, in order, and none of them empty' {
        $page | Should -Match '(?s)^---\nexternal help file: Dentropy\.PowerShell\.dll-Help\.xml\nModule Name: Dentropy\nonline version:.*?\nschema: 2\.0\.0\n---\n'
        $page | Should -Match "(?m)^# $Name$"
        $sections = [regex]::Matches($page, '(?m)^## (.+)$').ForEach{ $_.Groups[1].Value }
        $sections | Should -Be 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS'
        $page | Should -Not -Match '(?m)^## .+\n+(?=## |\z)'
        $page | Should -Not -Match '\{\{|TODO|Fill in'
    }

    It 'shows each parameter set' {
        $shown = [regex]::Match($page, '(?s)\n## SYNTAX\n(.*?)\n## DESCRIPTION\n').Groups[1].Value
        [regex]::Matches($shown, '```').Count | Should -Be (2 * $Command.ParameterSets.Count)
        foreach ($set in $Command.ParameterSets | Where-Object Name -ne __AllParameterSets) {
            $shown | Should -Match "(?m)^### $($set.Name)( \(Default\))?$"
        }
    }

    It 'describes every parameter, and no other' {
        $Command.Parameters.Keys | Where-Object { $_ -notin $common } | Sort-Object | Should -Be ($parameters.Keys | Sort-Object)
    }

    It 'says of each parameter what is so' {
        foreach ($parameter in $Command.Parameters.Values | Where-Object Name -notin $common) {
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
            foreach ($block in $parameters[$parameter.Name]) {
                $because = "$Name -$($parameter.Name)"
                $sets = if ($block['Parameter Sets'] -eq '(All)') { '__AllParameterSets' } else { $block['Parameter Sets'] -split ', ' }
                $block['Type'] | Should -Be $type.Name -Because $because
                $block['Aliases'] | Should -Be ($parameter.Aliases -join ', ') -Because $because
                $wildcards = @($parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0
                $block['Accept wildcard characters'] | Should -Be "$wildcards" -Because $because
                foreach ($set in $sets) {
                    $is = $parameter.ParameterSets[$set]
                    $is | Should -Not -BeNullOrEmpty -Because "$because is in the set $set"
                    $block['Required'] | Should -Be "$($is.IsMandatory)" -Because $because
                    $block['Position'] | Should -Be ($is.Position -lt 0 ? 'Named' : "$($is.Position)") -Because $because
                    $ways = @(if ($is.ValueFromPipelineByPropertyName) { 'ByPropertyName' }; if ($is.ValueFromPipeline) { 'ByValue' })
                    $block['Accept pipeline input'] | Should -Be ($ways ? "True ($($ways -join ', '))" : 'False') -Because $because
                }
            }

            $documented = $parameters[$parameter.Name].'Parameter Sets' -replace '^\(All\)$', '__AllParameterSets' -split ', '
            $documented | Sort-Object | Should -Be ($parameter.ParameterSets.Keys | Sort-Object) -Because "$Name -$($parameter.Name)"
        }
    }

    It 'has three examples or more that PowerShell would take' {
        $examples = [regex]::Matches($page, '(?s)\n### Example (\d+): ([^\n]+)\n\n```powershell\n(.*?)```\n\n([^\n#]+)')
        $examples.Count | Should -BeGreaterOrEqual 3
        $examples.ForEach{ [int]$_.Groups[1].Value } | Should -Be (1..$examples.Count)
        foreach ($example in $examples) {
            $errors = $null
            $ast = [System.Management.Automation.Language.Parser]::ParseInput($example.Groups[3].Value, [ref]$null, [ref]$errors)
            $errors | Should -BeNullOrEmpty
            foreach ($call in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $known = Get-Command $call.GetCommandName() -ErrorAction Ignore
                if ($known.ModuleName -ne 'Dentropy') { continue }
                foreach ($used in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    $known.Parameters.Keys + $known.Parameters.Values.Aliases | Should -Contain $used.ParameterName -Because $example.Groups[2].Value
                }
            }
        }

        $examples.ForEach{ $_.Groups[3].Value } -join "`n" | Should -Match $Name
    }

    It 'links only to pages that are there' {
        foreach ($link in [regex]::Matches($page, '\]\((?!http)([^)]+)\)')) {
            if ($link.Groups[1].Value -notmatch '/about/') {
                Join-Path $folder $link.Groups[1].Value | Should -Exist
            }
        }
    }
}

Describe 'The pages' {
    It 'are those of the exported cmdlets' {
        (Get-ChildItem $folder -Filter *.md).BaseName | Sort-Object | Should -Be ((Get-Command -Module Dentropy).Name | Sort-Object)
    }
}
