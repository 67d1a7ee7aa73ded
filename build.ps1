#!/usr/bin/env pwsh
# A front to build.cs for people in PowerShell: ./build.ps1 test, ./build.ps1 lab up --nodes 5
$arguments = $args
Push-Location $PSScriptRoot
try {
    dotnet run build.cs -- @arguments
}
finally {
    Pop-Location
}

exit $LASTEXITCODE
