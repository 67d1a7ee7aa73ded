BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_DOCKER -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Routes without an engine' {
    BeforeAll {
        $Cloud = Join-Path $TestDrive cloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
        Set-Content (Join-Path $Cloud cloud.yaml) "routes:`n  npm: {type: nginx-proxy-manager, url: 'http://127.0.0.1:1', identity: me, secret: 'env:NONE'}`n"
    }

    It '<_> names the node that it cannot reach' -ForEach 'Get-DcAppRoute', 'Set-DcAppRoute x a.example.org -Node gone', 'Remove-DcAppRoute x a.example.org -Node gone -Confirm:$false' {
        $failed = Get-ErrorOf ([scriptblock]::Create($_))
        $failed.FullyQualifiedErrorId | Should -Contain "NodeUnreachable,Dentropy.PowerShell.Apps.$(($_ -split ' ')[0] -replace '-')Command"
    }

    It 'a way that is not there is an error' {
        (Get-ErrorOf { Get-DcAppRoute -Via other }).FullyQualifiedErrorId | Should -Match '^RouteProxyNotFound,'
    }

    It 'completes the ways' {
        $line = "Get-DcAppRoute -Cloud '$Cloud' -Via "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'traefik', 'npm'
    }
}

Describe 'Routes on a lab' -Skip:$skipLab {
    BeforeAll {
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = Get-LabCloud }
        $name = 'p' + [guid]::NewGuid().ToString('N').Substring(0, 8)
        $folder = Join-Path $TestDrive $name
        $null = New-Item -ItemType Directory $folder
        Set-Content (Join-Path $folder compose.yaml) @"
services:
  web:
    image: dentropy-lab/busybox
    command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
    expose: [80]
"@
        $null = Deploy-DcApp $folder -Node pi1
    }

    AfterAll {
        Get-DcApp "$name*" -Node pi1 -NoSize | Remove-DcApp -RemoveVolume -Confirm:$false
    }

    It 'Set-DcAppRoute -WhatIf -PassThru returns what would change and changes nothing' {
        $planned = Set-DcAppRoute $name "$name.example.org" -Node pi1 -CertificateResolver le -WhatIf -PassThru -WarningAction SilentlyContinue
        $planned | Should -BeOfType Dentropy.Apps.DcAppRoute
        "$($planned.Action) $($planned.Applied)" | Should -Be 'Create False'
        $planned.Changes | ForEach-Object { "$_" } | Should -Contain "+ traefik.http.routers.$name-example-org.tls.certresolver=le"
        Set-DcAppRoute $name "$name.example.org" -Node pi1 -WhatIf -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Get-DcAppRoute $name -Node pi1 | Should -BeNullOrEmpty
    }

    It 'sets a route for an app from the pipeline, once' {
        $route = Get-DcApp $name -Node pi1 -NoSize | Set-DcAppRoute -Hostname "$name.example.org" -WarningVariable warned -WarningAction SilentlyContinue
        "$($route.Action) $($route.Applied)" | Should -Be 'Create True'
        $route.Downtime | Should -BeGreaterThan ([timespan]::Zero)
        "$warned" | Should -Match 'compose file'
        (Set-DcAppRoute $name "$name.example.org" -Node pi1).Action | Should -Be 'Keep'
    }

    It 'lists and shows it' {
        $route = Get-DcNode pi1 | Get-DcAppRoute $name
        $route.App, $route.Via, $route.Service, "$route" | Should -Be $name, 'traefik', 'web', "$name.example.org"
        Set-DcAppRoute $name "www.$name.example.org" -Node pi1 -WarningAction SilentlyContinue | Out-String -Width 220 | Should -Match "Create"
    }

    It 'removes what comes from the pipeline in one go' {
        Get-DcAppRoute $name -Node pi1 | Remove-DcAppRoute -WhatIf -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-DcAppRoute $name -Node pi1).Count | Should -Be 2
        $gone = @(Get-DcAppRoute $name -Node pi1 | Remove-DcAppRoute -Confirm:$false -WarningAction SilentlyContinue)
        $gone.Count | Should -Be 1
        $gone.Hostnames | Should -Be "$name.example.org", "www.$name.example.org"
        Get-DcAppRoute $name -Node pi1 | Should -BeNullOrEmpty
        (Get-DcApp $name -Node pi1 -NoSize).State | Should -Be 'Running'
        (Get-ErrorOf { Remove-DcAppRoute $name "$name.example.org" -Node pi1 -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^AppRouteNotFound,'
    }
}
