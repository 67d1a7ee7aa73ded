BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $settings = @'
dns:
  lan:
    type: file
    path: lan.records
    zones: [home.lan]
  inside:
    type: file
    path: inside.records
    zones: [cloud.example.org]
  public:
    type: file
    path: public.records
    view: outside
    zones: [example.org, cloud.example.org]
'@
}

Describe 'DNS records' {
    BeforeEach {
        $cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory $cloud
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
        Set-Content "$cloud/cloud.yaml" $settings
        Set-Content "$cloud/public.records" 'example.org. IN MX 10 mail.example.org.', 'www.example.org. IN CNAME web.example.org.', 'blog.example.org. IN CNAME web.example.org.',
            'web.example.org. 3600 IN A 203.0.113.1', 'web.example.org. 3600 IN A 203.0.113.2'
        Set-Content "$cloud/lan.records" 'nas.home.lan. IN A 10.77.0.5', 'alias.home.lan. IN CNAME nas.home.lan.'
        function Get-State { Get-ChildItem $cloud -Recurse -File | Where-Object Name -ne .lock | ForEach-Object { $_.FullName; Get-Content -Raw $_ } }
    }

    It 'are listed from every place' {
        (Get-DcDnsRecord -Zone example.org, home.lan | Where-Object Type -eq CNAME).Name | Sort-Object | Should -Be 'alias.home.lan', 'blog.example.org', 'www.example.org'
        $record = Get-DcDnsRecord nas.home.lan
        $record | Should -BeOfType Dentropy.Dns.DcDnsRecord
        $record.Place, $record.View, $record.Owned, $record.Cloud | Should -Be 'lan', 'Inside', $false, $cloud
        (Get-DcDnsRecord web* -Type A).Value | Should -Be '203.0.113.1', '203.0.113.2'
    }

    It 'are listed although a place is broken' {
        Set-Content "$cloud/public.records" nonsense
        $found = Get-DcDnsRecord -ErrorAction SilentlyContinue -ErrorVariable failed
        $found | Should -HaveCount 2
        $failed.FullyQualifiedErrorId | Select-Object -Unique | Should -Be 'DnsFileInvalid,Dentropy.PowerShell.Dns.GetDcDnsRecordCommand'
    }

    It 'are set once, and nothing is written for -WhatIf' {
        $before = Get-State
        Set-DcDnsRecord a.example.org -Type A -Value 203.0.113.7 -Zone example.org -WhatIf
        (Set-DcDnsRecord a.example.org 203.0.113.7 -WhatIf -PassThru).Action | Should -Be Create
        Get-State | Should -Be $before
        $change = Set-DcDnsRecord a.example.org -Type A -Value 203.0.113.7 -Zone example.org -PassThru
        $change | Should -BeOfType Dentropy.Dns.DcDnsChange
        $change.Action, $change.Applied, $change.After.Value | Should -Be Create, $true, 203.0.113.7
        (Set-DcDnsRecord a.example.org 203.0.113.7 -PassThru).Action | Should -Be None
        (Get-DcDnsRecord a.example.org).Owned | Should -BeTrue
        Set-DcDnsRecord a.example.org 203.0.113.8 | Should -BeNullOrEmpty
    }

    It 'have values inside and outside, also from objects with an address' {
        $public = [pscustomobject]@{ Address = '203.0.113.7'; Family = 'IPv4' }, [pscustomobject]@{ Address = '2001:db8::7'; Family = 'IPv6' }
        Set-DcDnsRecord cloud.example.org -Inside 10.77.0.20 -Outside $public
        (Get-DcDnsRecord cloud.example.org | Sort-Object Value | ForEach-Object { "$($_.View) $($_.Type) $($_.Value)" }) | Should -Be 'Inside A 10.77.0.20', 'Outside AAAA 2001:db8::7', 'Outside A 203.0.113.7'
        Set-DcDnsRecord cloud.example.org -Outside ([ipaddress] '203.0.113.9'), ([ipaddress] '2001:db8::9')
        (Get-DcDnsRecord cloud.example.org -Place public).Value | Should -Be '203.0.113.9', '2001:db8::9'
        (Get-ErrorOf { Set-DcDnsRecord cloud.example.org -Inside 10.77.0.21 -Outside $null }).FullyQualifiedErrorId | Should -BeLike 'DnsValueMissing,*'
        (Get-DcDnsRecord cloud.example.org -Place inside).Value | Should -Be 10.77.0.20
        (Get-ErrorOf { Set-DcDnsRecord cloud.example.org 10.0.0.1 }).FullyQualifiedErrorId | Should -BeLike 'DnsPlaceAmbiguous,*'
    }

    It 'are changed from the pipeline, set by set' {
        $changes = Get-DcDnsRecord -Zone example.org -Type A, CNAME | Set-DcDnsRecord -TimeToLive 5m -PassThru
        $changes.Name | Sort-Object | Should -Be 'blog.example.org', 'web.example.org', 'www.example.org'
        (Get-DcDnsRecord web.example.org).Value | Should -Be '203.0.113.1', '203.0.113.2'
        (Get-DcDnsRecord web.example.org).TimeToLive | Select-Object -Unique | Should -Be ([timespan] '00:05:00')
        Get-DcDnsRecord web.example.org | Select-Object -First 1 | Set-DcDnsRecord -Value 203.0.113.3
        (Get-DcDnsRecord web.example.org).Value | Should -Be 203.0.113.3
    }

    It 'are removed from the pipeline' {
        $before = Get-State
        Get-DcDnsRecord -Zone example.org | Where-Object Type -eq CNAME | Remove-DcDnsRecord -WhatIf
        Get-State | Should -Be $before
        Get-DcDnsRecord -Zone example.org | Where-Object Type -eq CNAME | Remove-DcDnsRecord -Confirm:$false
        Get-DcDnsRecord -Zone example.org -Type CNAME | Should -BeNullOrEmpty
        Get-DcDnsRecord web.example.org | Select-Object -First 1 | Remove-DcDnsRecord -Confirm:$false
        (Get-DcDnsRecord web.example.org).Value | Should -Be 203.0.113.2
        (Get-ErrorOf { Remove-DcDnsRecord gone.home.lan -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'DnsRecordNotFound,*'
    }

    It 'that cannot be are refused before any other is written' {
        $before = Get-State
        $records = Get-DcDnsRecord web.example.org, nas.home.lan
        (Get-ErrorOf { $records | Set-DcDnsRecord -TimeToLive 5m -Proxied }).FullyQualifiedErrorId | Should -BeLike 'DnsRecordUnsupported,*'
        (Get-ErrorOf { Set-DcDnsRecord web.example.org -Type CNAME -Value www.example.org }).FullyQualifiedErrorId | Should -BeLike 'DnsRecordConflict,*'
        Get-State | Should -Be $before
    }

    It 'are brought to what a file says' {
        Set-Content "$cloud/dns.yaml" "zones:`n  home.lan:`n    place: lan`n    records:`n      nas: 10.77.0.6`n      new: { type: CNAME, value: nas.home.lan }"
        $before = Get-State
        Push-Location $cloud
        try {
            $plan = Get-DcDnsPlan ./dns.yaml
            $plan | Should -BeOfType Dentropy.Dns.DcDnsPlan
            $plan.Changes.Action | Should -Be Update, Create
            $plan.Foreign | Should -Be 1
            Get-DcDnsPlan ./dns.yaml | Invoke-DcDnsPlan -WhatIf
            Get-State | Should -Be $before
            Get-DcDnsPlan ./dns.yaml | Invoke-DcDnsPlan
            (Get-DcDnsPlan ./dns.yaml).Changes | Should -BeNullOrEmpty
        }
        finally { Pop-Location }
        (Get-DcDnsRecord -Zone home.lan).Name | Should -Be 'alias.home.lan', 'nas.home.lan', 'new.home.lan'
        (Get-ErrorOf { $plan | Invoke-DcDnsPlan }).FullyQualifiedErrorId | Should -BeLike 'DnsPlanChanged,*'
        (Get-ErrorOf { Get-DcDnsPlan "$cloud/none.yaml" }).FullyQualifiedErrorId | Should -BeLike 'DnsPlanNotFound,*'
    }

    It 'do not go in great number by accident' {
        $records = 1..8 | ForEach-Object { "      h${_}: 10.77.1.$_" }
        Set-Content "$cloud/dns.yaml" (@('zones:', '  home.lan:', '    place: lan', '    records:') + $records)
        Get-DcDnsPlan "$cloud/dns.yaml" | Invoke-DcDnsPlan
        Set-Content "$cloud/dns.yaml" "zones:`n  home.lan:`n    place: lan"
        $plan = Get-DcDnsPlan "$cloud/dns.yaml"
        $plan.Removals, [bool] $plan.Guard | Should -Be 8, $true
        (Get-ErrorOf { $plan | Invoke-DcDnsPlan }).FullyQualifiedErrorId | Should -BeLike 'DnsPlanTooManyRemovals,*'
        ($plan | Invoke-DcDnsPlan -AllowRemoval 8 -PassThru).Applied | Select-Object -Unique | Should -BeTrue
        (Get-DcDnsRecord -Zone home.lan).Name | Should -Be 'alias.home.lan', 'nas.home.lan'
    }

    It 'have places and zones that are completed from files' {
        $complete = { param($Line) (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
        & $complete "Get-DcDnsRecord -Cloud '$cloud' -Place p" | Should -Be public
        & $complete "Set-DcDnsRecord x -Cloud '$cloud' -Zone ex" | Should -Be example.org
    }

    It 'have views' {
        $text = Get-DcDnsRecord web.example.org | Out-String -Width 160
        $text | Should -Match 'Name +Type +Value +TTL +Place +View +Notes'
        $text | Should -Match 'web\.example\.org +A +203\.0\.113\.1 +3600 +public +Outside'
        (Set-DcDnsRecord a.example.org 203.0.113.7 -PassThru | Out-String -Width 160) | Should -Match 'Create +True +a\.example\.org +A +public +203\.0\.113\.7'
    }
}
