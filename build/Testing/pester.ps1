# Runs the Pester tests and writes their counts where the build can read them. Exit code 3: there is no Pester 5.
param([string] $Path, [string] $Report)
$ErrorActionPreference = 'Stop'

if (-not (Get-Module -ListAvailable Pester | Where-Object Version -ge 5.3)) {
    exit 3
}

Import-Module Pester -MinimumVersion 5.3
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Run.Exit = $false
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration

function ConvertTo-Note($Item, [string] $Name) {
    $reason = "$($Item.ErrorRecord | Select-Object -First 1)"
    @{ test = $Name; reason = ($reason -split "`n")[0].Trim() }
}

$failed = @($run.Failed | ForEach-Object { ConvertTo-Note $_ $_.ExpandedPath })

# A file that cannot be read and a block whose set-up or clean-up fails are failures beside the tests in them.
$failed += @($run.FailedContainers | ForEach-Object { ConvertTo-Note $_ "the file $($_.Item)" })
$failed += @($run.FailedBlocks | Where-Object { $_.OwnFailed -or $_.ErrorRecord } | ForEach-Object { ConvertTo-Note $_ "the block $($_.ExpandedPath)" })
$skipped = @(@($run.Skipped) + @($run.Inconclusive) + @($run.NotRun) | Where-Object { $_ } | ForEach-Object { ConvertTo-Note $_ $_.ExpandedPath })
@{ passed = $run.PassedCount; failed = $failed; skipped = $skipped } | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath $Report
exit 0
