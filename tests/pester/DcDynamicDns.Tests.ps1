BeforeAll {
    . $PSScriptRoot/support/Common.ps1

    # A web service that tells an address, until its listener is closed.
    function Start-AddressService([string] $Says) {
        $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $url = "http://127.0.0.1:$($probe.LocalEndpoint.Port)/"
        $probe.Stop()
        $listener = [Net.HttpListener]::new()
        $listener.Prefixes.Add($url)
        $listener.Start()
        $service = [hashtable]::Synchronized(@{ Url = $url; Says = $Says; Count = 0; Listener = $listener })
        $service.Job = Start-ThreadJob -ArgumentList $service -ScriptBlock {
            param($service)
            while ($service.Listener.IsListening) {
                try { $context = $service.Listener.GetContext() } catch { break }
                $service.Count++
                $bytes = [Text.Encoding]::ASCII.GetBytes($service.Says)
                $context.Response.OutputStream.Write($bytes)
                $context.Response.Close()
            }
        }
        $service
    }

    $env:XDG_STATE_HOME = Join-Path $TestDrive state
    $one, $two = (Start-AddressService 203.0.113.7), (Start-AddressService 203.0.113.7)
    $cloud = New-Item -ItemType Directory (Join-Path $TestDrive cloud)

    function Set-Cloud([string] $Records = '') {
        Set-Content (Join-Path $cloud cloud.yaml) "dynamicDns:`n  accept: [203.0.113.0/24, 198.51.100.0/24]`n  sources: ['$($one.Url)', '$($two.Url)']`n  records: [$Records]"
    }
}

AfterAll {
    foreach ($service in $one, $two) {
        $service.Listener.Close()
        $service.Job | Remove-Job -Force
    }
    $env:XDG_STATE_HOME = $null
}

Describe 'Get-DcPublicAddress' {
    BeforeEach {
        $one.Says = $two.Says = '203.0.113.7'
        Set-Cloud
    }

    It 'returns the address with the sources that agree, and stands for it as a text' {
        $address = Get-DcPublicAddress -Cloud $cloud
        $address | Should -BeOfType Dentropy.Dns.DcPublicAddress
        "$address" | Should -Be '203.0.113.7'
        $address.Family | Should -Be 'IPv4'
        $address.Sources.Count | Should -Be 2
        $address.Cloud | Should -Be $cloud.FullName
        ($address | Out-String -Width 200) | Should -Match '203\.0\.113\.7 +IPv4 +127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+'
    }

    It 'says what each source said where they do not agree' {
        $two.Says = '198.51.100.1'
        $failure = Get-ErrorOf { Get-DcPublicAddress IPv4 -Cloud $cloud }
        $failure.FullyQualifiedErrorId | Should -BeLike 'PublicAddressUncertain,*'
        $failure.Exception.Message | Should -Match '203\.0\.113\.7.*198\.51\.100\.1'
    }

    It 'takes a name of a family that is none as what it is' {
        (Get-ErrorOf { Get-DcPublicAddress IPx -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgument*'
    }
}

Describe 'Update-DcDynamicDns' {
    BeforeEach { $one.Says = $two.Says = '203.0.113.7' }

    It 'says where records are written down where there are none' {
        Set-Cloud
        (Get-ErrorOf { Update-DcDynamicDns -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'DynamicDnsUnconfigured,*'
    }

    It 'names a place that is not there, and remembers nothing on a dry run' {
        Set-Cloud '{ name: a.example.org, place: public }'
        (Get-ErrorOf { Update-DcDynamicDns -Cloud $cloud -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'DnsPlaceNotFound,*'
        Get-ChildItem $env:XDG_STATE_HOME -Recurse -Filter dynamic-dns.json | Should -BeNullOrEmpty
        (Get-ErrorOf { Update-DcDynamicDns -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'DnsPlaceNotFound,*'
        Get-ChildItem $env:XDG_STATE_HOME -Recurse -Filter dynamic-dns.json | Should -Not -BeNullOrEmpty
    }

    It 'changes nothing where the sources do not agree' {
        Set-Cloud '{ name: a.example.org, place: public }'
        $two.Says = '198.51.100.1'
        (Get-ErrorOf { Update-DcDynamicDns -Cloud $cloud -Force }).FullyQualifiedErrorId | Should -BeLike 'PublicAddressUncertain,*'
    }
}
