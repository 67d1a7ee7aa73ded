# Of the lab's two name servers each has an address of its own for ns1.example.org.
BeforeDiscovery {
    $skipNames = -not $env:DENTROPY_LAB_DNS_BIND -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Test-DcDnsRecord' {
    It 'fails where no place is named' {
        $cloud = Join-Path $TestDrive empty
        $null = New-Item -ItemType Directory $cloud
        (Get-ErrorOf { Test-DcDnsRecord -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'DnsPlaceNotFound,*'
    }

    Context 'With the name servers of the lab' -Skip:$skipNames {
        BeforeAll {
            if (-not $env:DENTROPY_LAB_DNS_BIND) { throw 'There are no name servers: bring them up with lab/lab.sh dns up.' }
            $cloud = Join-Path $TestDrive cloud
            $null = New-Item -ItemType Directory $cloud
            Set-Content (Join-Path $cloud cloud.yaml) @"
dns:
  world:
    type: rfc2136
    server: $env:DENTROPY_LAB_DNS_BIND
    key: lab
    secret: env:DENTROPY_LAB_DNS_SECRET
    zones: [example.org]
    resolvers: $env:DENTROPY_LAB_DNS_BIND
"@
        }

        It 'says that a server agrees' {
            $test = 'ns1.example.org' | Test-DcDnsRecord -Cloud $cloud -Type A
            $test.Agrees | Should -BeTrue
            $test.Answered | Should -Be $env:DENTROPY_LAB_DNS_BIND
            $test.Cloud | Should -Be $cloud
        }

        It 'says where another one does not' {
            $test = Test-DcDnsRecord ns1.example.org -Cloud $cloud -Resolver $env:DENTROPY_LAB_DNS_KNOT
            $test.Agrees | Should -BeFalse
            $test.Explanation | Should -BeLike "*though world has $env:DENTROPY_LAB_DNS_BIND*"
        }

        It 'asks for nothing where the pipeline is empty' {
            @() | Test-DcDnsRecord -Cloud $cloud | Should -BeNullOrEmpty
        }

        It 'fails where no place has the name' {
            (Get-ErrorOf { Test-DcDnsRecord nobody.example.org -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'DnsRecordNotFound,*'
        }
    }
}
