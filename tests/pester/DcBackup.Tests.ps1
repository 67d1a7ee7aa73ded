BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_CLOUD -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1

    # A backup as any tar could have made it, with the frames of docs/backup-format.md, written without Dentropy.
    function Get-Sha256([byte[]] $Bytes) { [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($Bytes)).ToLowerInvariant() }

    function New-TarMember([string] $Name, [byte[]] $Content, [switch] $Last) {
        $stream = [IO.MemoryStream]::new()
        $header = [byte[]]::new(512)
        $put = { param($At, $Text) $bytes = [Text.Encoding]::ASCII.GetBytes($Text); [Array]::Copy($bytes, 0, $header, $At, $bytes.Length) }
        & $put 0 $Name
        & $put 100 '0000600'; & $put 108 '0000000'; & $put 116 '0000000'
        & $put 124 ([Convert]::ToString($Content.Length, 8).PadLeft(11, '0'))
        & $put 136 ([Convert]::ToString(1795188600, 8).PadLeft(11, '0'))
        & $put 148 '        '; & $put 156 '0'; & $put 257 "ustar`0" ; & $put 263 '00root'; & $put 297 'root'
        $sum = 0; foreach ($b in $header) { $sum += $b }
        & $put 148 ([Convert]::ToString($sum, 8).PadLeft(6, '0') + "`0 ")
        $stream.Write($header)
        $stream.Write($Content)
        $stream.Write([byte[]]::new((512 - $Content.Length % 512) % 512 + ($Last ? 1024 : 0)))
        , $stream.ToArray()
    }

    # A gzip member of stored blocks: the CRC is taken from the one that .NET writes.
    function New-GzipFrame([byte[]] $Content) {
        $packed = [IO.MemoryStream]::new()
        $gzip = [IO.Compression.GZipStream]::new($packed, [IO.Compression.CompressionLevel]::Fastest, $true)
        $gzip.Write($Content); $gzip.Dispose()
        $frame = [IO.MemoryStream]::new()
        $frame.Write([byte[]] (0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1))
        $frame.Write([BitConverter]::GetBytes([uint16] $Content.Length)); $frame.Write([BitConverter]::GetBytes([uint16] (65535 - $Content.Length)))
        $frame.Write($Content)
        $frame.Write([byte[]] $packed.ToArray()[-8..-1])
        , $frame.ToArray()
    }

    function New-GzipNote([string] $Text) {
        $content = [Text.Encoding]::ASCII.GetBytes($Text)
        $note = [IO.MemoryStream]::new()
        $note.Write([byte[]] (0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 255)); $note.Write([BitConverter]::GetBytes([uint16] ($content.Length + 4)))
        $note.Write([byte[]] (0x44, 0x65)); $note.Write([BitConverter]::GetBytes([uint16] $content.Length)); $note.Write($content)
        $note.Write([byte[]] (3, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        , $note.ToArray()
    }

    function New-Backup([string] $Folder, [string] $App, [datetime] $Time) {
        $manifest = @{ formatVersion = 1; id = 'abc'; toolVersion = '0.1.0'; app = $App; kind = 'compose'; sourceNode = 'pi1'; compression = 'gzip'
            time = $Time.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'"); volumes = @(@{ name = 'data'; part = 'volumes/data'; driver = 'local' }) }
        $head = New-GzipFrame (New-TarMember manifest.json ([Text.Encoding]::UTF8.GetBytes(($manifest | ConvertTo-Json -Depth 5))))
        $index = @{ formatVersion = 1; id = 'abc'; parts = @(); outcome = @{ durationSeconds = 2; warnings = @('Something.') }
            sections = @(@{ member = 'manifest.json'; offset = 0; length = $head.Length; sha256 = Get-Sha256 $head }) }
        $tail = New-GzipFrame (New-TarMember index.json ([Text.Encoding]::UTF8.GetBytes(($index | ConvertTo-Json -Depth 5))) -Last)
        $foot = New-GzipNote ("DENTROPY-INDEX v0001 {0:D20} {1:D20} {2}`n" -f $head.Length, $tail.Length, (Get-Sha256 $tail))
        $null = New-Item -ItemType Directory -Force $Folder
        $path = Join-Path $Folder "$App-$($Time.ToString("yyyyMMdd'T'HHmmss'Z'")).tar.gz"
        [IO.File]::WriteAllBytes($path, $head + $tail + $foot)
        $path
    }
}

Describe 'Backups in a folder' {
    BeforeEach {
        $work = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = "$work/cloud" }
        $paths = 18, 19, 20 | ForEach-Object { New-Backup "$work/b" app ([datetime] "2026-11-$_ 10:00") }
        $null = New-Backup "$work/b" other ([datetime] '2026-11-18 10:00')
    }

    It 'are listed from what they say of themselves' {
        $backups = Get-DcBackup "$work/b"
        $backups | Should -HaveCount 4
        $backups[0] | Should -BeOfType Dentropy.Backups.DcBackup
        $backups[0].App, $backups[0].SourceNode, $backups[0].Complete, $backups[0].Volumes.Name, $backups[0].Warnings | Should -Be 'app', 'pi1', $true, 'data', 'Something.'
        (Get-DcBackup "$work/b" -App ot*).App | Should -Be 'other'
        (Get-DcBackup "$work/b/app-*").Count | Should -Be 3
        (Get-ChildItem "$work/b" | Get-DcBackup).Count | Should -Be 4
    }

    It 'are found from the current folder of PowerShell and from its drives' {
        Push-Location $work
        try { (Get-DcBackup ./b).Count | Should -Be 4 } finally { Pop-Location }
        (Get-DcBackup TestDrive:/$(Split-Path -Leaf $work)/b).Count | Should -Be 4
    }

    It 'are shown although others are broken' {
        [IO.File]::WriteAllBytes($paths[0], [IO.File]::ReadAllBytes($paths[0])[0..1500])
        $errors = Get-ErrorOf { $script:found = Get-DcBackup "$work/b" }
        $found = Get-DcBackup "$work/b" -ErrorAction SilentlyContinue -ErrorVariable failed
        $found | Should -HaveCount 4
        $found[0].Complete | Should -BeFalse
        $failed.FullyQualifiedErrorId | Should -Be 'BackupIncomplete,Dentropy.PowerShell.Backups.GetDcBackupCommand'
    }

    It 'are tested byte by byte' {
        Get-DcBackup "$work/b" | Test-DcBackup | ForEach-Object Valid | Should -Be $true, $true, $true, $true
        $bytes = [IO.File]::ReadAllBytes($paths[1]); $bytes[700] = $bytes[700] -bxor 1; [IO.File]::WriteAllBytes($paths[1], $bytes)
        $test = Test-DcBackup $paths[1]
        $test | Should -BeOfType Dentropy.Backups.DcBackupTest
        $test.Valid | Should -BeFalse
        $test.Problems | Should -Not -BeNullOrEmpty
    }

    It 'are removed when they are named, and never as a whole place' {
        Remove-DcBackup $paths[0] -WhatIf
        (Remove-DcBackup $paths[0] -WhatIf -PassThru).Path | Should -Be $paths[0]
        Test-Path $paths[0] | Should -BeTrue
        Get-DcBackup $paths[0] | Remove-DcBackup -Confirm:$false
        Test-Path $paths[0] | Should -BeFalse
        (Get-ErrorOf { Remove-DcBackup "$work/b" -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'InvalidPlace,*'
        (Get-DcBackup "$work/b").Count | Should -Be 3
    }

    It 'are pruned by app; one of them stands for the others' {
        (Get-DcBackup $paths[2] | Remove-DcBackup -KeepLast 1 -Confirm:$false -PassThru).Path | Should -Be $paths[0], $paths[1]
        (Get-DcBackup "$work/b").Name | Should -Be (Split-Path -Leaf $paths[2]), 'other-20261118T100000Z.tar.gz'
        Remove-DcBackup "$work/b" -KeepDaily 1 -Confirm:$false
        (Get-DcBackup "$work/b").Count | Should -Be 2
        (Get-ErrorOf { Remove-DcBackup "$work/b" -KeepLast 0 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'InvalidRetention,*'
    }

    It 'have a view' {
        $text = Get-DcBackup "$work/b" | Format-Table | Out-String
        $text | Should -Match 'App\s+Node\s+Time\s+Size\s+State'
        Test-DcBackup $paths[2] | Format-Table | Out-String | Should -Match 'app\s+True'
    }
}

Describe 'Places' {
    BeforeEach {
        $work = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory "$work/cloud"
    }

    It 'are errors of their own where they are not there or not understood' {
        (Get-ErrorOf { Get-DcBackup "$work/none" -Cloud "$work/cloud" }).FullyQualifiedErrorId | Should -BeLike 'PlaceNotFound,*'
        (Get-ErrorOf { Get-DcBackup ftp://x/y -Cloud "$work/cloud" }).FullyQualifiedErrorId | Should -BeLike 'InvalidPlace,*'
        (Get-ErrorOf { Test-DcBackup ssh://nobody/x -Cloud "$work/cloud" }).FullyQualifiedErrorId | Should -BeLike 'NodeNotFound,*'
    }

    It 'have names in cloud.yaml, which bring along where a backup is found again' {
        $path = New-Backup "$work/b" app ([datetime] '2026-11-20 10:00')
        Set-Content "$work/cloud/cloud.yaml" "places:`n  home:`n    url: $work/b"
        $backup = Get-DcBackup home -Cloud "$work/cloud"
        $backup.Place, $backup.Path, $backup.Cloud | Should -Be 'home', $path, "$work/cloud"
        ($backup | Test-DcBackup).Valid | Should -BeTrue
        (Get-DcBackup home:app-* -Cloud "$work/cloud").Name | Should -Be $backup.Name
    }

    It 'load the client of S3 only when a bucket is used' {
        $loaded = Invoke-FreshPwsh @"
            Import-Module `$ModulePath
            `$null = Get-DcBackup '$work' -Cloud '$work/cloud'
            `$before = [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -like 'AWSSDK*'
            `$env:AWS_ACCESS_KEY_ID = 'a'; `$env:AWS_SECRET_ACCESS_KEY = 'b'; `$env:AWS_ENDPOINT_URL = 'http://127.0.0.1:1'
            `$null = Get-DcBackup s3://bucket/x -Cloud '$work/cloud' -ErrorAction SilentlyContinue -ErrorVariable failed
            `$aws = [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -eq 'AWSSDK.S3' }
            "`$(@(`$before).Count) `$([Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$aws).Name) `$(`$failed[0].FullyQualifiedErrorId.Split(',')[0])"
"@
        $loaded | Should -Be '0 Dentropy PlaceUnreachable'
    }
}
