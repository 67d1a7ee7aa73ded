BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $Lab = Get-LabCloud
    # The last host of the lab that has a packet filter of its own, and no Docker.
    $Node = 'pi4'
    function Get-NodeRule([string] $Pattern = 'dentropy') {
        Invoke-DcClusterCommand "iptables-save | grep -e '$Pattern' || true" -Node $Node -Cloud $Lab | ForEach-Object Output
    }
}

Describe 'Firewalls without a node' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
    }

    It 'refuses <Id> before any node is asked' -ForEach @(
        @{ Id = 'InvalidFirewallName'; Given = @{ Name = 'a b' } }
        @{ Id = 'InvalidPort'; Given = @{ Name = 'x'; Protocol = 'tcp'; Port = '70000' } }
        @{ Id = 'InvalidAddressRange'; Given = @{ Name = 'x'; Source = '10.0.0.0/40' } }
        @{ Id = 'InvalidRateLimit'; Given = @{ Name = 'x'; Protocol = 'tcp'; RateLimit = 'often' } }
        @{ Id = 'InvalidFirewallRule'; Given = @{ Name = 'x'; Port = 80 } }
        @{ Id = 'InvalidRawRule'; Given = @{ Name = 'x'; Raw = '-A INPUT -j DROP' } }
    ) {
        $failed = Get-ErrorOf { New-DcFirewallRule -Node gone @Given }
        $failed.FullyQualifiedErrorId | Should -Be "$Id,Dentropy.PowerShell.Edge.NewDcFirewallRuleCommand"
    }

    It '<_> reports a node that it cannot reach' -ForEach 'Get-DcFirewallRule', 'Get-DcGateway', 'Get-DcPortForward' {
        (Get-ErrorOf { & $_ -Node gone }).FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
    }

    It 'takes no table where the rule is not raw, and no ports where it is' {
        (Get-ErrorOf { New-DcFirewallRule x -Node gone -Raw '-j ACCEPT' -Port 80 }).FullyQualifiedErrorId | Should -Match '^InvalidRawRule,'
        (Get-ErrorOf { New-DcFirewallRule x -Node gone -Protocol tcp -Table nat }).FullyQualifiedErrorId | Should -Match '^InvalidFirewallRule,'
    }

    It 'refuses a limit for the confirmation that is too short' {
        (Get-ErrorOf { New-DcFirewallRule x -Node gone -ConfirmWithin nonsense }).FullyQualifiedErrorId | Should -Match '^ParameterArgumentTransformationError,'
    }
}

Describe 'Firewalls of a real node' {
    BeforeEach {
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Lab; '*-Dc*:Confirm' = $false }
        Get-DcFirewallRule -Node $Node | Remove-DcFirewallRule
        Get-DcGateway $Node | Remove-DcGateway
    }

    AfterAll {
        Get-DcFirewallRule -Node $Node -Cloud $Lab | Remove-DcFirewallRule -Cloud $Lab -Confirm:$false
        Get-DcGateway $Node -Cloud $Lab | Remove-DcGateway -Cloud $Lab -Confirm:$false
    }

    It 'makes a rule, changes it, shows it and removes it' {
        $rule = New-DcFirewallRule web -Node $Node -Protocol tcp -Port 80, 443 -Source any -Action Accept -RateLimit 200/s
        $rule | Should -BeOfType Dentropy.Edge.DcFirewallRule
        $rule.Name, $rule.Node, "$($rule.Port)", $rule.RateLimit, "$($rule.Status)" | Should -Be 'web', $Node, '80 443', '200/s', 'Active'
        Get-NodeRule 'dentropy:web"' | Should -Not -BeNullOrEmpty

        (Get-ErrorOf { New-DcFirewallRule web -Node $Node -Protocol udp -Port 53 }).FullyQualifiedErrorId | Should -Match '^FirewallRuleExists,'
        New-DcFirewallRule web -Node $Node -Protocol tcp -Port 80, 443 -RateLimit 200/s | Should -Not -BeNullOrEmpty

        Set-DcFirewallRule web -Node $Node -RateLimit 5/m | Should -BeNullOrEmpty
        (Set-DcFirewallRule web -Node $Node -Port 8080 -PassThru).RateLimit | Should -Be '5/m'
        "$((Get-DcFirewallRule w* -Node $Node).Port)" | Should -Be '8080'
        Get-DcFirewallRule -Node $Node | Out-String | Should -Match 'tcp 8080, up to 5/m'

        Remove-DcFirewallRule web -Node $Node
        Get-DcFirewallRule -Node $Node | Should -BeNullOrEmpty
        Get-NodeRule | Should -BeNullOrEmpty
        (Get-ErrorOf { Remove-DcFirewallRule web -Node $Node }).FullyQualifiedErrorId | Should -Match '^FirewallRuleNotFound,'
    }

    It 'shows under -WhatIf what would come and go, and changes nothing' {
        $text = Invoke-FreshPwsh "Import-Module `$ModulePath; Set-DcGateway $Node -Cloud '$Lab' -Outside eth0 -Inside lo -Network 10.99.0.0/16 -Masquerade -WhatIf; New-DcFirewallRule x -Node $Node -Cloud '$Lab' -Protocol tcp -Port 81 -Action Drop -WhatIf" | Out-String
        $text | Should -Match 'iptables -t nat -A DENTROPY-POSTROUTING -s 10\.99\.0\.0/16 -o eth0 .* -j MASQUERADE'
        $text | Should -Match 'sysctl net\.ipv4\.ip_forward=1'
        $text | Should -Match 'ip6tables -A DENTROPY-INPUT -p tcp --dport 81 .* -j DROP'
        Get-NodeRule | Should -BeNullOrEmpty
        Get-DcGateway $Node | Should -BeNullOrEmpty
    }

    It 'puts a table of rules into force at once, and takes rules on to where they are wanted' {
        $file = Join-Path $TestDrive 'rules.csv'
        Set-Content $file @('Name,Protocol,Port,Source,Action', 'a,tcp,81,10.0.0.0/8,Accept', 'b,"tcp,udp","82,83",,Drop', 'c,,,192.0.2.7,Reject')
        (Import-Csv $file | New-DcFirewallRule -Node $Node).Name | Should -Be 'a', 'b', 'c'
        $null = New-DcFirewallRule raw -Node $Node -Raw '-p gre -j ACCEPT'
        $all = Get-DcFirewallRule -Node $Node
        $all | Remove-DcFirewallRule
        ($all | New-DcFirewallRule -Node $Node | ForEach-Object { "$($_.Name) $($_.Describe())" }) | Should -Be 'a tcp 81, from 10.0.0.0/8', 'b tcp,udp 82,83', 'c from 192.0.2.7/32', 'raw -p gre -j ACCEPT'
    }

    It 'makes a node a gateway with a port that leads inside' {
        Set-DcGateway $Node -Outside eth0 -Inside lo -Network 10.99.0.0/16 -Masquerade | Should -BeNullOrEmpty
        $forward = New-DcPortForward https -Node $Node -Port 443 -To 10.99.0.17:8443
        $forward | Should -BeOfType Dentropy.Edge.DcPortForward
        $gateway = Get-DcGateway $Node
        $gateway.Outside, "$($gateway.Inside)", $gateway.Masquerade, "$($gateway.Status)", $gateway.Forwards[0].Name | Should -Be 'eth0', 'lo', $true, 'Active', 'https'
        Get-DcPortForward -Node $Node | Out-String | Should -Match '10\.99\.0\.17:8443'
        (Get-ErrorOf { New-DcPortForward https -Node $Node -Port 444 -To 10.99.0.17 }).FullyQualifiedErrorId | Should -Match '^PortForwardExists,'
        Get-DcPortForward -Node $Node | Remove-DcPortForward
        Remove-DcGateway $Node
        (Get-ErrorOf { Remove-DcGateway $Node }).FullyQualifiedErrorId | Should -Match '^GatewayNotFound,'
        Get-NodeRule | Should -BeNullOrEmpty
    }

    It 'takes back by itself what would lock the operator out' {
        $failed = Get-ErrorOf { New-DcFirewallRule out -Node $Node -Protocol tcp -Port 22 -Action Drop -ConfirmWithin 6 }
        $failed.FullyQualifiedErrorId | Should -Match '^FirewallNotConfirmed,'
        $failed.CategoryInfo.Category | Should -Be 'OperationTimeout'
        Get-NodeRule | Should -BeNullOrEmpty
    }

    It 'tells an interface that is not there, with those that are' {
        $failed = Get-ErrorOf { New-DcFirewallRule x -Node $Node -Interface eth99 }
        $failed.FullyQualifiedErrorId | Should -Match '^InterfaceNotFound,'
        "$failed" | Should -Match 'eth0'
    }
}
