BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Profiles' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ 'New-DcNode:Cloud' = $Cloud; 'Initialize-DcNode:Cloud' = $Cloud; 'Get-DcProfile:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
        $null = New-Item -ItemType Directory (Join-Path $Cloud profiles)
    }

    It 'Get-DcProfile lists what there is, and tells what cannot be used' {
        (Get-DcProfile).Name | Should -Be 'base', 'docker-host'
        $docker = Get-DcProfile docker*
        $docker | Should -BeOfType Dentropy.Provisioning.DcProfile
        $docker.BuiltIn, $docker.Extends | Should -Be $true, 'base'
        $docker.Steps | Should -Contain 'service docker'
        Set-Content (Join-Path $Cloud profiles/bad.yaml) "description: x`npackges: [x]"
        $found = Get-DcProfile b* -ErrorAction SilentlyContinue -ErrorVariable failed
        $found.Name | Should -Be 'bad', 'base'
        $failed.FullyQualifiedErrorId | Should -Match '^ProfileInvalid,'
        "$failed" | Should -Match 'bad.yaml line 2'
        { Get-DcProfile none -ErrorAction Stop } | Should -Throw -ErrorId 'ProfileNotFound,*'
    }

    It 'Initialize-DcNode refuses what it cannot use before any node is asked' {
        { Initialize-DcNode gone none } | Should -Throw -ErrorId 'ProfileNotFound,*'
        Set-Content (Join-Path $Cloud profiles/vars.yaml) 'files: { /etc/x: { content: "{{metadata.none}}" } }'
        { Initialize-DcNode gone vars -WhatIf } | Should -Throw -ErrorId 'ProfileVariableUnknown,*'
        (Get-ErrorOf { Initialize-DcNode nobody base }).FullyQualifiedErrorId | Should -Match '^NodeNotFound,'
    }

    It 'Initialize-DcNode reports a node that it cannot reach' {
        $step = Initialize-DcNode gone base -ErrorAction SilentlyContinue -ErrorVariable failed
        $step | Should -BeOfType Dentropy.Provisioning.DcProvisionStep
        $step.Node, $step.Step, "$($step.Status)" | Should -Be 'gone', 'node', 'Failed'
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        $failed.TargetObject | Should -Be 'gone'
    }

    It 'completes names of profiles' {
        $env:DENTROPY_CLOUD = $Cloud
        $line = 'Initialize-DcNode gone -Profile d'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'docker-host'
    }

    It 'shows a step with the lines of its file' {
        $step = [Dentropy.Provisioning.DcProvisionStep]@{ Node = 'pi1'; Profile = 'p'; Step = 'file'; Name = '/etc/x'; Status = 'WouldChange'; Detail = 'change the content'; Diff = "@@ -1,1 +1,1 @@`n-a`n+b" }
        $text = $step | Out-String
        $text | Should -Match 'pi1 +WouldChange file /etc/x: change the content'
        $text | Should -Match '(?m)^    \+b\r?$'
    }
}

Describe 'Keys of nodes' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ 'New-DcNode:Cloud' = $Cloud; 'Get-DcNodeKey:Cloud' = $Cloud; 'Update-DcNodeKey:Cloud' = $Cloud; 'Remove-DcNodeKey:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
        $key = Join-Path $TestDrive ([guid]::NewGuid())
    }

    It 'New-DcNodeKey makes a pair, and replaces none' {
        New-DcNodeKey $key -WhatIf | Should -BeNullOrEmpty
        $key | Should -Not -Exist
        $made = New-DcNodeKey $key 'anna, laptop'
        $made | Should -BeOfType Dentropy.Provisioning.DcKeyFile
        $made.Fingerprint | Should -Match '^SHA256:'
        Get-Content "$key.pub" | Should -Match ' anna, laptop$'
        $made | Out-String | Should -Not -Match 'PRIVATE'
        { New-DcNodeKey $key } | Should -Throw -ErrorId 'KeyFileExists,*'
    }

    It 'Update-DcNodeKey sends nothing under -WhatIf, and refuses what is no key' {
        $null = New-DcNodeKey $key
        Update-DcNodeKey gone $key -RevokeOld -WhatIf | Should -BeNullOrEmpty
        { Update-DcNodeKey gone "$key.none" } | Should -Throw -ErrorId 'KeyFileInvalid,*'
        $change = Update-DcNodeKey gone $key -ErrorAction SilentlyContinue -ErrorVariable failed
        $change | Should -BeOfType Dentropy.Provisioning.DcNodeKeyChange
        $change.Changed, $change.Failure.ErrorId | Should -Be $false, 'NodeUnreachable'
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
    }

    It 'Get- and Remove-DcNodeKey report a node that they cannot reach' {
        Get-DcNodeKey gone -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        Remove-DcNodeKey gone SHA256:x -WhatIf | Should -BeNullOrEmpty
        (Remove-DcNodeKey gone SHA256:x -Confirm:$false -ErrorAction SilentlyContinue).Failure.ErrorId | Should -Be 'NodeUnreachable'
    }
}

Describe 'Host keys' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ 'New-DcNode:Cloud' = $Cloud; 'Get-DcHostKey:Cloud' = $Cloud; 'Update-DcHostKey:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
    }

    It 'Get- and Update-DcHostKey report a node that they cannot reach' {
        Get-DcHostKey gone -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        $change = Update-DcHostKey gone -New -RemoveOld -ErrorAction SilentlyContinue -ErrorVariable failed
        $change | Should -BeOfType Dentropy.Provisioning.DcHostKeyChange
        $change.Changed, $change.Failure.ErrorId | Should -Be $false, 'NodeUnreachable'
        $failed.TargetObject | Should -Be 'gone'
    }

    It 'Update-DcHostKey sends nothing under -WhatIf' {
        Update-DcHostKey gone -New -WhatIf -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
        Join-Path $Cloud known_hosts | Should -Not -Exist
    }

    It 'shows until when a key is certified' {
        $key = [Dentropy.Provisioning.DcHostKey]@{ Node = 'pi1'; Host = 'pi1'; Type = 'ssh-ed25519'; Bits = 256; Fingerprint = 'SHA256:x'; OnNode = $true; CertifiedUntil = [DateTimeOffset]::MaxValue }
        $key | Out-String | Should -Match 'pi1 +ssh-ed25519 +256 +True +False +forever +SHA256:x'
    }
}

Describe 'SSH certificates' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ 'New-DcNode:Cloud' = $Cloud; 'Get-DcSshCertificate:Cloud' = $Cloud; 'New-DcSshCertificate:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
        $ca = Join-Path $TestDrive ([guid]::NewGuid())
        $key = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-DcNodeKey $ca; New-DcNodeKey $key 'anna, laptop'
    }

    It 'New-DcSshCertificate signs a key and Get-DcSshCertificate shows it' {
        New-DcSshCertificate $key $ca ops -WhatIf | Should -BeNullOrEmpty
        "$key-cert.pub" | Should -Not -Exist
        Get-DcSshCertificate | Should -BeNullOrEmpty
        $made = New-DcSshCertificate "$key.pub" $ca ops, backup -ValidFor 1h -SourceAddress 10.0.0.0/8 -ForceCommand uptime
        $made | Should -BeOfType Dentropy.Provisioning.DcSshCertificate
        $made.Serial, "$($made.Kind)", $made.Identity | Should -Be 1, 'User', 'anna, laptop'
        $made.Principals | Should -Be 'ops', 'backup'
        "$(ssh-keygen -L -f $made.Path)" | Should -Match 'force-command uptime'
        (New-DcSshCertificate $key $ca ops -Identity bob).Serial | Should -Be 2
        (Get-DcSshCertificate b* -Valid).Identity | Should -Be 'bob'
        Get-DcSshCertificate | Out-String | Should -Match '1 +User +anna, laptop +ops, backup'
    }

    It 'New-DcSshCertificate refuses what cannot be signed' {
        { New-DcSshCertificate $key $ca ops -ValidFor 'a while' } | Should -Throw -ErrorId 'ValidForInvalid,*'
        { New-DcSshCertificate $key "$ca.none" ops } | Should -Throw -ErrorId 'CaKeyNotFound,*'
        { New-DcSshCertificate $key $ca 'a,b' } | Should -Throw -ErrorId 'SshCertificateInvalid,*'
    }

    It 'New-DcSshCertificate -Node sends nothing under -WhatIf and reports a node that it cannot reach' {
        New-DcSshCertificate -Node gone -CaKey $ca -WhatIf -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -BeNullOrEmpty
        Get-DcNode gone -Cloud $Cloud | New-DcSshCertificate -CaKey $ca -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        Get-DcSshCertificate | Should -BeNullOrEmpty
    }

    It 'New-DcBootMedia gives a node a host key that is known from the start' {
        Set-Content (Join-Path $Cloud cloud.yaml) "firstBoot: { keys: ['$(Get-Content "$key.pub")'] }"
        $card = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        New-DcBootMedia gone $card.FullName -HostKey -Cloud $Cloud -WhatIf | Should -BeNullOrEmpty
        Join-Path $Cloud known_hosts | Should -Not -Exist
        $media = New-DcBootMedia gone $card.FullName -HostKey -Cloud $Cloud
        $media.HostKey | Should -Match '^SHA256:'
        Get-Content (Join-Path $Cloud known_hosts) | Should -Match '^\[127\.0\.0\.1\]:1 ssh-ed25519 '
        $media | Format-List * | Out-String | Should -Not -Match 'PRIVATE'
    }
}
