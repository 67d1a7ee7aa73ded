# Dot-sourced by every test file in its BeforeAll: the built package is what is tested, never the source.
$ErrorActionPreference = 'Stop'

$ModuleFolder = $env:DENTROPY_MODULE ? $env:DENTROPY_MODULE : (Join-Path $PSScriptRoot '../../../out/Dentropy')
if (-not (Test-Path (Join-Path $ModuleFolder 'Dentropy.psd1'))) {
    throw "There is no built module in $ModuleFolder. Build it first, or set DENTROPY_MODULE."
}

$ModuleFolder = (Resolve-Path $ModuleFolder).Path
$ModulePath = Join-Path $ModuleFolder 'Dentropy.psd1'
$PwshPath = (Get-Process -Id $PID).Path

# The operator's own inventory must never be touched by a test that forgets -Cloud.
$env:DENTROPY_CLOUD = Join-Path ([IO.Path]::GetTempPath()) "dentropy-pester-$PID-unset"

# Runs a script in a pwsh of its own and returns what it printed, so that a test starts with nothing loaded.
function Invoke-FreshPwsh([string] $Script) {
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("`$ErrorActionPreference = 'Stop'; `$ModulePath = '$ModulePath'; $Script"))
    $output = & $PwshPath -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand $encoded 2>&1
    if ($LASTEXITCODE -ne 0) {
        throw "pwsh ended with ${LASTEXITCODE}: $output"
    }

    $output
}

# Runs a script block, and returns the error records that it wrote or ended with.
function Get-ErrorOf([scriptblock] $Script) {
    $ErrorActionPreference = 'Continue'
    try {
        & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
    }
    catch {
        $_
    }
}

# The cloud folder of a lab of real hosts. Without one such tests are skipped; in CI that is a failure, as BeforeAll of each says.
function Get-LabCloud {
    if (-not $env:DENTROPY_LAB_CLOUD) {
        throw 'There is no lab: bring one up and set DENTROPY_LAB_CLOUD to its cloud folder.'
    }

    (Resolve-Path $env:DENTROPY_LAB_CLOUD).Path
}

# Asks until it is so; false after the limit.
function Wait-Until([scriptblock] $Condition, [int] $Seconds = 20) {
    $limit = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($limit.Elapsed.TotalSeconds -gt $Seconds) { return $false }
        Start-Sleep -Milliseconds 50
    }

    $true
}

Import-Module $ModulePath -Force
