BeforeAll {
    . $PSScriptRoot/support/Common.ps1

    function New-PemFile([string] $Path, [string] $Subject, [int] $Days) {
        $key = [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve]::CreateFromFriendlyName('nistP256'))
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new($Subject, $key, 'SHA256')
        $certificate = $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays($Days).AddMinutes(5))
        Set-Content -LiteralPath $Path $certificate.ExportCertificatePem()
    }
}

Describe 'Certificates' {
    BeforeEach {
        $work = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $cloud = "$work/cloud"
        New-Item -ItemType Directory $cloud, "$cloud/certificates", "$work/certs" | Out-Null
        Set-Content "$cloud/cloud.yaml" @'
certificates:
  issuers:
    home-ca: { directory: "https://127.0.0.1:9/dir" }
'@
        New-PemFile "$work/certs/a.pem" 'CN=a' 10
        New-PemFile "$work/certs/b.crt" 'CN=b' 40
        Set-Content "$work/certs/key.pem" "-----BEGIN PRIVATE KEY-----`nAAAA`n-----END PRIVATE KEY-----"
    }

    It 'reads a folder, wildcards and files, and leaves out what is no certificate' {
        (Get-DcCertificate -Path "$work/certs" -Cloud $cloud).Subject | Should -Be 'CN=a', 'CN=b'
        (Get-DcCertificate "$work/certs/a.pem" -Cloud $cloud).Subject | Should -Be 'CN=a'
        (Get-DcCertificate -Path "$work/certs/*.pem" -Cloud $cloud | Where-Object DaysLeft -lt 21).Subject | Should -Be 'CN=a'
        (Get-ChildItem "$work/certs/b.crt" | Get-DcCertificate -Cloud $cloud).DaysLeft | Should -Be 40
        (Get-ErrorOf { Get-DcCertificate -Path "$work/certs/key.pem" -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'CertificateUnreadable,*'
        (Get-ErrorOf { Get-DcCertificate -Path "$work/none.pem" -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'CertificateFileNotFound,*'
    }

    It 'takes apps and addresses alike, and each that fails is an error of its own' {
        $found = Get-DcCertificate -App nextcloud, https://127.0.0.1:9, tls://nowhere -Node localhost -Cloud $cloud -ErrorVariable failed -ErrorAction SilentlyContinue |
            Where-Object DaysLeft -lt 21
        $found | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Contain 'CertificateEndpointUnreachable'
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Contain 'InvalidCertificateEndpoint'
        $failed.TargetObject | Should -Contain 'https://127.0.0.1:9'
        $failed.Count | Should -BeGreaterThan 2
    }

    It 'shows what is wrong in a table' {
        $text = Get-DcCertificate -Path "$work/certs/a.pem" -Cloud $cloud | Format-Table | Out-String -Width 300
        $text | Should -Match 'DaysLeft'
        $text | Should -Match 'unknown authority'
    }

    It 'shows what would be issued, and sends and writes nothing' {
        New-DcCertificate pi1.home.lan -Issuer home-ca -Node localhost -InstallPath "$work/ssl" -Cloud $cloud -WhatIf
        "$work/ssl" | Should -Not -Exist
        Get-ChildItem "$cloud/certificates" | Should -BeNullOrEmpty
    }

    It 'refuses what cannot be before anybody is asked' {
        (Get-ErrorOf { New-DcCertificate pi1.home.lan -Issuer none -Node localhost -InstallPath /etc/ssl/x -Cloud $cloud -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'CertificateIssuerNotFound,*'
        (Get-ErrorOf { New-DcCertificate *.home.lan -Issuer home-ca -Node localhost -InstallPath /etc/ssl/x -WebRoot /srv -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'InvalidCertificateRequest,*'
    }

    It 'renews what is due, says so where that fails, and is silent otherwise' {
        $record = "name: pi1.home.lan`nnames: [pi1.home.lan]`nissuer: home-ca`nnode: localhost`ninstallPath: /proc/dentropy`nkeyAlgorithm: ecdsa-p256`nchallenge: dns-01`nnotBefore: `"2026-01-01T00:00:00Z`"`n"
        Set-Content "$cloud/certificates/pi1.home.lan.yaml" ($record + 'notAfter: "2099-01-01T00:00:00Z"')
        Update-DcCertificate -Cloud $cloud -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
        Set-Content "$cloud/certificates/pi1.home.lan.yaml" ($record + 'notAfter: "2026-01-02T00:00:00Z"')
        Update-DcCertificate -Cloud $cloud -WhatIf
        (Get-DcCertificate -Issued -Cloud $cloud).Failures | Should -Be 0
        (Get-ErrorOf { Update-DcCertificate -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'CertificateRenewalFailed,*'
        (Get-DcCertificate -Issued -Cloud $cloud).Failures | Should -Be 1
        @() | Update-DcCertificate -Cloud $cloud -Force
        (Get-ErrorOf { Update-DcCertificate pi9.home.lan -Cloud $cloud }).FullyQualifiedErrorId | Should -BeLike 'CertificateNotFound,*'
    }

    It 'completes issuers and certificates' {
        Set-Content "$cloud/certificates/pi1.home.lan.yaml" "name: pi1.home.lan`nnames: [pi1.home.lan]`nissuer: home-ca`nnode: localhost`ninstallPath: /x`nkeyAlgorithm: ecdsa-p256`nchallenge: dns-01`nnotBefore: `"2026-01-01T00:00:00Z`"`nnotAfter: `"2099-01-01T00:00:00Z`""
        $line = "New-DcCertificate -Cloud '$cloud' -Issuer h"
        (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText | Should -Be 'home-ca'
        $line = "Update-DcCertificate -Cloud '$cloud' -Name p"
        (TabExpansion2 $line $line.Length).CompletionMatches.ListItemText | Should -Be 'pi1.home.lan'
    }
}
