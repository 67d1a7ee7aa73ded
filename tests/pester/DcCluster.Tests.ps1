BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_CLOUD -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'A Serf cluster that cannot be reached' {
    BeforeAll {
        $Cloud = Join-Path $TestDrive cloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
    }

    It '<_> says so' -ForEach 'Get-DcClusterMember', 'Send-DcClusterEvent x', 'Invoke-DcClusterQuery x', 'Watch-DcCluster', 'Remove-DcClusterMember x -Confirm:$false', 'Set-DcClusterMember x -Tag a=b', 'Invoke-DcClusterCommand true -Node gone -Via Serf' {
        $failed = Get-ErrorOf ([scriptblock]::Create($_))
        $failed.FullyQualifiedErrorId | Should -Match '^SerfNotReachable,'
    }

    It '<_> with -WhatIf asks nobody' -ForEach 'Send-DcClusterEvent x', 'Invoke-DcClusterQuery x', 'Remove-DcClusterMember x', 'Invoke-DcClusterCommand true -Node gone -Via Serf' {
        Get-ErrorOf ([scriptblock]::Create("$_ -WhatIf")) | Should -BeNullOrEmpty
    }

    It 'a payload that is too large is refused before' {
        (Get-ErrorOf { Send-DcClusterEvent x ('y' * 512) }).FullyQualifiedErrorId | Should -Match '^SerfPayloadTooLarge,'
        (Get-ErrorOf { Invoke-DcClusterQuery x ('y' * 1024) }).FullyQualifiedErrorId | Should -Match '^SerfPayloadTooLarge,'
    }

    It 'a pipeline that brings nobody asks nobody' {
        Get-ErrorOf { @() | Invoke-DcClusterQuery x } | Should -BeNullOrEmpty
    }

    It 'completes nodes for -Via' {
        $line = "Get-DcClusterMember -Cloud '$Cloud' -Via g"
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'gone'
    }
}

Describe 'Views of a Serf cluster' {
    It 'show what matters in words' {
        [Dentropy.PowerShell.Formatting.DcClusterFormat]::Status('Failed') | Should -Be 'failed'
        [Dentropy.PowerShell.Formatting.DcClusterFormat]::Time([timespan]::FromMilliseconds(1.26)) | Should -Be '1.3 ms'
        [Dentropy.PowerShell.Formatting.DcClusterFormat]::Time($null) | Should -Be ''
    }
}

Describe 'A Serf cluster of the lab' -Skip:$skipLab {
    BeforeAll {
        $lab = $env:DENTROPY_LAB_SH ? $env:DENTROPY_LAB_SH : (Join-Path $PSScriptRoot '../../lab/lab.sh')
        $name = $env:DENTROPY_LAB ? $env:DENTROPY_LAB : 'lab'
        $null = & $lab serf up --name $name
        $key = (& $lab serf status --json --name $name | ConvertFrom-Json).authKey
        $Cloud = Join-Path $TestDrive lab
        Copy-Item (Get-LabCloud) $Cloud -Recurse
        Set-Content (Join-Path $Cloud serf.key) $key
        Set-Content (Join-Path $Cloud cloud.yaml) "serf: {nodes: [pi1, pi2], authKey: 'file:serf.key'}`n"
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        Wait-Until { @(Get-DcClusterMember -Status Alive).Count -ge 5 } | Should -BeTrue
    }

    # Other tests install agents of their own on these hosts.
    AfterAll {
        $null = & $lab serf down --name $name
    }

    It 'lists members, which are nodes as well' {
        $members = Get-DcClusterMember 'pi[1-3]'
        $members | Should -BeOfType Dentropy.Cluster.DcClusterMember
        $members.Name | Should -Be 'pi1', 'pi2', 'pi3'
        $members[0].Tags['role'] | Should -Be 'manager'
        ($members | Invoke-DcClusterCommand hostname).Output | Sort-Object | Should -Be 'pi1', 'pi2', 'pi3'
        (Get-DcClusterMember -Tag role=manager -Status alive -Coordinate)[0].RoundTrip | Should -BeOfType timespan
        (Get-DcNode pi2, pi3 | Get-DcClusterMember).Name | Should -Be 'pi2', 'pi3'
        @(Get-DcNode -Role nobody-has-it | Get-DcClusterMember).Count | Should -Be 0
        (Get-DcClusterMember pi1, nobody -ErrorVariable missing -ErrorAction SilentlyContinue).Name | Should -Be 'pi1'
        $missing.FullyQualifiedErrorId | Should -Be 'SerfMemberNotFound,Dentropy.PowerShell.Cluster.GetDcClusterMemberCommand'
        ($members | Out-String -Width 120) -replace '\e\[[0-9;]*m' | Should -Match 'pi1 +[\d.]+ +alive +role=manager, switch=sw1 +pi1'
    }

    It 'returns answers to a query, and an error for who is silent' {
        $answers = Invoke-DcClusterQuery load -Tag @{ role = 'worker' } -Timeout 60s
        $answers | Should -BeOfType Dentropy.Cluster.DcClusterAnswer
        $answers.Count | Should -BeGreaterOrEqual 3
        (Get-DcClusterMember pi2, pi3 | Invoke-DcClusterQuery echo 'a b' -Timeout 60s).Payload | Should -Be 'a b', 'a b'
        $failed = Get-ErrorOf { Invoke-DcClusterQuery nobody-knows -Node pi2 -Timeout 1s }
        $failed.FullyQualifiedErrorId | Should -Match '^SerfMemberSilent,'
        $failed.TargetObject | Should -Be 'pi2'
    }

    It 'sends an event, and none with -WhatIf' {
        Send-DcClusterEvent planned -WhatIf
        Send-DcClusterEvent sent v1 -Coalesce | Should -BeNullOrEmpty
        Wait-Until { (& $lab exec --name $name pi4 cat /run/lab-serf-events) -match 'sent v1' } | Should -BeTrue
        (& $lab exec --name $name pi4 cat /run/lab-serf-events) -join ' ' | Should -Not -Match 'planned'
    }

    It 'sets and removes tags' {
        Set-DcClusterMember pi3 -Tag mark=x -WhatIf
        (Set-DcClusterMember pi3 -Tag mark=y -PassThru).Tags['mark'] | Should -Be 'y'
        (Get-DcClusterMember pi3 | Set-DcClusterMember -RemoveTag mark -PassThru).Tags.ContainsKey('mark') | Should -BeFalse
        (Get-ErrorOf { Set-DcClusterMember pi99 -Tag a=b }).FullyQualifiedErrorId | Should -Match '^SerfMemberNotAlive,'
        (Get-ErrorOf { Remove-DcClusterMember pi3 -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^SerfMemberAlive,'
    }

    It 'ends a watch when the pipeline has enough' {
        $sender = Start-ThreadJob { while ($true) { & $using:lab exec --name $using:name pi3 serf event "-rpc-auth=$using:key" ping; Start-Sleep -Milliseconds 200 } }
        try {
            $happened = Watch-DcCluster user -Name ping | Select-Object -First 1
        }
        finally {
            $sender | Stop-Job -PassThru | Remove-Job -Force
        }

        $happened | Should -BeOfType Dentropy.Cluster.DcClusterEvent
        "$($happened.Type) $($happened.Name) $($happened.Via)" | Should -Be 'user ping pi1'
    }

    It 'ends a watch on Ctrl+C' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$ModulePath'; 'on'; Watch-DcCluster -Cloud '$Cloud'")
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $run = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            Wait-Until { $output.Count -gt 0 } | Should -BeTrue
            $shell.Stop()
            Wait-Until { $run.IsCompleted } | Should -BeTrue
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'runs commands where members are alive, and says why not elsewhere' {
        $null = & $lab exec --name $name pi6 sh -c 'kill -9 $(cat /run/lab-host/serf.pid)'
        try {
            Wait-Until { (Get-DcClusterMember pi6).Status -eq 'Failed' } 60 | Should -BeTrue
            $results = Invoke-DcClusterCommand hostname -Node 'pi[1,6]' -Via Serf -ErrorAction SilentlyContinue -ErrorVariable failed
            $results.Node | Should -Be 'pi1'
            $failed[0].FullyQualifiedErrorId | Should -Match '^SerfMemberNotAlive,'
            $failed[0].TargetObject | Should -Be 'pi6'
            Remove-DcClusterMember pi6 -WhatIf
            (Get-DcClusterMember pi6).Status | Should -Be 'Failed'
            Get-DcClusterMember -Status Failed | Remove-DcClusterMember -Confirm:$false
            (Get-DcClusterMember pi6).Status | Should -Be 'Left'
        }
        finally {
            $null = & $lab serf up --name $name
        }
    }
}
