BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    $cloud = Join-Path $TestDrive cloud
    $null = New-DcNode a -Switch sw1 -Role worker -Cloud $cloud
    $null = 'b', 'c' | ForEach-Object { New-DcNode $_ -Switch sw2 -Role worker -Cloud $cloud }
    Set-Content (Join-Path $cloud cloud.yaml) @'
topology:
  switches: {sw1: {links: sw2}, sw2: {}}
services:
  web: {nodes: [a, b]}
  db: {nodes: "@worker", quorum: true}
  one: {nodes: a}
'@
    $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
}

Describe 'Test-DcFailure' {
    It 'says of each service whether it survives, and why' {
        $results = Test-DcFailure -Lose switch:sw2
        $results.Service | Should -Be 'db', 'one', 'web'
        $results.Survives | Should -Be $false, $true, $true
        $results[0].Reasons -join ' ' | Should -BeLike '*switch sw2*'
        $results[0].Lost | Should -Be 'switch:sw2'
        $results[0].Cloud | Should -Be $cloud
    }

    It 'takes what is named at once' {
        (Test-DcFailure b, node:c -Service db).Survives | Should -BeFalse
        (Test-DcFailure (Get-DcNode b, c) -Service db).Survives | Should -BeFalse
    }

    It 'takes nodes from the pipeline one by one' {
        $results = Get-DcNode b, c | Test-DcFailure -Service d*
        $results.Count | Should -Be 2
        $results.Survives | Should -Be $true, $true
    }

    It 'takes failures from the pipeline as a whole, also those of another machine' {
        $failures = Test-DcResilience -Level 2 -Kind Node -Minimal
        $again = $failures | Test-DcFailure | Where-Object Survives -eq $false
        ($again.Service | Sort-Object -Unique) | Should -Be 'db', 'one', 'web'
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($failures[1], 3))
        ($copy | Test-DcFailure -Service db).Survives | Should -BeFalse
    }

    It 'goes on after a part that does not exist' {
        $failed = Get-ErrorOf { 'switch:sw9', 'a' | Test-DcFailure -Service one }
        $failed.FullyQualifiedErrorId | Should -BeLike 'PartNotFound,*'
        $failed.TargetObject | Should -Be 'switch:sw9'
        ('switch:sw9', 'a' | Test-DcFailure -Service one -ErrorAction SilentlyContinue).Survives | Should -BeFalse
    }

    It 'refuses a service that does not exist' {
        (Get-ErrorOf { Test-DcFailure a -Service wep }).FullyQualifiedErrorId | Should -BeLike 'ServiceNotFound,*'
    }
}

Describe 'Test-DcResilience' {
    It 'tries each part' {
        $results = Test-DcResilience
        $results.Count | Should -Be 6
        ($results | Where-Object Survives -eq $false).Lost | Should -Be 'node:a', 'switch:sw1', 'switch:sw2'
        $results.Level | Should -Be 1, 1, 1, 1, 1, 1
    }

    It 'tries every two' {
        $results = Test-DcResilience -Level 2
        $results.Count | Should -Be 21
        $lost = Test-DcResilience 2 -Kind Node -NotSurvived | ForEach-Object { $_.Lost -join ' ' }
        $lost | Should -Be 'node:a', 'node:a node:b', 'node:a node:c', 'node:b node:c'
    }

    It 'ends early where enough was seen' {
        (Test-DcResilience -Level 3 | Select-Object -First 2).Count | Should -Be 2
    }

    It 'asks whether any third may fail' {
        $result = Test-DcResilience -Third
        $result.Asked | Should -Be 'any 1 of 3 nodes'
        $result.Survives | Should -BeFalse
        (Test-DcResilience -Third -Service web).Survives | Should -BeTrue
    }

    It 'asks whether any OSDs may fail' {
        (Get-ErrorOf { Test-DcResilience -Osd 1 }).FullyQualifiedErrorId | Should -BeLike 'PartNotFound,*'
        $storage = Join-Path $TestDrive storage
        $null = 's1', 's2', 's3' | ForEach-Object { New-DcNode $_ -Cloud $storage }
        Set-Content (Join-Path $storage cloud.yaml) "services:`n  ceph-mon: {nodes: '@all', quorum: true}`n  pool:rbd: {size: 3, nodes: '@all'}"
        (Test-DcResilience -Osd 2 -Cloud $storage -WarningAction SilentlyContinue).Services | Should -Be 'pool:rbd'
        (Test-DcResilience -Osd 2 -Service data:* -Cloud $storage -WarningAction SilentlyContinue).Survives | Should -BeTrue
    }

    It 'warns of what is taken to be well' {
        $bare = Join-Path $TestDrive bare
        $null = New-DcNode x -Cloud $bare
        Set-Content (Join-Path $bare cloud.yaml) 'services: {web: {nodes: x}}'
        $null = Test-DcResilience -Cloud $bare -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeLike 'No switches are described*'
    }

    It 'says where the file is wrong: <Text>' -ForEach @(
        @{ Text = 'services: {web: {nodes: a, needs: [x]}}'; Id = 'ServiceNotFound' }
        @{ Text = 'services: {web: {nodes: a, need: 2}}'; Id = 'ServiceNeedTooHigh' }
        @{ Text = 'services: {web: {needs: web}}'; Id = 'ResilienceCycle' }
        @{ Text = 'services: [web'; Id = 'CloudFileInvalid' }
        @{ Text = 'topology: {switches: {sw: {}}}'; Id = 'NoServices' }
        @{ Text = "topology: {switches: {sw: {links: q}}}`nservices: {web: {nodes: a}}"; Id = 'PartNotFound' }
    ) {
        $wrong = Join-Path $TestDrive wrong
        if (-not (Test-Path $wrong)) { $null = New-DcNode a -Cloud $wrong }
        Set-Content (Join-Path $wrong cloud.yaml) $Text
        (Get-ErrorOf { Test-DcResilience -Cloud $wrong }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}

Describe 'Get-DcResilienceAdvice' {
    It 'returns advice' {
        foreach ($advice in Get-DcResilienceAdvice -Level 1 -Count 2) {
            $advice.Change | Should -Not -BeNullOrEmpty
            $advice.Cloud | Should -Be $cloud
        }
    }
}

Describe 'Views and completers of failures' {
    BeforeAll {
        function Show([object] $InputObject) {
            ($InputObject | Out-String -Width 160) -replace '\e\[[0-9;]*m' -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ }
        }

        function Get-Completion([string] $Line) {
            (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
        }
    }

    It 'show verdict and reason' {
        $head, $line, $row = Show (Test-DcFailure switch:sw2 -Service db)
        $head | Should -Match '^Service +Verdict +Spare +Lost +Reason$'
        $row | Should -Match '^db +LOST +switch:sw2 +\S'
    }

    It 'show what fails and what is lost' {
        $head, $line, $row = Show (Test-DcResilience -NotSurvived -Kind Node)
        $head | Should -Match '^Lost +Survives +Services$'
        $row | Should -Match '^node:a +False +one$'
    }

    It 'show what was asked' {
        (Show (Test-DcResilience -Third -Service web))[2] | Should -Match '^any 1 of 3 nodes +True$'
        (Show (Test-DcResilience -Third))[2] | Should -Match '^any 1 of 3 nodes: node:a +False +one$'
    }

    It 'complete <Line>' -ForEach @(
        @{ Line = 'Test-DcFailure sw'; Expected = 'switch:sw1', 'switch:sw2' }
        @{ Line = 'Test-DcFailure -Lose link'; Expected = 'link:sw1-sw2' }
        @{ Line = 'Test-DcResilience -Service '; Expected = 'web', 'db', 'one' }
        @{ Line = 'Get-DcResilienceAdvice -Service w'; Expected = 'web' }
    ) {
        $env:DENTROPY_CLOUD = $cloud
        Get-Completion $Line | Should -Be $Expected
    }
}
