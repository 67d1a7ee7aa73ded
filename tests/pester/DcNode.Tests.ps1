BeforeAll {
    . $PSScriptRoot/support/Common.ps1

    # Every file of a cloud folder with its content, to see whether anything was written.
    function Get-Content-Of([string] $Cloud) {
        Get-ChildItem $Cloud -Recurse -File -Force -ErrorAction Ignore | Sort-Object FullName | ForEach-Object { "$($_.FullName): $(Get-Content -Raw $_)" }
    }
}

Describe 'Nodes' {
    BeforeEach {
        $Cloud = Join-Path $TestDrive ([guid]::NewGuid())
        $PSDefaultParameterValues = @{ '*-DcNode*:Cloud' = $Cloud }
    }

    Context 'New-DcNode' {
        It 'stores every field and returns the node as stored' {
            $node = New-DcNode pi1 -Address 10.77.0.11 -Port 2222 -User root -IdentityFile ~/.ssh/id -ProxyJump gw1 -Role worker, db -Tag rack-a `
                -Hardware rpi4-8g -Architecture arm64 -Switch sw1 -Power psu1 -Site home -Metadata @{ shelf = 'top'; rack = 2 }
            $node | Should -BeOfType Dentropy.Nodes.DcNode
            foreach ($seen in $node, (Get-DcNode pi1)) {
                $seen.Name, $seen.Address, $seen.Port, $seen.User | Should -Be 'pi1', '10.77.0.11', 2222, 'root'
                $seen.IdentityFile, $seen.ProxyJump | Should -Be '~/.ssh/id', 'gw1'
                $seen.Roles | Should -Be 'worker', 'db'
                $seen.Tags | Should -Be 'rack-a'
                $seen.Hardware, $seen.Architecture, $seen.Switch, $seen.Power, $seen.Site | Should -Be 'rpi4-8g', 'arm64', 'sw1', 'psu1', 'home'
                $seen.Metadata['shelf'], $seen.Metadata['rack'] | Should -Be 'top', '2'
                $seen.Revision | Should -Be 1
                $seen.Cloud | Should -Be $Cloud
            }
        }

        It 'takes nodes from a CSV file, and reads an empty cell as no value' {
            $csv = Join-Path $TestDrive nodes.csv
            Set-Content $csv 'Name,Address,Port,Role,Metadata', 'pi1,10.0.0.1,,worker;db,shelf=top;rack=2', 'pi2,,2222,,'
            Import-Csv $csv | New-DcNode | ForEach-Object Name | Should -Be 'pi1', 'pi2'
            $first, $second = Get-DcNode pi1, pi2
            $first.Roles | Should -Be 'worker', 'db'
            $first.Port | Should -BeNullOrEmpty
            $first.Metadata['shelf'], $first.Metadata['rack'] | Should -Be 'top', '2'
            $second.Address | Should -BeNullOrEmpty
            $second.Port | Should -Be 2222
            $second.Roles.Count, $second.Metadata.Count | Should -Be 0, 0
        }

        It 'adds a node as another inventory or its history has it' {
            $null = New-DcNode pi1 -Address 10.0.0.1 -Role worker, db -Tag a -Metadata @{ shelf = 'top' }
            $copy = Get-DcNode pi1 | New-DcNode -Cloud "$Cloud-2"
            Remove-DcNode pi1 -Confirm:$false
            $again = (Get-DcNodeHistory pi1)[0].Node | New-DcNode
            foreach ($node in $copy, $again) {
                $node.Address, $node.Port, $node.Metadata['shelf'] | Should -Be '10.0.0.1', $null, 'top'
                $node.Roles, $node.Tags | ForEach-Object { $_ } | Should -Be 'worker', 'db', 'a'
            }
        }

        It 'keeps a relative key path as a full one, from the current folder of PowerShell' {
            Push-Location $TestDrive
            try { (New-DcNode pi1 -IdentityFile keys/id).IdentityFile | Should -Be (Join-Path $TestDrive 'keys/id') }
            finally { Pop-Location }
        }

        It 'goes on with the next one after a failure' {
            $made = 'pi1', 'bad name', 'pi2' | ForEach-Object { [pscustomobject]@{ Name = $_ } } | New-DcNode -ErrorAction SilentlyContinue -ErrorVariable failed
            $made.Name | Should -Be 'pi1', 'pi2'
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidNodeName,*'
            $failed.TargetObject | Should -Be 'bad name'
        }

        It 'refuses <Why> and writes nothing' -ForEach @(
            @{ Why = 'a name that is taken'; Id = 'NodeExists'; With = @{ Name = 'taken' } }
            @{ Why = 'a name that differs by case only'; Id = 'NodeExists'; With = @{ Name = 'TAKEN' } }
            @{ Why = 'localhost'; Id = 'InvalidNodeName'; With = @{ Name = 'localhost' } }
            @{ Why = 'a bad address'; Id = 'InvalidNodeAddress'; With = @{ Name = 'pi1'; Address = '10.0.0.1 -oProxyCommand=x' } }
            @{ Why = 'a bad port'; Id = 'InvalidNodePort'; With = @{ Name = 'pi1'; Port = 70000 } }
        ) {
            $null = New-DcNode taken
            $before = Get-Content-Of $Cloud
            foreach ($whatIf in $true, $false) {
                $failed = Get-ErrorOf { New-DcNode @With -WhatIf:$whatIf }
                $failed.FullyQualifiedErrorId | Should -Be "$Id,Dentropy.PowerShell.Nodes.NewDcNodeCommand"
                $failed.TargetObject | Should -Be $With.Name
            }

            Get-Content-Of $Cloud | Should -Be $before
        }

        It 'makes nothing under -WhatIf, and shows the plan only with -PassThru' {
            New-DcNode pi1 -Role worker -WhatIf | Should -BeNullOrEmpty
            $planned = New-DcNode pi1 -Role worker -WhatIf -PassThru
            $planned.Name, $planned.Roles[0], $planned.Revision | Should -Be 'pi1', 'worker', 0
            Test-Path $Cloud | Should -BeFalse
        }

        It 'asks no host for its key under -WhatIf' {
            New-DcNode pi1 -Address 192.0.2.1 -AcceptNewHostKey -WhatIf
            New-DcNode pi1 -Address 192.0.2.1 -TrustHostKey "SHA256:$('a' * 43)" -WhatIf
            Test-Path $Cloud | Should -BeFalse
        }

        It 'adds no node whose fingerprint cannot be one' {
            $failed = Get-ErrorOf { New-DcNode pi1 -Address 127.0.0.1 -TrustHostKey nonsense }
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidFingerprint,*'
            Test-Path $Cloud | Should -BeFalse
        }

        It 'says so in an inventory that cannot be written' {
            Set-Content -Path $Cloud -Value 'a file where a folder should be'
            (Get-ErrorOf { New-DcNode pi1 }).FullyQualifiedErrorId | Should -Match '^Inventory\w+,'
        }
    }

    Context 'Get-DcNode' {
        BeforeEach {
            'Name,Role,Tag,Metadata', 'pi1,worker;db,fast,shelf=top', 'pi2,worker,,shelf=low', 'pi10,web,fast,', 'gw,edge,,' |
                ConvertFrom-Csv | New-DcNode | Out-Null
        }

        It 'returns every node but localhost, in natural order' {
            (Get-DcNode).Name | Should -Be 'gw', 'pi1', 'pi2', 'pi10'
        }

        It 'selects by <With.Keys>' -ForEach @(
            @{ With = @{ Name = 'pi1' }; Names = @('pi1') }
            @{ With = @{ Name = 'pi*' }; Names = 'pi1', 'pi2', 'pi10' }
            @{ With = @{ Name = 'pi?', 'gw' }; Names = 'gw', 'pi1', 'pi2' }
            @{ With = @{ Name = '@worker' }; Names = 'pi1', 'pi2' }
            @{ With = @{ Node = '@worker&!pi[2,10]' }; Names = @('pi1') }
            @{ With = @{ Name = 'pi1', '@worker!pi1' }; Names = 'pi1', 'pi2' }
            @{ With = @{ Name = 'pi*'; Node = '!@web' }; Names = 'pi1', 'pi2' }
            @{ With = @{ Role = 'worker' }; Names = 'pi1', 'pi2' }
            @{ With = @{ Role = 'e*', 'web' }; Names = 'gw', 'pi10' }
            @{ With = @{ Tag = 'fast'; Role = 'worker' }; Names = @('pi1') }
            @{ With = @{ Metadata = @{ shelf = 'top' } }; Names = @('pi1') }
            @{ With = @{ Metadata = @{ shelf = '*' } }; Names = 'pi1', 'pi2' }
            @{ With = @{ Metadata = 'shelf=l*' }; Names = @('pi2') }
            @{ With = @{ Filter = { $_.Roles.Count -gt 1 } }; Names = @('pi1') }
            @{ With = @{ Role = 'worker'; Filter = { $_.Metadata['shelf'] -eq 'low' } }; Names = @('pi2') }
        ) {
            (Get-DcNode @With).Name | Should -Be $Names
        }

        It 'takes names, nodes and results from the pipeline' {
            ('pi1', 'pi2' | Get-DcNode).Name | Should -Be 'pi1', 'pi2'
            (Get-DcNode pi1 | Get-DcNode).Name | Should -Be 'pi1'
            (Invoke-DcClusterCommand true -Node localhost -Cloud $Cloud | Get-DcNode).Name | Should -Be 'localhost'
        }

        It 'refuses a blank -<Parameter>, which an unset variable gives, instead of taking it for every node' -ForEach @(
            @{ Parameter = 'Node'; Value = '' }
            @{ Parameter = 'Role'; Value = '' }
            @{ Parameter = 'Tag'; Value = $null }
            @{ Parameter = 'Metadata'; Value = @{} }
        ) {
            $with = @{ $Parameter = $Value }
            (Get-ErrorOf { Get-DcNode @with }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgument*'
        }

        It 'knows localhost without an entry, where it is named' {
            (Get-DcNode localhost).IsLocal | Should -BeTrue
            (Get-DcNode *).Name | Should -Not -Contain 'localhost'
        }

        It 'names what is not there and what may have been meant, and returns the rest' {
            $found = Get-DcNode pi1, pj2, gw -ErrorAction SilentlyContinue -ErrorVariable failed
            $found.Name | Should -Be 'gw', 'pi1'
            $failed.FullyQualifiedErrorId | Should -Be 'NodeNotFound,Dentropy.PowerShell.Nodes.GetDcNodeCommand'
            $failed.TargetObject | Should -Be 'pj2'
            $failed.Exception.Message | Should -Match '\bpi2\b'
            Get-DcNode x* -ErrorAction Stop | Should -BeNullOrEmpty
        }

        It 'refuses an expression that it cannot read' {
            { Get-DcNode -Node '@worker&' } | Should -Throw -ErrorId 'InvalidNodeExpression,*'
            $found = Get-DcNode 'pi1', '(((' -ErrorAction SilentlyContinue -ErrorVariable failed
            $found.Name | Should -Be 'pi1'
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidNodeExpression,*'
        }

        It 'reports each broken file once, and hides no other node' {
            Set-Content (Join-Path $Cloud nodes/bad1.yaml) 'name: ['
            Set-Content (Join-Path $Cloud nodes/bad2.yaml) 'name: bad2', 'roles: worker: x'
            $found = Get-DcNode -ErrorAction SilentlyContinue -ErrorVariable failed
            $found.Name | Should -Be 'gw', 'pi1', 'pi2', 'pi10'
            $failed.Count | Should -Be 2
            $failed.FullyQualifiedErrorId | Should -BeLike 'NodeFileInvalid,*'
            $failed.TargetObject | Sort-Object | Should -Be (Join-Path $Cloud nodes/bad1.yaml), (Join-Path $Cloud nodes/bad2.yaml)
            Get-DcNode pi1 -ErrorAction Stop | Should -Not -BeNullOrEmpty
        }

        It 'stops at a filter that throws, and says on which node' {
            $failed = Get-ErrorOf { Get-DcNode -Filter { throw 'oops' } }
            $failed.FullyQualifiedErrorId | Should -BeLike 'FilterFailed,*'
            $failed.TargetObject | Should -Be 'gw'
        }

        It 'refuses metadata without a value' {
            { Get-DcNode -Metadata @{ shelf = $null } } | Should -Throw -ErrorId 'InvalidMetadataFilter,*'
        }

        It 'stops early' {
            (Get-DcNode | Select-Object -First 1).Name | Should -Be 'gw'
        }

        It 'finds the cloud by -Cloud, from the current folder, and by DENTROPY_CLOUD' {
            $PSDefaultParameterValues.Clear()
            Push-Location (Split-Path $Cloud)
            $saved = $env:DENTROPY_CLOUD
            try {
                (Get-DcNode gw -Cloud "./$(Split-Path -Leaf $Cloud)").Cloud | Should -Be $Cloud
                $env:DENTROPY_CLOUD = Split-Path -Leaf $Cloud
                (Get-DcNode gw).Cloud | Should -Be $Cloud
            }
            finally {
                $env:DENTROPY_CLOUD = $saved
                Pop-Location
            }

            { Get-DcNode -Cloud 'Env:/x' } | Should -Throw -ErrorId 'InvalidPath,*'
        }
    }

    Context 'Set-DcNode' {
        BeforeEach {
            $null = New-DcNode pi1 -Address 10.0.0.1 -Role worker -Tag a, b -Switch sw1 -Metadata @{ shelf = 'top'; rack = '1' }
            $null = New-DcNode pi2 -Role worker
        }

        It 'changes what is named and nothing else' {
            Set-DcNode pi1 -Address 10.0.0.2 -Port 2222 | Should -BeNullOrEmpty
            $node = Get-DcNode pi1
            $node.Address, $node.Port, $node.Switch, $node.Revision | Should -Be '10.0.0.2', 2222, 'sw1', 2
            $node.Roles, $node.Tags | ForEach-Object { $_ } | Should -Be 'worker', 'a', 'b'
            $node.Metadata.Count | Should -Be 2
        }

        It 'clears with an empty value' {
            $node = Set-DcNode pi1 -Address '' -Switch $null -Role @() -PassThru
            $node.Address, $node.Switch | Should -Be $null, $null
            $node.Roles.Count | Should -Be 0
        }

        It 'merges metadata, and takes a key away with $null' {
            $node = Set-DcNode pi1 -Metadata @{ shelf = $null; rack = 2; row = 'x'; nothing = $null } -PassThru
            $node.Metadata.Keys | Sort-Object | Should -Be 'rack', 'row'
            $node.Metadata['rack'] | Should -Be '2'
        }

        It 'adds and removes single roles and tags' {
            $node = Set-DcNode pi1 -AddRole db -AddTag c, a -RemoveTag b -PassThru
            $node.Roles | Should -Be 'worker', 'db'
            $node.Tags | Should -Be 'a', 'c'
            (Set-DcNode pi1 -Tag x -AddTag y -PassThru).Tags | Should -Be 'x', 'y'
        }

        It 'takes several nodes by wildcard, expression and pipeline' {
            Set-DcNode pi* -Site home
            Set-DcNode '@worker&!pi1' -Power psu1
            Get-DcNode | Set-DcNode -AddTag seen
            (Get-DcNode).Site | Should -Be 'home', 'home'
            (Get-DcNode).Power | Should -Be $null, 'psu1'
            (Get-DcNode pi2).Tags | Should -Be 'seen'
        }

        It 'changes a piped node by what was typed, not by its own properties' {
            Set-Content (Join-Path $Cloud nodes/pi3.yaml) 'name: pi3', 'identityFile: keys/id'
            $node = Get-DcNode pi3 | Set-DcNode -Hardware x -PassThru
            $node.Hardware, $node.IdentityFile | Should -Be 'x', 'keys/id'
        }

        It 'takes changes from a CSV file' {
            'Name,Switch,Port', 'pi1,sw9,', 'pi2,sw8,22' | ConvertFrom-Csv | Set-DcNode
            (Get-DcNode).Switch | Should -Be 'sw9', 'sw8'
            (Get-DcNode).Port | Should -Be $null, 22
        }

        It 'refuses a piped node that somebody else changed meanwhile' {
            $stale = Get-DcNode pi1
            Set-DcNode pi1 -Site away
            $failed = Get-ErrorOf { $stale | Set-DcNode -Site home }
            $failed.FullyQualifiedErrorId | Should -BeLike 'StaleRevision,*'
            $failed.TargetObject | Should -Be 'pi1'
            (Get-DcNode pi1).Site | Should -Be 'away'
        }

        It 'writes nothing where nothing changes, and says so' {
            $before = Get-Content-Of $Cloud
            Set-DcNode pi1 -Switch sw1 -Metadata @{ rack = '1' } -Verbose 4>&1 | Out-String | Should -Match 'nothing was written'
            (Set-DcNode pi1 -Switch sw1 -PassThru).Revision | Should -Be 1
            Get-Content-Of $Cloud | Should -Be $before
        }

        It 'writes nothing under -WhatIf, and shows the plan with -PassThru' {
            $before = Get-Content-Of $Cloud
            Set-DcNode pi1 -Switch sw2 -WhatIf | Should -BeNullOrEmpty
            (Set-DcNode pi1 -Switch sw2 -WhatIf -PassThru).Switch | Should -Be 'sw2'
            Get-Content-Of $Cloud | Should -Be $before
        }

        It 'refuses bad values, one error a node, and changes nothing' {
            $before = Get-Content-Of $Cloud
            $failed = Get-ErrorOf { Set-DcNode pi* -Port 0 }
            $failed.TargetObject | Should -Be 'pi1', 'pi2'
            $failed.FullyQualifiedErrorId | Should -BeLike 'InvalidNodePort,*'
            (Get-ErrorOf { Set-DcNode pi9 -Port 22 }).FullyQualifiedErrorId | Should -BeLike 'NodeNotFound,*'
            Get-Content-Of $Cloud | Should -Be $before
        }
    }

    Context 'Remove-DcNode' {
        BeforeEach {
            1..3 | ForEach-Object { $null = New-DcNode "pi$_" }
        }

        It 'removes by name, wildcard and pipeline, and says nothing' {
            Remove-DcNode pi1 -Confirm:$false | Should -BeNullOrEmpty
            (Get-DcNode).Name | Should -Be 'pi2', 'pi3'
            Get-DcNode pi2 | Remove-DcNode -Confirm:$false
            Remove-DcNode pi* -Confirm:$false
            Get-DcNode | Should -BeNullOrEmpty
        }

        It 'asks first' {
            (Get-Command Remove-DcNode).ImplementingType.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false).ConfirmImpact | Should -Be 'High'
        }

        It 'removes nothing under -WhatIf' {
            $before = Get-Content-Of $Cloud
            Get-DcNode | Remove-DcNode -WhatIf
            Get-Content-Of $Cloud | Should -Be $before
        }

        It 'refuses a stale node, an unknown name and localhost' {
            $stale = Get-DcNode pi1
            Set-DcNode pi1 -Site home
            (Get-ErrorOf { $stale | Remove-DcNode -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'StaleRevision,*'
            (Get-ErrorOf { Remove-DcNode pi9 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'NodeNotFound,*'
            (Get-ErrorOf { Remove-DcNode localhost -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'InvalidNodeName,*'
            (Get-DcNode).Count | Should -Be 3
        }
    }

    Context 'Get-DcNodeHistory' {
        It 'returns every state, the newest first, beyond a removal' {
            $null = New-DcNode pi1 -Site a
            Set-DcNode pi1 -Site b
            $history = Get-DcNodeHistory pi1
            $history | Should -BeOfType Dentropy.Nodes.DcNodeRevision
            $history.Revision | Should -Be 2, 1
            $history.Node.Site | Should -Be 'b', 'a'
            $history.State | Should -Be 'Current', 'Superseded'
            Remove-DcNode pi1 -Confirm:$false
            ('pi1' | Get-DcNodeHistory)[0].State | Should -Be 'Removed'
        }

        It 'names what it never knew, and goes on' {
            $null = New-DcNode pi1
            $found = 'pi9', 'pi1' | Get-DcNodeHistory -ErrorAction SilentlyContinue -ErrorVariable failed
            $found.Name | Should -Be 'pi1'
            $failed.FullyQualifiedErrorId | Should -BeLike 'NodeNotFound,*'
            $failed.TargetObject | Should -Be 'pi9'
        }
    }
}
