BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_DOCKER -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Apps without an engine' {
    BeforeAll {
        $Cloud = Join-Path $TestDrive cloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
        Set-Content (Join-Path $TestDrive compose.yaml) "name: shop`nservices:`n  web:`n    image: x`n    build: .`n"
    }

    It 'Deploy-DcApp refuses by name and line what it does not do, before any node is asked' {
        $failed = Get-ErrorOf { Deploy-DcApp (Join-Path $TestDrive compose.yaml) -Node gone }
        $failed.FullyQualifiedErrorId | Should -Match '^ComposeUnsupported,'
        $failed.Exception.Message | Should -Match 'line 5, services\.web\.build'
    }

    It '<_> names the node that it cannot reach' -ForEach 'Get-DcApp', 'Stop-DcApp x -Node gone', 'Get-DcAppLog x*' {
        $failed = Get-ErrorOf ([scriptblock]::Create($_))
        $failed.FullyQualifiedErrorId | Should -Contain "NodeUnreachable,Dentropy.PowerShell.Apps.$(($_ -split ' ')[0] -replace '-')Command"
        $failed.TargetObject | Should -Contain 'gone'
    }

    It 'Remove-DcApp asks' {
        (Get-Command Remove-DcApp).Parameters.ContainsKey('Confirm') | Should -BeTrue
        [Dentropy.PowerShell.Apps.RemoveDcAppCommand].GetCustomAttributes($true).Where{ $_ -is [System.Management.Automation.CmdletAttribute] }.ConfirmImpact | Should -Be 'High'
    }
}

Describe 'Apps on a lab' -Skip:$skipLab {
    BeforeAll {
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = Get-LabCloud }
        $name = 'p' + [guid]::NewGuid().ToString('N').Substring(0, 8)
        $folder = Join-Path $TestDrive $name
        $null = New-Item -ItemType Directory $folder
        Set-Content (Join-Path $folder compose.yaml) @"
services:
  web:
    image: dentropy-lab/busybox
    command: [sh, -c, "echo hello `$`$WHO; trap 'exit 0' TERM; while :; do sleep 0.1; done"]
    environment: {WHO: "`${WHO:-nobody}"}
    depends_on: [db]
    volumes: [data:/data]
    labels: {traefik.http.routers.web.rule: "Host(``shop.example.org``)"}
  db:
    image: dentropy-lab/busybox
    command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
volumes: {data: }
"@
    }

    AfterAll {
        Get-DcApp "$name*" -Node pi1 -NoSize | Remove-DcApp -RemoveVolume -Confirm:$false
    }

    It 'Deploy-DcApp -WhatIf says what it would make and makes nothing' {
        Deploy-DcApp $folder -Node pi1 -WhatIf | Should -BeNullOrEmpty
        (Get-ErrorOf { Get-DcApp $name -Node pi1 -NoSize }).FullyQualifiedErrorId | Should -Match '^AppNotFound,'
    }

    It 'Deploy-DcApp returns the app that it made' {
        $app = Deploy-DcApp $folder -Node pi1 -Variable @{ WHO = 'me' } -Wait
        $app | Should -BeOfType Dentropy.Apps.DcApp
        $app.Name, $app.Node, $app.State, $app.Kind | Should -Be $name, 'pi1', 'Running', 'Compose'
        $app.Services.Name | Should -Be 'db', 'web'
        $app.Hostnames | Should -Be 'shop.example.org'
    }

    It 'Get-DcApp shows it in a row, with and without sizes' {
        (Get-DcApp $name).Size | Should -Not -BeNullOrEmpty
        (Get-DcNode pi1 | Get-DcApp $name -NoSize).Size | Should -BeNullOrEmpty
        $shown = Get-DcApp $name -NoSize | Out-String -Width 200
        $shown -replace '\e\[[0-9;]*m' | Should -Match "(?m)^$name +pi1 +Running +db, web +1 +shop\.example\.org\s*$"
    }

    It 'Get-DcAppLog returns lines and stops early' {
        $line = Get-DcAppLog $name -Node pi1 -Service web
        "$line", $line.Service, $line.Node | Should -Be 'hello me', 'web', 'pi1'
        $line.Time | Should -BeGreaterThan ([DateTimeOffset]::Now.AddMinutes(-10))
        Get-DcAppLog $name -Since (Get-Date).AddHours(1) | Should -BeNullOrEmpty
        Get-DcAppLog $name -Until 1h | Should -BeNullOrEmpty
        (Get-DcApp $name -NoSize | Get-DcAppLog -Follow | Select-Object -First 1).Text | Should -Be 'hello me'
    }

    It 'stops, starts and restarts what comes from the pipeline' {
        (Get-DcApp $name -Node pi1 -NoSize | Stop-DcApp -WhatIf) | Should -BeNullOrEmpty
        (Get-DcApp $name -Node pi1 -NoSize | Stop-DcApp -GracePeriod 2).State | Should -Be 'Stopped'
        ([pscustomobject]@{ App = $name; Node = 'pi1' } | Start-DcApp -Wait).State | Should -Be 'Running'
        (Restart-DcApp $name -Wait -Timeout 1m).State | Should -Be 'Running'
    }

    It 'completes names that the session has seen' {
        $line = "Stop-DcApp $($name.Substring(0, 5))"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain $name
    }

    It 'a name that no node has is an error with what may have been meant' {
        $failed = Get-ErrorOf { Stop-DcApp "${name}x" -Node pi1 }
        $failed.FullyQualifiedErrorId | Should -Match '^AppNotFound,'
        $failed.Exception.Message | Should -Match "Did you mean $name\?"
    }

    It 'Remove-DcApp keeps volumes unless told otherwise' {
        Remove-DcApp $name -WhatIf
        (Get-DcApp $name -NoSize).State | Should -Be 'Running'
        Remove-DcApp $name -GracePeriod 1 -Confirm:$false | Should -BeNullOrEmpty
        Get-ErrorOf { Get-DcApp $name -NoSize } | Should -Not -BeNullOrEmpty
        (Invoke-DcClusterCommand "docker volume ls -q --filter name=$name" -Node pi1 -Sudo).Output | Should -Be "${name}_data"
        Deploy-DcApp $folder -Node pi1 | Remove-DcApp -RemoveVolume -GracePeriod 1 -Confirm:$false
        (Invoke-DcClusterCommand "docker volume ls -q --filter name=$name" -Node pi1 -Sudo).Output | Should -BeNullOrEmpty
    }
}
