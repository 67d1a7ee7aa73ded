BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Serf agents' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ 'New-DcNode:Cloud' = $Cloud; '*-DcSerf:Cloud' = $Cloud; 'Get-DcSerfKey:Cloud' = $Cloud; 'Update-DcSerfKey:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
        $key = Join-Path $TestDrive "$([guid]::NewGuid()).key"
    }

    It 'New-DcSerfKey writes a key that only its owner can read, and shows none' {
        $made = New-DcSerfKey $key
        $made | Should -BeOfType Dentropy.Cluster.DcSerfKeyFile
        $made.Fingerprint | Should -Match '^[0-9a-f]{16}$'
        $text = Get-Content -Raw $key
        [Convert]::FromBase64String($text.Trim()).Length | Should -Be 32
        $made | Out-String | Should -Not -Match ([regex]::Escape($text.Trim()))
        if (-not $IsWindows) { (Get-Item $key).UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
        { New-DcSerfKey $key } | Should -Throw -ErrorId 'SerfKeyFileExists,*'
        Get-Content -Raw $key | Should -Be $text
    }

    It 'New-DcSerfKey writes nothing under -WhatIf, and prints a key only where that is asked for' {
        New-DcSerfKey $key -WhatIf | Should -BeNullOrEmpty
        $key | Should -Not -Exist
        $text = New-DcSerfKey -AsPlainText
        [Convert]::FromBase64String($text).Length | Should -Be 32
        New-DcSerfKey -AsPlainText | Should -Not -Be $text
    }

    It 'Install-DcSerf takes no key on its command line, and does not repeat it' {
        $text = New-DcSerfKey -AsPlainText
        { Install-DcSerf gone -EncryptKey $text } | Should -Throw -ErrorId 'SerfKeyReference,*'
        try { Install-DcSerf gone -EncryptKey $text } catch { "$_" | Should -Not -Match ([regex]::Escape($text)) }
    }

    It 'Install-DcSerf refuses what is no key, and settings that cannot be used, before any node is asked' {
        Set-Content $key 'c2hvcnQ='
        { Install-DcSerf gone -EncryptKey "file:$key" -WhatIf } | Should -Throw -ErrorId 'SerfKeyInvalid,*'
        { Install-DcSerf gone -EncryptKey 'file:none.key' -WhatIf } | Should -Throw -ErrorId 'SecretUnavailable,*'
        { Install-DcSerf gone -Join nobody -WhatIf } | Should -Throw -ErrorId 'NodeNotFound,*'
        { Install-DcSerf gone -Profile fast } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'Install-DcSerf finds the key beside the current folder' {
        Push-Location $TestDrive
        try {
            $null = New-DcSerfKey here.key
            $null = Install-DcSerf gone -EncryptKey file:here.key -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        }
        finally { Pop-Location }
    }

    It '<_> reports a node that it cannot reach' -ForEach 'Install-DcSerf', 'Uninstall-DcSerf' {
        $record = & $_ gone -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failed
        $record | Should -BeOfType Dentropy.Cluster.DcSerfInstallation
        $record.Node, $record.Changed, $record.Failure.ErrorId | Should -Be 'gone', $false, 'NodeUnreachable'
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        $failed.TargetObject | Should -Be 'gone'
    }

    It 'Uninstall-DcSerf asks nothing of anybody under -WhatIf' {
        Uninstall-DcSerf gone -WhatIf -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
    }

    It 'Install-DcSerf leaves localhost alone, which has no name in a cluster' {
        (Install-DcSerf localhost -ErrorAction SilentlyContinue).Failure.ErrorId | Should -Be 'SerfLocalNode'
    }

    It 'Get-DcSerfKey and Update-DcSerfKey say that no agent answers' {
        $null = New-DcSerfKey $key
        { Get-DcSerfKey } | Should -Throw -ErrorId 'SerfNotReachable,*'
        { Update-DcSerfKey "file:$key" -Confirm:$false } | Should -Throw -ErrorId 'SerfNotReachable,*'
        { Update-DcSerfKey (Get-Content $key) } | Should -Throw -ErrorId 'SerfKeyReference,*'
    }

    It 'The views show what matters in a row' {
        $record = [Activator]::CreateInstance([Dentropy.Cluster.DcSerfInstallation])
        [Dentropy.Cluster.DcSerfInstallation].GetProperty('Node').SetValue($record, 'pi1')
        [Dentropy.Cluster.DcSerfInstallation].GetProperty('Steps').SetValue($record, [string[]]('set tag a=b', 'reload the agent'))
        $record | Out-String -Width 160 | Should -Match 'pi1 +False +0 +None +set tag a=b; reload the agent'
    }
}
