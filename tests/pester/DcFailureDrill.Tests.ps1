BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    function New-TestCloud {
        $cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory $cloud
        $null = New-DcNode a1 -Switch sw1 -Address 192.0.2.1 -Cloud $cloud
        $null = New-DcNode a2 -Switch sw1 -Address 192.0.2.2 -Cloud $cloud
        $null = New-DcNode b1 -Switch sw2 -Address 192.0.2.3 -Cloud $cloud
        Set-Content "$cloud/cloud.yaml" @'
topology:
  switches:
    sw1: {links: sw2}
    sw2: {}
services:
  web: {nodes: [a1, b1], check: 'tcp://{node}:80'}
  db: {nodes: [a1, a2]}
'@
        $cloud
    }
}

Describe 'Export-DcResilienceReport' {
    BeforeEach {
        $cloud = New-TestCloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).html"
    }

    It 'writes one page, the same each time' {
        Export-DcResilienceReport $path -Date 2026-11-27T12:00Z | Should -BeNullOrEmpty
        $first = Get-Content -Raw $path
        $first | Should -Match 'row-switch_3a_sw1'
        (Export-DcResilienceReport $path -Date 2026-11-27T12:00Z -Force -PassThru).FullName | Should -Be $path
        Get-Content -Raw $path | Should -BeExactly $first
    }

    It 'writes nothing for -WhatIf and replaces nothing without -Force' {
        Export-DcResilienceReport $path -WhatIf
        $path | Should -Not -Exist
        Set-Content $path mine
        (Get-ErrorOf { Export-DcResilienceReport $path }).FullyQualifiedErrorId | Should -BeLike 'ReportExists,*'
        Get-Content $path | Should -Be mine
    }

    It 'takes a path relative to the current location' {
        Push-Location $TestDrive
        try { Export-DcResilienceReport ./here.html -Level 1 } finally { Pop-Location }
        Join-Path $TestDrive here.html | Should -Exist
    }
}

Describe 'Failure drills' {
    BeforeEach {
        $cloud = New-TestCloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
    }

    It 'are planned from the inventory' {
        $drill = New-DcFailureDrill switch:sw1 -Duration 90s
        $drill | Should -BeOfType Dentropy.Resilience.DcFailureDrill
        $drill.Nodes.Node | Should -Be a1, a2
        $drill.Duration | Should -Be ([timespan] '00:01:30')
        ($drill.Services | Where-Object Service -eq web).Checks | Should -Be 'tcp://a1:80', 'tcp://b1:80'
        ($drill.Services | Where-Object Service -eq db).Survives | Should -BeFalse
        ($drill | Out-String) | Should -Match 'a1: network, a2: network'
    }

    It 'go into a file and come back' {
        $path = Join-Path $TestDrive "$([guid]::NewGuid()).yaml"
        (New-DcFailureDrill link:sw1-sw2 $path -WhatIf).Lost | Should -HaveCount 1
        $path | Should -Not -Exist
        (New-DcFailureDrill link:sw1-sw2 $path).Path | Should -Be $path
        Get-Content -Raw $path | Should -Match 'reaches: \["a2"\]'
        (Get-ErrorOf { New-DcFailureDrill switch:sw1 $path }).FullyQualifiedErrorId | Should -BeLike 'DrillFileExists,*'
        Invoke-DcFailureDrill -Path $path -WhatIf | Should -BeNullOrEmpty
    }

    It 'take objects from the pipeline' {
        (Get-DcNode a1 | New-DcFailureDrill).Nodes.Node | Should -Be a1
        (Test-DcResilience -Level 1 -NotSurvived | Select-Object -First 1 | New-DcFailureDrill).Nodes.Node | Should -Contain a1
    }

    It 'send nothing for -WhatIf, and refuse a service that is not well' {
        # Nobody answers at these addresses, so whatever is sent would end in an error about a node.
        New-DcFailureDrill switch:sw1 | Invoke-DcFailureDrill -WhatIf | Should -BeNullOrEmpty
        (Get-ErrorOf { New-DcFailureDrill switch:sw1 | Invoke-DcFailureDrill -Confirm:$false }).FullyQualifiedErrorId |
            Should -Be 'DrillServiceUnwell,Dentropy.PowerShell.Resilience.InvokeDcFailureDrillCommand'
    }

    It 'ask for each host, which takes a question in a script' {
        (Get-Command Invoke-DcFailureDrill).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false).ConfirmImpact | Should -Be High
    }

    It 'show what was predicted beside what was seen' {
        $result = [Dentropy.Resilience.DcDrillResult]@{ Service = 'web'; Lost = @(); Predicted = $true; Observed = $false; Recovered = $true; Downtime = [timespan]::FromSeconds(12.34) }
        $result.Agreed | Should -BeFalse
        ($result | Out-String) | Should -Match 'web\s+works\s+DOWN\s+NO\s+12\.3\s+yes'
    }
}
