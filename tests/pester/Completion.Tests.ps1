BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $env:DENTROPY_CLOUD = Join-Path $TestDrive cloud
    $null = New-DcNode pi1 -Role worker, db -Tag 'rack-a' -Hardware 'rpi 4' -Switch sw1 -Metadata @{ shelf = "it's top" }
    $null = New-DcNode pi2 -Role worker -Switch sw1

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }
}

Describe 'Completers' {
    It 'complete <Line>' -ForEach @(
        @{ Line = 'Get-DcNode pi'; Expected = 'pi1', 'pi2' }
        @{ Line = 'Get-DcNode pi1,p'; Expected = 'pi1', 'pi2' }
        @{ Line = 'Get-DcNode -Role '; Expected = 'db', 'worker' }
        @{ Line = 'Get-DcNode -Tag r'; Expected = 'rack-a' }
        @{ Line = 'Get-DcNode -Metadata '; Expected = "@{shelf='it''s top'}" }
        @{ Line = "Get-DcNode -Node '@w"; Expected = "'@worker'" }
        @{ Line = "Get-DcNode -Node '@worker&!pi2"; Expected = "'@worker&!pi2'" }
        @{ Line = 'Set-DcNode pi1 -Switch '; Expected = 'sw1' }
        @{ Line = 'Set-DcNode pi1 -Hardware r'; Expected = "'rpi 4'" }
        @{ Line = 'Set-DcNode pi1 -RemoveRole d'; Expected = 'db' }
        @{ Line = 'New-DcNode pi3 -ProxyJump '; Expected = 'pi1', 'pi2' }
        @{ Line = 'Remove-DcNode pi'; Expected = 'pi1', 'pi2' }
        @{ Line = 'Get-DcNodeHistory pi'; Expected = 'pi1', 'pi2' }
        @{ Line = 'Invoke-DcClusterCommand -Node loc'; Expected = 'localhost' }
    ) {
        Get-Completion $Line | Should -Be $Expected
    }

    It 'look where -Cloud says' {
        $other = Join-Path $TestDrive other
        $null = New-DcNode gw -Cloud $other
        Get-Completion "Get-DcNode -Cloud '$other' g" | Should -Be 'gw'
        Push-Location $TestDrive
        try { Get-Completion 'Get-DcNode -Cloud ./other g' | Should -Be 'gw' }
        finally { Pop-Location }
    }

    It 'say nothing where there is no inventory, or a broken one' {
        Get-Completion 'Get-DcNode -Cloud /nowhere/at/all x' | Should -BeNullOrEmpty
        $broken = Join-Path $TestDrive broken
        $null = New-DcNode pi1 -Cloud $broken
        Set-Content "$broken/nodes/bad.yaml" '['
        Get-Completion "Get-DcNode -Cloud '$broken' p" | Should -Be 'pi1'
        $Error.Clear()
        Get-Completion 'Get-DcNode -Cloud Env:/ x' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }
}
