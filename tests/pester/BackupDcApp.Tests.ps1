BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_DOCKER -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Backup-DcApp without an engine' {
    BeforeAll {
        $Cloud = Join-Path $TestDrive cloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
    }

    It 'names the node that it cannot reach' {
        Backup-DcApp x -Node gone -Destination $TestDrive -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.FullyQualifiedErrorId | Should -Contain 'NodeUnreachable,Dentropy.PowerShell.Backups.BackupDcAppCommand'
    }

    It 'refuses what it does not know: <_>' -ForEach '-Consistency Maybe', '-Compression Lzma', '-CompressionLevel 20' {
        { & ([scriptblock]::Create("Backup-DcApp x -Node gone -Destination . $_")) } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'Backup-DcApp on a lab' -Skip:$skipLab {
    BeforeAll {
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = Get-LabCloud }
        $node = ($env:DENTROPY_LAB_DOCKER -split ',')[0]
        $app = 'b' + [guid]::NewGuid().ToString('N').Substring(0, 8)
        $place = Join-Path $TestDrive $app
        $null = Invoke-DcClusterCommand "docker run -d --name $app --label dentropy.app=$app -v ${app}:/data dentropy-lab/busybox sh -c 'trap exit TERM; while :; do sleep 0.1; done'" -Node $node -Sudo
    }

    AfterAll {
        $null = Invoke-DcClusterCommand "docker rm -f -v $app; docker volume rm $app" -Node $node -Sudo
    }

    It 'sends nothing with -WhatIf' {
        Backup-DcApp $app -Node $node -Destination $place -WhatIf | Should -BeNullOrEmpty
        Test-Path $place | Should -BeFalse
    }

    It 'makes one file that is whole, from an app of the pipeline' {
        $backup = Get-DcApp $app -Node $node | Backup-DcApp -Destination $place
        $backup | Should -BeOfType Dentropy.Backups.DcBackup
        $backup.App, $backup.SourceNode, $backup.Complete | Should -Be $app, $node, $true
        $backup.Volumes.Name | Should -Be $app
        $backup.Downtime | Should -BeGreaterThan ([timespan]::Zero)
        ($backup | Test-DcBackup).Valid | Should -BeTrue
        (Get-DcApp $app -Node $node).State | Should -Be 'Running'
    }
}
