BeforeAll {
    . $PSScriptRoot/support/Common.ps1

    function Show([object] $InputObject, [switch] $List) {
        $text = if ($List) { $InputObject | Format-List | Out-String -Width 160 } else { $InputObject | Out-String -Width 160 }
        $text -replace '\e\[[0-9;]*m' -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
    }

    function New-Result([hashtable] $With) {
        $result = [System.Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject([Dentropy.Cluster.DcCommandResult])
        $values = [ordered]@{ Node = 'pi1'; Status = 'Succeeded'; ExitCode = 0; RawOutput = [byte[]]@(); RawError = [byte[]]@(); Duration = [timespan]::FromSeconds(1.234); Attempts = 1 }
        foreach ($name in $With.Keys) { $values[$name] = $With[$name] }
        foreach ($name in $values.Keys) { [Dentropy.Cluster.DcCommandResult].GetProperty($name).SetValue($result, $values[$name] -as [Dentropy.Cluster.DcCommandResult].GetProperty($name).PropertyType) }
        $result
    }

    $cloud = Join-Path $TestDrive cloud
    $null = New-DcNode pi1 -Address 10.0.0.1 -User root -Port 2222 -Role worker, db -Tag t -Switch sw1 -Metadata @{ shelf = 'top'; rack = 2 } -Cloud $cloud
}

Describe 'Views' {
    It 'show a node in a row' {
        $head, $line, $row = Show (Get-DcNode pi1 -Cloud $cloud)
        $head | Should -Match '^Name +Address +Roles +Hardware +Switch +Power +Metadata$'
        $row | Should -Match '^pi1 +root@10\.0\.0\.1:2222 +worker, db +sw1 +rack=2, shelf=top$'
    }

    It 'show all of a node as a list' {
        $lines = Show (Get-DcNode pi1 -Cloud $cloud) -List
        $lines | Should -Contain 'Tags           : t'
        $lines | Should -Contain 'Revision       : 1'
        $lines | Should -Contain "Cloud          : $cloud"
        $shown = $lines | ForEach-Object { ($_ -split ' *:', 2)[0] }
        [Dentropy.Nodes.DcNode].GetProperties() | Where-Object { -not $_.GetMethod.IsStatic -and $_.Name -ne 'IsLocal' } | ForEach-Object { $shown | Should -Contain $_.Name }
    }

    It 'show a kept state in a row' {
        (Show (Get-DcNodeHistory pi1 -Cloud $cloud))[2] | Should -Match '^pi1 +1 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d +Current +root@10\.0\.0\.1:2222 +worker, db +t +rack=2, shelf=top$'
    }

    It 'show a result in a row' {
        $head, $line, $row = Show (Invoke-DcClusterCommand 'echo one; echo two; exit 3' -Node localhost -Cloud $cloud)
        $head | Should -Match '^Node +Status +Exit +Duration Output$'
        $row | Should -Match '^localhost +Failed +3 +\d+\.\d\d s one \(\+1 line\)$'
    }

    It 'show all of a result as a list, its failure in words' {
        $lines = Show (Invoke-DcClusterCommand 'echo one; sleep 30' -Timeout 0.2 -Node localhost -Cloud $cloud -ErrorAction Ignore) -List
        $lines | Should -Contain 'Status    : TimedOut'
        $lines | Should -Contain 'Output    : one'
        ($lines -join "`n") | Should -Match 'Failure   : \S+'
    }

    It 'show groups as blocks, a smaller one by its differences' {
        $lines = Show (Invoke-DcClusterCommand 'echo one; echo two' -Node localhost -Cloud $cloud -Fold)
        $lines | Should -Be 'localhost (1)', '    one', '    two'
        $lines = Show (Invoke-DcClusterCommand 'echo one; echo bad >&2; exit 4' -Node localhost -Cloud $cloud -Fold)
        $lines | Should -Be 'localhost (1, Failed with exit code 4)', '    one', '    bad'
    }
}

Describe 'What the views say' {
    It 'writes a duration of <Seconds> s as <Text>' -ForEach @(
        @{ Seconds = 0; Text = '0.00 s' }
        @{ Seconds = 1.234; Text = '1.23 s' }
        @{ Seconds = 12.34; Text = '12.3 s' }
        @{ Seconds = 61; Text = '1:01 min' }
        @{ Seconds = 3661; Text = '1:01:01 h' }
        @{ Seconds = 360000; Text = '100:00:00 h' }
    ) {
        [Dentropy.PowerShell.Formatting.DcFormat]::Duration([timespan]::FromSeconds($Seconds)) | Should -Be $Text
    }

    It 'names the signal that ended a command' {
        [Dentropy.PowerShell.Formatting.DcFormat]::Exit((New-Result @{ Status = 'Failed'; Signal = 'KILL' })) | Should -Be 'SIGKILL'
    }

    It 'sums up by the error where there is no output' {
        [Dentropy.PowerShell.Formatting.DcFormat]::Summary((New-Result @{ RawError = [Text.Encoding]::UTF8.GetBytes("a`r`nb`n") })) | Should -Be 'a (+1 line)'
        [Dentropy.PowerShell.Formatting.DcFormat]::Summary((New-Result @{ })) | Should -Be ''
    }

    It 'shows where ssh goes: <Text>' -ForEach @(
        @{ Fields = @{ Address = 'fd00::1'; Port = 22 }; Text = '[fd00::1]:22' }
        @{ Fields = @{ Address = 'fd00::1' }; Text = 'fd00::1' }
        @{ Fields = @{ User = 'root' }; Text = 'root@pi1' }
        @{ Fields = @{ }; Text = '' }
    ) {
        $node = New-DcNode pi1 @Fields -Cloud (Join-Path $TestDrive ([guid]::NewGuid()))
        [Dentropy.PowerShell.Formatting.DcFormat]::Endpoint($node) | Should -Be $Text
    }
}
