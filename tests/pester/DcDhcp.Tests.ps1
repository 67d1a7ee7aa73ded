BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

# On this machine, with a folder of its own. What checks the files is a script in dnsmasq's place: the real one is asked in the tests against hosts.
Describe 'Addresses by DHCP' {
    BeforeEach {
        $work = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $cloud = "$work/cloud"
        $null = New-Item -ItemType Directory $cloud, "$work/bin", "$work/etc"
        Set-Content "$work/bin/dnsmasq" "#!/bin/sh`n[ ! -e '$work/refuse' ] || { echo 'dnsmasq: bad option at line 2' >&2; exit 1; }"
        chmod 755 "$work/bin/dnsmasq"
        $path = $env:PATH
        $env:PATH = "$work/bin:$path"
        Set-Content "$cloud/cloud.yaml" "dhcp:`n  node: localhost`n  folder: $work/etc`n  leaseFile: $work/leases`n  reload: echo reloaded >>$work/log"
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
        $range = @{ Name = 'lan'; From = '10.99.1.10'; To = '10.99.1.250'; Network = '10.99.0.0/16' }
        $mac = 'dc:a6:32:01:02:03'
        function Get-State { Get-ChildItem "$work/etc", "$work/log" -Recurse -Force -File -ErrorAction Ignore | ForEach-Object { $_.FullName; Get-Content -Raw $_ } }
    }

    AfterEach { $env:PATH = $path }

    It 'sets a range once, and nothing is written for -WhatIf' {
        Set-DcDhcpRange @range -WhatIf
        $change = Set-DcDhcpRange @range -LeaseTime 90m -WhatIf -PassThru
        $change.Action, $change.Applied, $change.Node | Should -Be Create, $false, localhost
        $change.LinesAfter | Should -Contain 'dhcp-range=set:range-lan,10.99.1.10,10.99.1.250,255.255.0.0,90m'
        Get-State | Should -BeNullOrEmpty

        Set-DcDhcpRange @range -LeaseTime 90m -Gateway 10.99.0.1 -Dns 10.99.0.1, 1.1.1.1 -Domain home.lan -Option @{ 'ntp-server' = '10.99.0.1' } | Should -BeNullOrEmpty
        $found = Get-DcDhcpRange
        $found | Should -BeOfType Dentropy.Edge.DcDhcpRange
        $found.From, $found.Gateway, $found.Domain, $found.LeaseTime, $found.Cloud | Should -Be '10.99.1.10', '10.99.0.1', 'home.lan', ([timespan]'01:30'), $cloud
        $found.Dns | Should -Be '10.99.0.1', '1.1.1.1'
        $found.Option['ntp-server'] | Should -Be '10.99.0.1'
        $before = Get-State
        (Set-DcDhcpRange lan -PassThru).Action | Should -Be None
        Get-State | Should -Be $before
        (Set-DcDhcpRange lan -To 10.99.1.99 -Gateway '' -PassThru).After.Gateway | Should -BeNullOrEmpty
        (Get-DcDhcpRange lan).To | Should -Be '10.99.1.99'
    }

    It 'reserves addresses for clients, for nodes of the inventory and from leases' {
        Set-DcDhcpRange @range
        (Set-DcDhcpReservation pi7 -MacAddress DC-A6-32-01-02-03 -Address 10.99.0.17 -PassThru).LinesAfter | Should -Be "$mac,10.99.0.17,pi7"
        New-DcNode pi8 -Address 10.99.0.18 -Role worker -Metadata @{ mac = 'dc:a6:32:01:02:08' }
        New-DcNode pi9 -Address 10.99.0.19 -Role worker -Metadata @{ mac = 'dc:a6:32:01:02:09' }
        Get-DcNode -Role worker | Set-DcDhcpReservation
        Get-DcDhcpReservation pi* | ForEach-Object Address | Should -Be '10.99.0.17', '10.99.0.18', '10.99.0.19'
        (Get-Content "$work/log").Count | Should -Be 3

        Set-Content "$work/leases" "1795800000 dc:a6:32:01:02:0a 10.99.1.20 printer 01:dc`n1795800000 $mac 10.99.0.17 pi7 *`n1795800000 dc:a6:32:01" -NoNewline
        $leases = Get-DcDhcpLease -ErrorVariable failed -ErrorAction SilentlyContinue
        $leases.Hostname | Should -Be printer, pi7
        $leases.Reserved | Should -Be $false, $true
        $leases[0].Range, $leases[1].Range | Should -Be lan, $null
        $failed.FullyQualifiedErrorId | Should -Be 'DhcpLeaseFileInvalid,Dentropy.PowerShell.Edge.Dhcp.GetDcDhcpLeaseCommand'
        Get-DcDhcpLease printer -ErrorAction SilentlyContinue | Set-DcDhcpReservation
        (Get-DcDhcpReservation printer).Address | Should -Be 10.99.1.20
    }

    It 'removes what is named, after a question' {
        Set-DcDhcpRange @range
        Set-DcDhcpReservation pi7 -MacAddress $mac -Address 10.99.0.17
        Remove-DcDhcpReservation pi7 -WhatIf
        (Get-DcDhcpReservation).Name | Should -Be pi7
        Get-DcDhcpReservation | Remove-DcDhcpReservation -Confirm:$false
        Get-DcDhcpReservation | Should -BeNullOrEmpty
        (Remove-DcDhcpRange lan -Confirm:$false -PassThru).Action | Should -Be Remove
        Get-ChildItem "$work/etc" -Force | Should -BeNullOrEmpty
        (Get-ErrorOf { Remove-DcDhcpRange lan -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'DhcpRangeNotFound,*'
        (Get-ErrorOf { Get-DcDhcpRange lan }).FullyQualifiedErrorId | Should -BeLike 'DhcpRangeNotFound,*'
        Get-DcDhcpRange l* | Should -BeNullOrEmpty
    }

    It 'refuses what cannot be, and leaves what is there' {
        Set-DcDhcpRange @range
        Set-DcDhcpReservation pi7 -MacAddress $mac -Address 10.99.0.17
        $before = Get-State
        (Get-ErrorOf { Set-DcDhcpRange other -From 10.99.1.250 -To 10.99.2.9 -Network 10.99.0.0/16 }).FullyQualifiedErrorId | Should -BeLike 'DhcpRangeOverlap,*'
        (Get-ErrorOf { Set-DcDhcpRange lan -From 10.98.1.1 -To 10.98.1.9 }).FullyQualifiedErrorId | Should -BeLike 'DhcpAddressOutside,*'
        (Get-ErrorOf { Set-DcDhcpRange lan -LeaseTime 30 }).FullyQualifiedErrorId | Should -BeLike 'DhcpRangeInvalid,*'
        (Get-ErrorOf { Set-DcDhcpReservation pi8 -MacAddress $mac -Address 10.99.0.18 }).FullyQualifiedErrorId | Should -BeLike 'DhcpReservationDuplicate,*'
        (Get-ErrorOf { Set-DcDhcpReservation pi8 -MacAddress dc:a6:32:01:02:08 -Address 10.98.0.18 }).FullyQualifiedErrorId | Should -BeLike 'DhcpAddressOutside,*'
        (Get-ErrorOf { Set-DcDhcpReservation pi8 -Address 10.99.0.18 }).FullyQualifiedErrorId | Should -BeLike 'DhcpReservationInvalid,*'
        Set-Content "$work/refuse" ''
        (Get-ErrorOf { Set-DcDhcpRange lan -To 10.99.1.99 }).FullyQualifiedErrorId | Should -BeLike 'DhcpSyntax,*'
        Get-State | Should -Be $before
        (Get-ErrorOf { Set-DcDhcpRange @range -Node nobody }).FullyQualifiedErrorId | Should -BeLike 'NodeNotFound,*'
    }

    It 'answers for the names of the inventory' {
        New-DcNode pi8 -Address 10.99.0.18
        New-DcNode far -Address far.example.org
        (Get-ErrorOf { Update-DcInventoryDns }).FullyQualifiedErrorId | Should -BeLike 'InventoryDnsInvalid,*'
        (Update-DcInventoryDns home.lan -Upstream 10.99.0.1, 1.1.1.1 -WhatIf -PassThru).Changed | Should -Contain '+ 10.99.0.18 pi8.home.lan pi8'
        Get-State | Should -BeNullOrEmpty
        Update-DcInventoryDns home.lan -Upstream 10.99.0.1, 1.1.1.1 | Should -BeNullOrEmpty
        $names = Update-DcInventoryDns -PassThru
        $names | Should -BeOfType Dentropy.Edge.DcInventoryDns
        $names.Applied, $names.Domain, [string]$names.Left | Should -Be $false, home.lan, 'far: its address is no IP address'
        $names.Upstream | Should -Be 10.99.0.1, 1.1.1.1
        Get-Content "$work/etc/dentropy-inventory.conf" | Should -Contain 'server=1.1.1.1'
        Remove-DcNode pi8 -Confirm:$false
        (Update-DcInventoryDns -PassThru).Changed | Should -Be '- 10.99.0.18 pi8.home.lan pi8'
        (Get-ErrorOf { Update-DcInventoryDns home.lan -Upstream dns.example }).FullyQualifiedErrorId | Should -BeLike 'InventoryDnsInvalid,*'
    }

    It 'is shown in tables' {
        Set-DcDhcpRange @range
        Set-DcDhcpReservation pi7 -MacAddress $mac -Address 10.99.0.17
        Set-Content "$work/leases" "0 $mac 10.99.0.17 pi7 *"
        Get-DcDhcpRange | Out-String -Width 200 | Should -Match 'lan\s+localhost\s+10\.99\.1\.10\s+10\.99\.1\.250\s+10\.99\.0\.0/16\s+12h'
        Get-DcDhcpReservation | Out-String -Width 200 | Should -Match "pi7\s+$mac\s+10\.99\.0\.17\s+localhost"
        Get-DcDhcpLease | Out-String -Width 200 | Should -Match "10\.99\.0\.17\s+pi7\s+$mac\s+never\s+yes\s+localhost"
        Set-DcDhcpRange lan -To 10.99.1.99 -PassThru | Out-String -Width 300 | Should -Match 'Update\s+yes\s+lan\s+localhost\s+dhcp-range'
    }
}
