BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_CLOUD -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Invoke-DcClusterCommand on this machine' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $Cloud }
    }

    It 'returns output, error, exit code and status' {
        $result = Invoke-DcClusterCommand 'echo out; echo err >&2; exit 3' -Node localhost
        $result | Should -BeOfType Dentropy.Cluster.DcCommandResult
        $result.Node, $result.Output, $result.Error, $result.ExitCode, $result.Status | Should -Be 'localhost', 'out', 'err', 3, 'Failed'
        $result.Ok | Should -BeFalse
    }

    It 'writes no error for an exit code, since the result says it' {
        $null = Invoke-DcClusterCommand 'exit 1' -Node localhost -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
    }

    It 'takes nodes, names, results, groups and other objects that name a node' {
        $result = Get-DcNode localhost | Invoke-DcClusterCommand true
        $fold = $result | Invoke-DcClusterCommand true -Fold
        $result, $fold, 'localhost', [pscustomobject]@{ Node = 'localhost' }, [pscustomobject]@{ Name = 'localhost' } | ForEach-Object {
            ($_ | Invoke-DcClusterCommand true).Node | Should -Be 'localhost'
        }

        (Invoke-DcClusterCommand true -Node $result).Node | Should -Be 'localhost'
        (Invoke-DcClusterCommand true -Node (Get-DcNode localhost)).Node | Should -Be 'localhost'
    }

    It 'runs once on a node that is named several ways' {
        @('localhost', (Get-DcNode localhost), 'LOCALHOST' | Invoke-DcClusterCommand true).Count | Should -Be 1

        # A name is looked up in the cloud of the environment; a node brings the same one along.
        $PSDefaultParameterValues.Clear()
        $saved = $env:DENTROPY_CLOUD
        try {
            $env:DENTROPY_CLOUD = $Cloud
            @('localhost', (Get-DcNode localhost) | Invoke-DcClusterCommand true).Count | Should -Be 1
        }
        finally {
            $env:DENTROPY_CLOUD = $saved
        }
    }

    It 'sends <What> to standard input' -ForEach @(
        @{ What = 'a text, as a line'; InputObject = 'a'; Bytes = 'a'[0], 10 }
        @{ What = 'lines'; InputObject = 'a', 'b'; Bytes = 'a'[0], 10, 'b'[0], 10 }
        @{ What = 'a text that ends with a line end, as it is'; InputObject = "a`n"; Bytes = 'a'[0], 10 }
        @{ What = 'bytes, as they are'; InputObject = [byte[]](0, 255, 10, 13); Bytes = 0, 255, 10, 13 }
        @{ What = 'bytes in a list'; InputObject = @([byte]1, [byte]2); Bytes = 1, 2 }
        @{ What = 'numbers, as lines'; InputObject = 1, 2; Bytes = '1'[0], 10, '2'[0], 10 }
    ) {
        $result = Invoke-DcClusterCommand cat -Node localhost -InputObject $InputObject
        $result.RawOutput | Should -Be ([byte[]]$Bytes)
    }

    It 'sets the environment and the folder' {
        $result = Invoke-DcClusterCommand 'printf "%s|" "$A" "$B" "$PWD"' -Node localhost -Environment @{ A = 'it''s "$x"'; B = 2 } -WorkingDirectory /
        $result.Output | Should -Be 'it''s "$x"|2|/|'
        (Invoke-DcClusterCommand pwd -Node localhost -WorkingDirectory /no/such/folder).Ok | Should -BeFalse
    }

    It 'runs a script from this machine with arguments, each one word' {
        $script = Join-Path $TestDrive 'a script.sh'
        Set-Content $script 'for a in "$@"; do echo "<$a>"; done'
        (Invoke-DcClusterCommand -ScriptPath $script 'a b' '$HOME' -Node localhost).Output | Should -Be "<a b>`n<`$HOME>"
        Push-Location $TestDrive
        try { (Invoke-DcClusterCommand -ScriptPath './a script.sh' -ArgumentList x -Node localhost).Output | Should -Be '<x>' }
        finally { Pop-Location }
        { Invoke-DcClusterCommand -ScriptPath (Join-Path $TestDrive none.sh) -Node localhost } | Should -Throw -ErrorId 'ScriptNotFound,*'
    }

    It 'ends a command whose time is over, with a result and an error' {
        foreach ($timeout in 0.2, '200ms', '00:00:00.2', [timespan]::FromMilliseconds(200)) {
            $result = Invoke-DcClusterCommand 'echo so far; sleep 60' -Node localhost -Timeout $timeout -ErrorAction SilentlyContinue -ErrorVariable failed
            $result.Status, $result.TimedOut, $result.Output | Should -Be 'TimedOut', $true, 'so far'
            $failed.FullyQualifiedErrorId | Should -Be 'CommandTimeout,Dentropy.PowerShell.Cluster.InvokeDcClusterCommandCommand'
            $failed.CategoryInfo.Category | Should -Be 'OperationTimeout'
            $failed.TargetObject | Should -Be 'localhost'
        }
    }

    It 'refuses <Why> before anything runs' -ForEach @(
        @{ Why = 'an empty command'; Id = 'InvalidCommand,*'; With = @{ Command = ' ' } }
        @{ Why = 'a variable name that is none'; Id = 'InvalidEnvironmentName,*'; With = @{ Command = 'true'; Environment = @{ 'a-b' = 1 } } }
        @{ Why = 'a timeout of nothing'; Id = 'InvalidCommand,*'; With = @{ Command = 'true'; Timeout = 0 } }
        @{ Why = 'a timeout that is no time'; Id = 'ParameterArgumentTransformationError,*'; With = @{ Command = 'true'; Timeout = 'soon' } }
    ) {
        foreach ($whatIf in $true, $false) {
            { Invoke-DcClusterCommand @With -Node localhost -WhatIf:$whatIf } | Should -Throw -ErrorId $Id
        }
    }

    It 'runs nothing under -WhatIf' {
        $file = Join-Path $TestDrive touched
        Invoke-DcClusterCommand "touch '$file'" -Node localhost -WhatIf | Should -BeNullOrEmpty
        Test-Path $file | Should -BeFalse
    }

    It 'shows how far it is when it takes a while, and clears that away' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$ModulePath'; Invoke-DcClusterCommand 'sleep 1.5' -Node localhost; Invoke-DcClusterCommand 'true' -Node localhost").Invoke()
            $shell.Streams.Progress.Count | Should -BeGreaterOrEqual 2
            $shell.Streams.Progress[0].Activity | Should -Be 'Run: sleep 1.5'
            $shell.Streams.Progress[0].StatusDescription | Should -Be '0 of 1 nodes done, 1 at work'
            $shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
            $shell.Streams.Progress[-1].Activity | Should -Be 'Run: sleep 1.5'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'names an unknown node and an expression that cannot be read, and runs on the others' {
        $result = Invoke-DcClusterCommand true -Node localhost, pi9, '((' -ErrorAction SilentlyContinue -ErrorVariable failed
        $result.Node | Should -Be 'localhost'
        $failed.FullyQualifiedErrorId -replace ',.*' | Sort-Object | Should -Be 'InvalidNodeExpression', 'NodeNotFound'
        $failed.TargetObject | Sort-Object | Should -Be '((', 'pi9'
    }

    It 'says so where an expression means no node at all' {
        Invoke-DcClusterCommand true -Node '@nobody' -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        @($failed).Count | Should -Be 1
        $failed.FullyQualifiedErrorId | Should -BeLike 'NoNodeMatches,*'
        $failed.TargetObject | Should -Be '(@nobody)'
    }

    It 'reports a node that cannot be reached as a result and as an error' {
        $null = New-DcNode gone -Address 127.0.0.1 -Port 1
        $result = Invoke-DcClusterCommand true -Node gone, localhost -ErrorAction SilentlyContinue -ErrorVariable failed
        ($result | Sort-Object Node).Status | Should -Be 'Unreachable', 'Succeeded'
        $failed.FullyQualifiedErrorId | Should -BeLike 'NodeUnreachable,*'
        $failed.CategoryInfo.Category | Should -Be 'ConnectionError'
        $failed.TargetObject | Should -Be 'gone'
    }
}

Describe 'Invoke-DcClusterCommand on a lab' -Skip:$skipLab {
    BeforeAll {
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = Get-LabCloud }
        $nodes = @(Get-DcNode)
        $first = $nodes[0].Name
        $marker = "98$(Get-Random -Minimum 1000 -Maximum 9999)"

        # How many of the test's own commands still run on the nodes.
        function Get-Remaining {
            (Invoke-DcClusterCommand "pgrep -fc '[s]leep $marker'" -Node *).Output | Measure-Object -Sum | ForEach-Object Sum
        }
    }

    It 'has nodes to work on' {
        $nodes.Count | Should -BeGreaterThan 1
    }

    It 'runs on every node, once' {
        $results = Get-DcNode | Invoke-DcClusterCommand hostname
        $results.Node | Sort-Object | Should -Be ($nodes.Name | Sort-Object)
        foreach ($result in $results) { $result.Output | Should -Be $result.Node }
    }

    It 'hands results on as they arrive, and stops the rest when it has enough' {
        $command = "[ `$(hostname) = $first ] || sleep $marker"
        (Get-DcNode | Invoke-DcClusterCommand $command | Select-Object -First 1).Node | Should -Be $first
        Wait-Until { (Get-Remaining) -eq 0 } | Should -BeTrue -Because 'no command may be left on a node'
    }

    It 'leaves nothing on the nodes after Ctrl+C' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$ModulePath'; Invoke-DcClusterCommand 'sleep $marker' -Node * -Cloud '$(Get-LabCloud)'")
            $null = $shell.BeginInvoke()
            Wait-Until { (Get-Remaining) -ge $nodes.Count } | Should -BeTrue
            $shell.Stop()
            Wait-Until { (Get-Remaining) -eq 0 } | Should -BeTrue -Because 'no command may be left on a node'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'keeps an exit code, a timeout and an unreachable node apart' {
        $gone = [Dentropy.Nodes.DcNode] (New-DcNode gone -Address 127.0.0.1 -Port 1 -Cloud (Join-Path $TestDrive cloud))
        $slow = $nodes[1].Name
        $results = $gone, $nodes | ForEach-Object { $_ } |
            Invoke-DcClusterCommand "case `$(hostname) in $first) exit 7;; $slow) sleep $marker;; esac" -Timeout 2 -ErrorAction SilentlyContinue -ErrorVariable failed
        $by = $results | Group-Object Node -AsHashTable
        $by[$first].Status, $by[$first].ExitCode | Should -Be 'Failed', 7
        $by[$slow].Status | Should -Be 'TimedOut'
        $by['gone'].Status | Should -Be 'Unreachable'
        $failed.TargetObject | Sort-Object | Should -Be ('gone', $slow | Sort-Object)
        $results.Count | Should -Be ($nodes.Count + 1)
    }

    It 'runs again where it failed' {
        $results = Invoke-DcClusterCommand "[ `$(hostname) != $first ]" -Node *
        $again = $results | Where-Object Status -ne Succeeded | Invoke-DcClusterCommand hostname
        $again.Output | Should -Be $first
    }

    It 'folds nodes that say the same' {
        $groups = @(Invoke-DcClusterCommand "echo same; [ `$(hostname) != $first ] || echo other" -Node * -Fold)
        $groups.Count | Should -Be 2
        $groups[0].Count | Should -Be ($nodes.Count - 1)
        $groups[1].NodeSet | Should -Be $first
        $groups[1].Difference | Should -Match '^\+ ?other'
    }

    It 'does nothing under -WhatIf' {
        Get-DcNode | Invoke-DcClusterCommand "touch /tmp/$marker" -WhatIf | Should -BeNullOrEmpty
        (Invoke-DcClusterCommand "ls /tmp/$marker" -Node *).Ok | Should -Not -Contain $true
    }

    It 'closes its links when pwsh ends' {
        $links = Invoke-FreshPwsh @"
            Import-Module `$ModulePath
            function Get-Master { pgrep -f '[s]sh .*$(Get-LabCloud)/known_hosts' }
            `$before = @(Get-Master)
            `$null = Invoke-DcClusterCommand true -Node * -Cloud '$(Get-LabCloud)'
            Get-Master | Where-Object { `$_ -notin `$before }
"@
        $links.Count | Should -Be $nodes.Count
        Wait-Until { -not ($links | Where-Object { Test-Path "/proc/$_" }) } | Should -BeTrue
    }

    Context 'Host keys' {
        BeforeEach {
            $fresh = Join-Path $TestDrive ([guid]::NewGuid())
            $host1 = @{ Name = $first; Address = $nodes[0].Address; User = $nodes[0].User; IdentityFile = $nodes[0].IdentityFile; Cloud = $fresh }
        }

        It 'refuses a host that nobody trusted' {
            $null = New-DcNode @host1
            $result = Invoke-DcClusterCommand true -Node $first -Cloud $fresh -ErrorAction SilentlyContinue -ErrorVariable failed
            $result.Status | Should -Be 'Unreachable'
            $failed.FullyQualifiedErrorId | Should -BeLike 'HostKeyUnknown,*'
        }

        It 'trusts a new host with -AcceptNewHostKey, and tells the key' {
            $said = New-DcNode @host1 -AcceptNewHostKey -Verbose 4>&1 | Out-String
            $said | Should -Match 'SHA256:'
            (Invoke-DcClusterCommand hostname -Node $first -Cloud $fresh).Output | Should -Be $first
        }

        It 'trusts the host with the right fingerprint only, and adds no node with a wrong one' {
            $wrong = 'SHA256:' + 'a' * 43
            $failed = Get-ErrorOf { New-DcNode @host1 -TrustHostKey $wrong }
            $failed.FullyQualifiedErrorId | Should -BeLike 'HostKeyMismatch,*'
            Get-DcNode -Cloud $fresh | Should -BeNullOrEmpty
            $right = [regex]::Match($failed.Exception.Message, 'SHA256:[A-Za-z0-9+/]{43}').Value
            $null = New-DcNode @host1 -TrustHostKey $right
            (Invoke-DcClusterCommand hostname -Node $first -Cloud $fresh).Output | Should -Be $first
        }

        It 'trusts the key of a node that is there already with Set-DcNode' {
            $null = New-DcNode @host1
            Set-DcNode $first -AcceptNewHostKey -WhatIf -Cloud $fresh
            Test-Path (Join-Path $fresh known_hosts) | Should -BeFalse
            Set-DcNode $first -AcceptNewHostKey -Cloud $fresh
            (Get-DcNode $first -Cloud $fresh).Revision | Should -Be 1
            (Invoke-DcClusterCommand hostname -Node $first -Cloud $fresh).Output | Should -Be $first
        }
    }
}
