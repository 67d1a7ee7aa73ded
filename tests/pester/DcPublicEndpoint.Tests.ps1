BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $Lab = Get-LabCloud
    $Vps, $First, $Second = 'pi1', 'pi2', 'pi3'
}

Describe 'Public endpoints without a node' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        'gone', 'other' | ForEach-Object { $null = New-DcNode $_ -Address 127.0.0.1 -Port 1 }
    }

    It 'refuses <Id> before any node is asked' -ForEach @(
        @{ Id = 'InvalidPublicPort'; Given = @{ Port = '70000' } }
        @{ Id = 'InvalidPublicPort'; Given = @{ Port = '443', '443:8443' } }
        @{ Id = 'InvalidPublicEndpoint'; Given = @{ Address = 'a b' } }
        @{ Id = 'InvalidPublicEndpoint'; Given = @{ ProofTimeout = '1s' } }
    ) {
        (Get-ErrorOf { Set-DcPublicEndpoint gone -To other @Given }).FullyQualifiedErrorId | Should -Be "$Id,Dentropy.PowerShell.Edge.Public.SetDcPublicEndpointCommand"
    }

    It 'refuses a node that is its own load balancer, and names that nobody has' {
        (Get-ErrorOf { Set-DcPublicEndpoint gone -To gone }).FullyQualifiedErrorId | Should -Match '^InvalidPublicEndpoint,'
        (Get-ErrorOf { Set-DcPublicEndpoint gone -To nobody }).FullyQualifiedErrorId | Should -Match '^NodeNotFound,'
        (Get-ErrorOf { Set-DcPublicEndpoint nobody -To other }).FullyQualifiedErrorId | Should -Match '^NodeNotFound,'
        (Get-ErrorOf { Set-DcPublicEndpoint gone -To other, nobody }).FullyQualifiedErrorId | Should -Match '^NodeNotFound,'
    }

    It 'reports a node that it cannot reach' {
        (Get-ErrorOf { Get-DcPublicEndpoint gone }).FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        (Get-ErrorOf { Remove-DcPublicEndpoint gone -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
    }

    It 'knows no other words' {
        { Set-DcPublicEndpoint gone -To other -ProxyProtocol v3 } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
        { Set-DcPublicEndpoint gone -To other -Tunnel Rope } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
    }
}

Describe 'A public endpoint of real nodes' {
    BeforeAll {
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Lab }
        $server = 'use IO::Socket::IP; $s = IO::Socket::IP->new(LocalHost => q(0.0.0.0), LocalPort => 8089, Listen => 64, ReuseAddr => 1) or die; while (1) { $c = $s->accept or next; sysread $c, $b, 99; print $c qq(HTTP/1.0 200 OK\r\n\r\n) }'
        $null = Invoke-DcClusterCommand "setsid perl -e '$server' </dev/null >/dev/null 2>&1 &" -Node "$First,$Second" -Cloud $Lab
    }

    BeforeEach { $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Lab } }

    AfterAll {
        Remove-DcPublicEndpoint $Vps -To $First, $Second -Force -Cloud $Lab -Confirm:$false -ErrorAction SilentlyContinue
        $null = Invoke-DcClusterCommand 'pkill -KILL -x perl' -Node "$First,$Second" -Cloud $Lab
    }

    It 'shows under -WhatIf every line that would come, and changes nothing' {
        $text = Invoke-FreshPwsh "Import-Module `$ModulePath; Set-DcPublicEndpoint $Vps -To $First, $Second -Cloud '$Lab' -Port 8088:8089 -Tunnel Ssh -WhatIf" | Out-String
        $text | Should -Match 'create the account dentropy-tunnel'
        $text | Should -Match '\+    server pi3 127\.0\.0\.1:20801 check'
        Get-DcPublicEndpoint $Vps | Should -BeNullOrEmpty
    }

    It 'is set, shown, left alone, and taken away' {
        $warned = $null
        Set-DcPublicEndpoint $Vps -To $First, $Second -Port 8088:8089 -HealthCheck Http -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        "$warned" | Should -Match '/etc/dentropy/public/start'
        $one = Set-DcPublicEndpoint $Vps $First, $Second -Port 8088:8089 -HealthCheck Http -PassThru -WarningVariable again
        $one | Should -BeOfType Dentropy.Edge.DcPublicEndpoint
        $again | Should -BeNullOrEmpty
        "$($one.Port)", $one.To.Count, "$($one.To[0].Tunnel)" | Should -Be '8088:8089', 2, 'Ssh'
        (Get-DcPublicEndpoint '@all').Node | Should -Be $Vps
        Get-DcPublicEndpoint $Vps | Out-String | Should -Match 'pi1 +10\.\S+ +8088:8089 +None'
        (Get-DcPublicEndpoint $Vps).To | Out-String | Should -Match 'pi2 +Ssh'

        Get-DcPublicEndpoint $Vps | Remove-DcPublicEndpoint -Confirm:$false
        Get-DcPublicEndpoint $Vps | Should -BeNullOrEmpty
        (Get-ErrorOf { Remove-DcPublicEndpoint $Vps -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^PublicEndpointNotFound,'
    }
}
