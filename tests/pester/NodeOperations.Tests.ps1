BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_CLOUD -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Node operations on this machine' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
    }

    It 'Test-DcNode looks at localhost' {
        $test = Test-DcNode localhost
        $test | Should -BeOfType Dentropy.Nodes.DcNodeTest
        $test.Node, $test.Reachable | Should -Be 'localhost', $true
        $test.Uptime | Should -BeGreaterThan 0
        $test.Disks | Should -Not -BeNullOrEmpty
    }

    It 'Test-DcNode reports what it cannot reach as a result, and not as an error' {
        $test = Get-DcNode gone | Test-DcNode -ErrorVariable failed
        $test.Healthy, $test.Reachable | Should -Be $false, $false
        $test.Failure.ErrorId | Should -Be 'NodeUnreachable'
        $failed | Should -BeNullOrEmpty
        Test-DcNode gone -Quiet | Should -Be $false
    }

    It 'Test-DcNode takes its limits' {
        (Test-DcNode localhost -MaxDiskUsedPercent 0 -NoSudo).Problems | Should -Not -BeNullOrEmpty
        { Test-DcNode localhost -Timeout 0 } | Should -Throw -ErrorId 'InvalidLimit,*'
    }

    It '<Verb>-DcNode reports a node that it cannot reach' -ForEach @{ Verb = 'Restart' }, @{ Verb = 'Stop' } {
        $result = & "$Verb-DcNode" gone -ErrorAction SilentlyContinue -ErrorVariable failed
        $result.Status | Should -Be 'Failed'
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        $failed.TargetObject | Should -Be 'gone'
    }

    It '<Verb>-DcNode asks nothing of anybody under -WhatIf, but checks its limits' -ForEach @{ Verb = 'Restart' }, @{ Verb = 'Stop' } {
        & "$Verb-DcNode" gone -WhatIf | Should -BeNullOrEmpty
        { & "$Verb-DcNode" gone -Timeout 0 -WhatIf } | Should -Throw -ErrorId 'InvalidLimit,*'
    }

    It 'Restart-DcNode leaves the rest alone after a failure' {
        $null = New-DcNode gone2 -Address 127.0.0.1 -Port 1
        $results = Get-DcNode | Restart-DcNode -ErrorAction SilentlyContinue -ErrorVariable failed
        $results.Status | Should -Be 'Failed', 'Skipped'
        $failed.TargetObject | Should -Be 'gone'
        (Get-DcNode | Restart-DcNode -ContinueOnFailure -ErrorAction SilentlyContinue).Status | Should -Be 'Failed', 'Failed'
        (Get-DcNode | Restart-DcNode -Wait:$false -ErrorAction SilentlyContinue).Status | Should -Be 'Failed', 'Failed'
    }
}

Describe 'Node operations on a lab' -Skip:$skipLab {
    BeforeAll {
        $cloud = Get-LabCloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
        $last = (Get-DcNode)[-2..-1]
        function Get-BootId([string] $Name) { (Invoke-DcClusterCommand 'cat /proc/sys/kernel/random/boot_id' -Node $Name).Output }
        function Invoke-Lab { & (Join-Path $PSScriptRoot ../../lab/lab.sh) @args --dir (Split-Path (Split-Path $cloud)) --name (Split-Path -Leaf (Split-Path $cloud)) }
    }

    It 'Test-DcNode finds every node well' {
        $tests = Get-DcNode | Test-DcNode -MaxDiskUsedPercent 100 -MinMemoryAvailablePercent 0
        $tests.Node | Sort-Object | Should -Be ((Get-DcNode).Name | Sort-Object)
        foreach ($test in $tests) {
            $test.Problems | Should -BeNullOrEmpty
            $test.Reachable, $test.HostKeyKnown, $test.KeyAccepted | Should -Be $true, $true, $true
        }

        Get-DcNode | Test-DcNode -Quiet -MaxDiskUsedPercent 100 -MinMemoryAvailablePercent 0 | Should -Not -Contain $false
    }

    It 'Test-DcNode says that a host key is not known' {
        $fresh = Join-Path $TestDrive fresh
        $null = New-DcNode new -Address $last[0].Address -User $last[0].User -IdentityFile $last[0].IdentityFile -Cloud $fresh
        $test = Test-DcNode new -Cloud $fresh
        $test.Reachable, $test.HostKeyKnown, $test.Healthy | Should -Be $true, $false, $false
    }

    It 'Restart-DcNode restarts one node after the other and waits until each is back' {
        $before = $last.Name | ForEach-Object { Get-BootId $_ }
        $results = $last | Restart-DcNode -Timeout 2m
        $results.Node | Should -Be $last.Name
        $results.Status | Should -Be 'Done', 'Done'
        $results.BootIdBefore | Should -Be $before
        $results.BootIdAfter | Should -Be ($last.Name | ForEach-Object { Get-BootId $_ })
        $results.BootIdAfter[0] | Should -Not -BeIn $before
    }

    It 'Restart-DcNode restarts nothing under -WhatIf' {
        $before = Get-BootId $last[0].Name
        $last | Restart-DcNode -WhatIf
        Get-BootId $last[0].Name | Should -Be $before
    }

    It 'Stop-DcNode stops a node and waits until it is off' {
        $name = $last[1].Name
        try {
            $result = Stop-DcNode $name -Wait -Timeout 1m
            $result.Status | Should -Be 'Done'
            (Test-DcNode $name -Timeout 3).Reachable | Should -BeFalse
        }
        finally {
            $null = Invoke-Lab power $name on
        }

        Wait-Until { Test-DcNode $name -Timeout 3 -MaxDiskUsedPercent 100 -MinMemoryAvailablePercent 0 -Quiet } | Should -BeTrue
    }
}
