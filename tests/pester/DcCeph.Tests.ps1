# A ceph command on this machine gives what a real one was recorded to say; a real cluster is in tests/peers/Storage.
BeforeDiscovery { $withoutShell = $IsWindows }

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $oldPath = $env:PATH
    $oldData = $env:XDG_DATA_HOME
    $answers = (New-Item -ItemType Directory (Join-Path $TestDrive answers)).FullName
    $bin = (New-Item -ItemType Directory (Join-Path $TestDrive bin)).FullName
    $cloud = (New-Item -ItemType Directory (Join-Path $TestDrive cloud)).FullName
    Set-Content "$TestDrive/keyring" ''
    Set-Content "$cloud/cloud.yaml" "ceph:`n  home: { nodes: localhost, keyring: '$TestDrive/keyring' }`n  away: { nodes: localhost, keyring: '$TestDrive/keyring' }"
    Set-Content "$bin/ceph" @"
#!/bin/sh
case "`$*" in
    *'health detail'*) name=HealthDetail ;;
    *'osd dump'*) name=OsdDump ;;
    *'osd tree'*) name=OsdTree ;;
    *'osd df'*) name=OsdUse ;;
    *'crush dump'*) name=Crush ;;
    *'pgs_brief'*) name=Groups ;;
    *'df detail'*) name=Use ;;
    *'mon dump'*) name=Monitors ;;
    *'mgr dump'*) name=Managers ;;
    *versions*) name=Versions ;;
    *status*) name=Status ;;
esac
cat $answers/`$name
"@
    if (-not $IsWindows) { chmod 755 "$bin/ceph" }
    $env:PATH = "${bin}:$env:PATH"
    $env:XDG_DATA_HOME = Join-Path $TestDrive data

    function Set-Answer([string] $Name, [string] $Text) { [IO.File]::WriteAllText("$answers/$Name", $Text) }

    function Reset-Answer {
        $said = Get-Content -Raw "$PSScriptRoot/../engine/Storage/Ceph/Real/16.2.15-healthy.json" | ConvertFrom-Json -AsHashtable
        foreach ($name in $said.Keys) { Set-Answer $name ($said[$name] | ConvertTo-Json -Depth 20 -Compress) }
    }

    function Set-Warning {
        $health = '{"status":"HEALTH_WARN","checks":{"OSD_DOWN":{"severity":"HEALTH_WARN","summary":{"message":"1 osds down","count":1},"detail":[{"message":"osd.2 is down"}],"muted":false}},"mutes":[]}'
        Set-Answer HealthDetail $health
        $status = Get-Content -Raw "$answers/Status" | ConvertFrom-Json -AsHashtable
        $status.health = $health | ConvertFrom-Json -AsHashtable
        Set-Answer Status ($status | ConvertTo-Json -Depth 20 -Compress)
    }
}

AfterAll {
    $env:PATH = $oldPath
    $env:XDG_DATA_HOME = $oldData
}

Describe 'Ceph' -Skip:$withoutShell {
    BeforeEach { Reset-Answer }

    It 'gives the health of each cluster in words and as an object' {
        $health = Get-DcCephHealth -Cloud $cloud
        $health.Cluster | Should -Be 'home', 'away'
        $health[0].Status | Should -Be 'Ok'
        $health[0].Monitors.Name | Should -Be 'pi1', 'pi2', 'pi3'
        $health[0].Margin.HostsUntilUnavailable | Should -Be 1
        $health[0].Notes | Should -BeNullOrEmpty
        $text = $health[0] | Out-String
        $text | Should -Match 'home: HEALTH_OK'
        $text | Should -Match 'Nothing is wrong: 3 monitors agree'
    }

    It 'says what is wrong and what to do, with details where they are asked for' {
        Set-Warning
        $health = Get-DcCephHealth home -Cloud $cloud
        $health.Status | Should -Be 'Warning'
        $health.Checks.Code | Should -Be 'OSD_DOWN'
        $health.Checks[0].IsKnown | Should -BeTrue
        $health.Checks[0].Detail | Should -BeNullOrEmpty
        (Get-DcCephHealth home -Detail -Cloud $cloud).Checks[0].Detail | Should -Be 'osd.2 is down'
        $health | Out-String | Should -Match 'Next: '
    }

    It 'takes clusters from the pipeline, and an empty pipeline asks for nothing' {
        $osds = Get-DcCephHealth home -Cloud $cloud | Get-DcCephOsd
        $osds.Name | Should -Be 'osd.0', 'osd.1', 'osd.2'
        $osds[0].CanStop | Should -BeTrue
        $osds | Out-String | Should -Match 'up, in'
        @() | Get-DcCephPool -Cloud $cloud | Should -BeNullOrEmpty
    }

    It 'gives pools and space' {
        $pool = Get-DcCephPool home -Cloud $cloud | Where-Object Name -eq lab
        $pool.FailureDomain | Should -Be 'host'
        $pool | Out-String | Should -Match '3/2'
        $space = Get-DcCephCapacity -Node localhost -Cloud $cloud
        $space.Total | Should -Be 6442450944
        $space | Out-String | Should -Match '14\.2'
    }

    It 'waits, and says what was seen last where it was in vain' {
        Set-Warning
        $failed = Get-ErrorOf { Wait-DcCephHealth home -Timeout 100ms -Cloud $cloud }
        $failed.FullyQualifiedErrorId | Should -BeLike 'CephHealthTimeout,*'
        $failed.TargetObject | Should -Be 'home'
        (Wait-DcCephHealth home -For HEALTH_WARN -Timeout 100ms -Cloud $cloud).Status | Should -Be 'Warning'
        Reset-Answer
        (Wait-DcCephHealth home -Cloud $cloud).Status | Should -Be 'Ok'
    }

    It 'stops a wait at once when the pipeline is stopped' {
        Set-Warning
        $shell = [powershell]::Create().AddScript("Import-Module '$ModulePath'; Wait-DcCephHealth home -Timeout 1h -Cloud '$cloud'")
        $running = $shell.BeginInvoke()
        Wait-Until { $shell.Streams.Progress.Count -gt 0 } | Should -BeTrue
        $shell.Stop()
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        { $shell.EndInvoke($running) } | Should -Throw
        $shell.Dispose()
    }

    It 'makes each failure an error with an id of its own' {
        (Get-ErrorOf { Get-DcCephHealth none -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'CephClusterNotFound,*'
        Set-Answer OsdDump 'oops'
        (Get-ErrorOf { Get-DcCephOsd home -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'CephAnswerInvalid,*'
        (Get-ErrorOf { Get-DcCephHealth -Cloud "$TestDrive/elsewhere" }).FullyQualifiedErrorId | Should -BeLike 'CephNotConfigured,*'
    }

    It 'completes clusters' {
        $line = "Get-DcCephHealth -Cloud '$cloud' -Cluster "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'home', 'away'
    }
}
