BeforeDiscovery {
    $skipLab = -not $env:DENTROPY_LAB_CLOUD -and -not $env:CI
}

BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

Describe 'Copy-DcItem on this machine' {
    BeforeEach {
        $work = Join-Path $TestDrive ([guid]::NewGuid())
        $null = New-Item -ItemType Directory "$work/from/sub", "$work/to"
        Set-Content "$work/from/a.conf" 'a'
        Set-Content "$work/from/b.conf" 'b'
        Set-Content -LiteralPath "$work/from/sub/c [1].txt" 'c'
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = "$work/cloud" }
    }

    It 'sends a file, and says what arrived' {
        $result = Copy-DcItem "$work/from/a.conf" "$work/to/" -Node localhost
        $result | Should -BeOfType Dentropy.Cluster.DcCopyResult
        $result.Node, $result.Status, $result.Files, $result.Bytes | Should -Be 'localhost', 'Copied', 1, 2
        $result.Sha256 | Should -Be (Get-FileHash "$work/to/a.conf").Hash
    }

    It 'sends from the current folder of PowerShell' {
        Push-Location "$work/from"
        try { $null = Copy-DcItem ./a.conf "$work/to/x" -Node localhost }
        finally { Pop-Location }
        Get-Content "$work/to/x" | Should -Be 'a'
    }

    It 'sends what wildcards mean, and files from the pipeline' {
        (Copy-DcItem "$work/from/*.conf" "$work/to/" -Node localhost).Count | Should -Be 2
        (Get-ChildItem "$work/to").Name | Should -Be 'a.conf', 'b.conf'
        Get-ChildItem "$work/from/sub" | Copy-DcItem -Destination "$work/to/" -Node localhost | ForEach-Object Status | Should -Be 'Copied'
        Get-Content -LiteralPath "$work/to/c [1].txt" | Should -Be 'c'
    }

    It 'takes nodes from the pipeline' {
        (Get-DcNode localhost | Copy-DcItem "$work/from" "$work/to/all").Files | Should -Be 3
        Get-Content -LiteralPath "$work/to/all/sub/c [1].txt" | Should -Be 'c'
    }

    It 'fetches, into a folder for each node where it is asked to' {
        Push-Location $work
        try {
            $null = Copy-DcItem "$work/from/a.conf" ./to -Node localhost -Fetch
            $null = Copy-DcItem "$work/from/a.conf" ./to -Node localhost -Fetch -NodeFolder
        }
        finally { Pop-Location }
        Get-Content "$work/to/a.conf", "$work/to/localhost/a.conf" | Should -Be 'a', 'a'
    }

    It 'leaves alone what is the same, where it is asked to' {
        $null = Copy-DcItem "$work/from/a.conf" "$work/to/" -Node localhost
        (Copy-DcItem "$work/from/a.conf" "$work/to/" -Node localhost -SkipUnchanged).Status | Should -Be 'Unchanged'
    }

    It 'copies nothing under -WhatIf' {
        Copy-DcItem "$work/from/*" "$work/to/" -Node localhost -WhatIf | Should -BeNullOrEmpty
        Copy-DcItem "$work/from/a.conf" "$work/to" -Node localhost -Fetch -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem "$work/to" | Should -BeNullOrEmpty
    }

    It 'refuses to put several items in the place of one' {
        { Copy-DcItem "$work/from/*.conf" "$work/to/x" -Node localhost } | Should -Throw -ErrorId 'DestinationNotFolder,*'
        Get-ChildItem "$work/to" | Should -BeNullOrEmpty
    }

    It 'names what is not there, and copies the rest' {
        $results = Copy-DcItem "$work/from/none", "$work/no*/x*", "$work/from/a.conf" "$work/to/" -Node localhost -ErrorAction SilentlyContinue -ErrorVariable failed
        $results.Status | Should -Be 'Copied'
        $failed.FullyQualifiedErrorId | Should -Be (@('ItemNotFound,Dentropy.PowerShell.Cluster.CopyDcItemCommand') * 2)
        $failed.TargetObject | Sort-Object | Should -Be ("$work/from/none", "$work/no*/x*" | Sort-Object)
    }

    It 'reports what failed on a node as a result and as an error' {
        $result = Copy-DcItem "$work/from/a.conf" "$work/none/here/" -Node localhost -ErrorAction SilentlyContinue -ErrorVariable failed
        $result.Status | Should -Be 'Failed'
        $failed.FullyQualifiedErrorId | Should -BeLike 'FolderNotFound,*'
        $failed.TargetObject | Should -Be 'localhost'
        (Copy-DcItem "$work/from/a.conf" "$work/none/here/" -Node localhost -CreateFolders).Status | Should -Be 'Copied'
    }
}

Describe 'Copy-DcItem on a lab' -Skip:$skipLab {
    BeforeAll {
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = Get-LabCloud }
        $nodes = @(Get-DcNode)
        $name = "dentropy-pester-$(Get-Random)"
        $file = Join-Path $TestDrive $name
        [IO.File]::WriteAllBytes($file, [byte[]](1..100000 | ForEach-Object { $_ % 251 }))
        $hash = (Get-FileHash $file).Hash
    }

    AfterAll {
        $null = Invoke-DcClusterCommand "rm -rf /tmp/$name*" -Node *
    }

    It 'sends to every node and fetches from every node, unchanged' {
        $sent = Get-DcNode | Copy-DcItem $file /tmp/
        $sent.Count | Should -Be $nodes.Count
        $sent.Sha256 | ForEach-Object { $_ | Should -Be $hash }
        $fetched = Get-DcNode | Copy-DcItem "/tmp/$name" (Join-Path $TestDrive back) -Fetch
        $fetched.Count | Should -Be $nodes.Count
        foreach ($node in $nodes) {
            (Get-FileHash (Join-Path $TestDrive "back/$($node.Name)/$name")).Hash | Should -Be $hash
        }
    }

    It 'sends nothing under -WhatIf' {
        Get-DcNode | Copy-DcItem $file "/tmp/$name-not" -WhatIf | Should -BeNullOrEmpty
        (Invoke-DcClusterCommand "ls /tmp/$name-not" -Node *).Ok | Should -Not -Contain $true
    }
}
