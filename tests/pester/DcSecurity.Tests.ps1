BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Test-DcSecurity without hosts' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ 'New-DcNode:Cloud' = $Cloud; 'Test-DcSecurity:Cloud' = $Cloud; 'Get-DcNode:Cloud' = $Cloud }
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
    }

    It 'reports a node that it cannot reach as an error, with and without its name' {
        Test-DcSecurity gone -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        $failed.TargetObject | Should -Be 'gone'
        (Get-ErrorOf { Test-DcSecurity }).FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        (Get-ErrorOf { Get-DcNode gone | Test-DcSecurity }).FullyQualifiedErrorId | Should -Match '^NodeUnreachable,'
        Get-ErrorOf { @() | Test-DcSecurity } | Should -BeNullOrEmpty
    }

    It 'refuses what it cannot use before any node is asked' {
        { Test-DcSecurity gone -Check ssh-pasword-login } | Should -Throw -ErrorId 'SecurityCheckNotFound,*'
        (Get-ErrorOf { Test-DcSecurity nobody }).FullyQualifiedErrorId | Should -Match '^NodeNotFound,'
        Set-Content (Join-Path $Cloud cloud.yaml) 'security: { ports: { gone: 99999 } }'
        { Test-DcSecurity gone } | Should -Throw -ErrorId 'CloudFileInvalid,*'
    }

    It 'finds secrets of this machine that others can read' -Skip:$IsWindows {
        $token = Join-Path $Cloud token
        Set-Content $token hunter2
        Set-Content (Join-Path $Cloud cloud.yaml) 'dns: { a: { type: cloudflare, token: "file:token", zones: [example.org] } }'
        chmod 604 $token
        $found = Test-DcSecurity gone -Check operator-secret
        $found | Should -BeOfType Dentropy.Security.DcSecurityFinding
        $found.Node, $found.Check, $found.NotChecked | Should -Be 'localhost', 'operator-secret', $false
        $found.Evidence | Should -Match 'token, mode 604, named in cloud\.yaml$'
        $found | Out-String | Should -Not -Match 'hunter2'
        Invoke-Expression $found.Remedy
        Test-DcSecurity gone -Check operator-secret | Should -BeNullOrEmpty
    }

    It 'completes names of checks' {
        $line = 'Test-DcSecurity gone -Check ssh-p'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'ssh-password-login'
        $line = 'Test-DcSecurity gone -MinimumSeverity Cri'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'Critical'
    }

    It 'shows a finding with what it means and how to mend it' {
        $finding = [Dentropy.Security.DcSecurityFinding]@{ Severity = 'High'; Node = 'pi1'; Check = 'ssh-password-login'; Evidence = 'sshd: PasswordAuthentication yes'; Meaning = 'Passwords can be guessed.'; Remedy = 'Initialize-DcNode pi1 -Profile base' }
        $text = $finding | Out-String
        $text | Should -Match 'High +pi1 +ssh-password-login: sshd: PasswordAuthentication yes'
        $text | Should -Match '(?m)^    Passwords can be guessed\.\r?$'
        $text | Should -Match '(?m)^    > Initialize-DcNode pi1 -Profile base\r?$'
    }
}

Describe 'Test-DcSecurity on real hosts' -Skip:(-not $env:DENTROPY_LAB_CLOUD -and -not $env:CI) {
    BeforeAll {
        $PSDefaultParameterValues = @{ 'Test-DcSecurity:Cloud' = (Get-LabCloud); 'Invoke-DcClusterCommand:Cloud' = (Get-LabCloud) }
        $Conf = '/etc/ssh/sshd_config.d/50-audit.conf'
    }

    AfterAll {
        $null = Invoke-DcClusterCommand "rm -f $Conf /etc/dc-audit.key" -Node pi2 -Sudo
    }

    It 'finds what is wrong, the worst first, and no more once the remedies have run' {
        Test-DcSecurity pi2 -Check ssh-*, readable-secret | Should -BeNullOrEmpty
        $null = Invoke-DcClusterCommand "printf 'PasswordAuthentication yes\nPermitEmptyPasswords yes\nPermitRootLogin prohibit-password\n' >$Conf; openssl genpkey -algorithm ed25519 -out /etc/dc-audit.key; chmod 644 /etc/dc-audit.key" -Node pi2 -Sudo
        $found = Test-DcSecurity pi2 -Check ssh-*, readable-secret
        $found.Check | Should -Be 'readable-secret', 'ssh-empty-password', 'ssh-password-login'
        $found | ForEach-Object { "$($_.Severity)" } | Should -Be 'High', 'High', 'High'
        Test-DcSecurity pi2 -Check ssh-* -MinimumSeverity Critical | Should -BeNullOrEmpty
        Invoke-Expression "$($found[0].Remedy) | Out-Null"
        (Test-DcSecurity pi2 -Check ssh-*, readable-secret).Check | Should -Be 'ssh-empty-password', 'ssh-password-login'
    }

    It 'says with -Verbose that a node was looked at' {
        $said = Test-DcSecurity pi1 -Check ssh-* -Verbose 4>&1
        "$said" | Should -Match 'pi1 was looked at; findings: 0'
    }

    It 'ends early where nobody reads on' {
        (Test-DcSecurity pi1, pi2, pi3 -Check package-lists-stale, unexpected-port | Select-Object -First 1).Check | Should -Not -BeNullOrEmpty
    }
}
