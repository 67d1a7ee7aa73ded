BeforeAll {
    . $PSScriptRoot/support/Common.ps1
    . $PSScriptRoot/support/TestCmdlets.ps1
}

Describe 'The pump' {
    It 'brings every step of every phase back to the pipeline thread' {
        $steps = 1, 2 | Test-Thread
        $steps.Phase | Should -Be 'begin', 'process 1', 'process 2', 'end'
        $steps.Same | Should -Not -Contain $false
    }

    It 'hides itself from whatever runs behind the cmdlet' {
        $seen = 1 | Test-Thread | ForEach-Object { "context: $([Threading.SynchronizationContext]::Current)" }
        $seen | Should -Be (@('context: ') * 3)
        [Threading.SynchronizationContext]::Current | Should -BeNullOrEmpty
    }

    It 'runs inside another cmdlet of its kind' {
        $steps = 1, 2 | Test-Thread | ForEach-Object { 7 | Test-Thread }
        $steps.Count | Should -Be 12
        $steps.Same | Should -Not -Contain $false
    }
}

Describe 'Early stop' {
    BeforeEach {
        $log = [Collections.Concurrent.ConcurrentQueue[string]]::new()
    }

    It 'cancels the work and awaits it when Select-Object -First has enough' {
        Test-Stream -Log $log -Count 3 | Select-Object -First 1 | Should -Be 1
        $log | Should -Be 'cancelled', 'cleaned up', 'work ended'
    }

    It 'cancels the work and awaits it when a consumer throws, and hands the consumer''s error on' {
        $thrown = Get-ErrorOf { Test-Stream -Log $log -Count 3 | ForEach-Object { throw 'the consumer failed' } }
        $thrown.Exception.Message | Should -Be 'the consumer failed'
        $log | Should -Be 'cancelled', 'cleaned up', 'work ended'
    }

    It 'ends even where the body swallows the exception' {
        Test-Failure swallowed -Log $log | Select-Object -First 1 | Should -Be 'first'
        $log | Should -Be 'swallowed'
        { Test-Failure swallowed | ForEach-Object { throw 'consumer' } } | Should -Throw 'consumer'
    }

    It 'leaves nothing behind, however often it happens' {
        $instances = $TestAssembly.GetType('TestStreamCommand').GetField('Instances').GetValue($null)
        $instances.Clear()
        foreach ($round in 1..50) {
            $null = Test-Stream -Log $log -Count 2 | Select-Object -First 1
        }

        @($log | Where-Object { $_ -eq 'work ended' }).Count | Should -Be 50
        @($log | Where-Object { $_ -eq 'cleaned up' }).Count | Should -Be 50
        foreach ($try in 1..10) {
            [GC]::Collect()
            [GC]::WaitForPendingFinalizers()
        }

        # The engine itself holds on to the last few pipelines.
        @($instances | Where-Object IsAlive).Count | Should -BeLessThan 10
    }
}

Describe 'Stop (Ctrl+C)' {
    It 'cancels the work, awaits it, and ends the pipeline as stopped' {
        $log = [Collections.Concurrent.ConcurrentQueue[string]]::new()
        $started = [Threading.ManualResetEventSlim]::new()
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript('param($cmdlets, $log, $started) Import-Module -Assembly $cmdlets; Test-Stream -Log $log -Count 3 -Started $started').
                AddArgument($TestAssembly).AddArgument($log).AddArgument($started)
            $running = $shell.BeginInvoke()
            $started.Wait([TimeSpan]::FromSeconds(30)) | Should -BeTrue
            $shell.Stop()
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $log | Should -Be 'cancelled', 'cleaned up', 'work ended'
            { $shell.EndInvoke($running) } | Should -Throw
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'Errors' {
    It 'makes a known failure terminating when it leaves the body <Kind>' -ForEach @{ Kind = 'early' }, @{ Kind = 'known' } {
        $thrown = $null
        try { Test-Failure $Kind } catch { $thrown = $_ }
        $thrown.FullyQualifiedErrorId | Should -Be 'NodeExists,TestFailureCommand'
        $thrown.CategoryInfo.Category | Should -Be 'ResourceExists'
        $thrown.TargetObject | Should -Be 'pi1'
    }

    It 'writes a known failure and goes on' {
        $found = @(Test-Failure written -ErrorAction SilentlyContinue -ErrorVariable errors)
        $found | Should -Be 'went on'
        $errors.FullyQualifiedErrorId | Should -Be 'NodeExists,TestFailureCommand'
    }

    It 'ends at a written failure under -ErrorAction Stop' {
        { Test-Failure written -ErrorAction Stop } | Should -Throw -ErrorId 'NodeExists,TestFailureCommand'
    }

    It 'names an unexpected failure as such' {
        { Test-Failure unknown } | Should -Throw -ErrorId 'UnexpectedError,TestFailureCommand'
    }

    It 'does not take a cancellation that nobody asked for as a stop' {
        { Test-Failure cancelled } | Should -Throw -ErrorId 'UnexpectedError,TestFailureCommand'
    }

    It 'has a PowerShell category for each of ours' {
        foreach ($name in [Enum]::GetNames([Dentropy.DentropyErrorCategory])) {
            [Enum]::GetNames([System.Management.Automation.ErrorCategory]) | Should -Contain $name
        }
    }
}

Describe 'The session' {
    BeforeEach {
        $file = Join-Path $TestDrive "$([guid]::NewGuid())"
        $import = "Import-Module '$ModulePath'; Import-Module -Assembly ([Reflection.Assembly]::LoadFrom('$TestAssemblyFile'));"
    }

    It 'keeps what it holds from one pipeline to the next' {
        Test-Session -File $file | Should -Be (Test-Session -File $file)
        Import-Module $ModulePath -Force
    }

    It 'closes what it holds when the module is removed' {
        $id = Test-Session -File $file
        Remove-Module Dentropy
        Get-Content $file | Should -Be $id
        Import-Module $ModulePath
        Test-Session -File $file | Should -Not -Be $id
        Import-Module $ModulePath -Force
    }

    It 'is another one in another runspace, and closes with it' {
        $mine = Test-Session -File $file
        $shell = [powershell]::Create()
        $theirs = $shell.AddScript("$import Test-Session -File '$file'").Invoke()[0]
        $theirs | Should -Not -Be $mine
        Test-Path $file | Should -BeFalse
        $shell.Runspace.Close()
        $shell.Dispose()
        Get-Content $file | Should -Be $theirs
        Import-Module $ModulePath -Force
    }

    It 'closes what it holds when pwsh ends by <How>' -ForEach @(
        @{ How = 'the end of its script'; End = '' }
        @{ How = 'exit'; End = 'exit 0' }
        @{ How = 'Environment.Exit'; End = '[Environment]::Exit(0)' }
    ) {
        $id = Invoke-FreshPwsh "$import Test-Session -File '$file' | ForEach-Object { `$_.ToString() }; $End"
        Get-Content $file | Should -Be $id
    }
}
