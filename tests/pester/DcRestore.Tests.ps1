BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_DOCKER -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Restore-DcApp without a node' {
    It 'names what it cannot find' {
        (Get-ErrorOf { Restore-DcApp "$TestDrive/none-*.tar.zst" -Cloud "$TestDrive/cloud" -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^(BackupNotFound|PlaceNotFound),'
    }

    It 'refuses what is no place for a volume' -ForEach @('../x'), @('/'), @('a b') {
        (Get-ErrorOf { Restore-DcApp "$TestDrive/x.tar.zst" -VolumeMap @{ data = $_ } -Cloud "$TestDrive/cloud" -Confirm:$false }).FullyQualifiedErrorId |
            Should -Be 'InvalidVolumeTarget,Dentropy.PowerShell.Backups.RestoreDcAppCommand'
    }

    It 'has views' {
        $result = [Dentropy.Backups.DcRestoreStep] @{ Action = 'CreateVolume'; Target = 'data'; Detail = 'local' }
        $result | Format-Table | Out-String | Should -Match 'Action\s+Target\s+Detail'
    }
}

Describe 'Restoring and moving on a lab' -Skip:$skipLab {
    BeforeAll {
        $cloud = Get-LabCloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
        $app = "r$([guid]::NewGuid().ToString('N').Substring(0, 8))"
        $work = "$TestDrive/$app"
        $null = New-Item -ItemType Directory "$work/b"
        Set-Content "$work/compose.yaml" @"
name: $app
services:
  web:
    image: dentropy-lab/writer
    volumes: ["data:/data"]
    labels: {traefik.http.routers.$app.rule: "Host(``$app.example.org``)"}
volumes: {data: {}}
"@
        Deploy-DcApp "$work/compose.yaml" -Node pi1 -Wait -Confirm:$false
        $file = (Backup-DcApp $app -Node pi1 -Destination "$work/b" -Confirm:$false).Path
    }

    AfterAll {
        foreach ($node in 'pi1', 'pi2') {
            Get-DcApp "$app*" -Node $node -ErrorAction SilentlyContinue | Remove-DcApp -RemoveVolume -Confirm:$false
        }
    }

    It 'shows the plan and changes nothing with -WhatIf' {
        $steps = Restore-DcApp $file -Node pi2 -WhatIf
        $steps.Action | Should -Contain 'FillVolume'
        $steps | ForEach-Object { $_ | Should -BeOfType Dentropy.Backups.DcRestoreStep }
        Get-DcApp -Node pi2 | Where-Object Name -eq $app | Should -BeNullOrEmpty
    }

    It 'reports all that is in the way, each as an error' {
        $errors = Get-ErrorOf { Restore-DcApp $file -Node pi1 -Confirm:$false }
        $errors.FullyQualifiedErrorId | Should -Contain 'AppExists,Dentropy.PowerShell.Backups.RestoreDcAppCommand'
        $errors.FullyQualifiedErrorId | Should -Contain 'VolumeExists,Dentropy.PowerShell.Backups.RestoreDcAppCommand'
    }

    It 'asks where to run, where to store and how to route' {
        $script = "`$PSDefaultParameterValues = @{ '*-Dc*:Cloud' = '$cloud' }; Import-Module '$ModulePath'; Restore-DcApp '$file' -Name $app-asked -Node pi2 | ForEach-Object { 'made ' + `$_.App + ' ' + `$_.Volumes.Target + ' ' + `$_.Hostnames }"
        # A volume under another name, another host name, and yes.
        $printed = "3`n$app-kept`nnew.example.org`ny`n" | & $PwshPath -NoProfile -Command $script
        ($printed -join "`n") | Should -Match "made $app-asked $app-kept new.example.org"
        Get-DcApp "$app-asked" -Node pi2 | Remove-DcApp -RemoveVolume -Confirm:$false
    }

    It 'says what is missing where nobody can be asked' {
        $text = Invoke-FreshPwsh "Import-Module '$ModulePath'; try { Restore-DcApp '$file' -Cloud '$cloud' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
        $text | Should -Match '^AnswerMissing,'
    }

    It 'does not take the end of what can be read for an answer' {
        $script = "`$PSDefaultParameterValues = @{ '*-Dc*:Cloud' = '$cloud' }; Import-Module '$ModulePath'; try { Restore-DcApp '$file' -Name $app-ended -Node pi2 -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }"
        $printed = ("2`n" | & $PwshPath -NoProfile -Command $script) -join "`n"
        $printed | Should -Match 'AnswerMissing,'
        [regex]::Matches($printed, "Where should 'data'").Count | Should -Be 1
    }

    It 'restores and moves' {
        $result = Get-DcBackup $file | Restore-DcApp -Node pi2 -VolumeMap @{ data = @{ name = "$app-two" } } -Hostname two.example.org -Confirm:$false
        $result | Should -BeOfType Dentropy.Backups.DcRestoreResult
        $result.Health, $result.Hostnames, $result.Volumes[0].Target | Should -Be 'Healthy', 'two.example.org', "$app-two"
        Get-DcApp $app -Node pi2 | Remove-DcApp -RemoveVolume -Confirm:$false
        $moved = Get-DcApp $app -Node pi1 | Move-DcApp -To pi2 -RemoveSource -Confirm:$false
        $moved.Node, $moved.Health | Should -Be 'pi2', 'Healthy'
        $moved.Downtime | Should -BeGreaterThan ([timespan]::Zero)
        Get-DcApp -Node pi1 | Where-Object Name -eq $app | Should -BeNullOrEmpty
    }
}
