@{
    RootModule             = 'Dentropy.PowerShell.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '9ca81cd6-99c6-4d43-9e41-ffc7ba2379c1'
    Author                 = 'The Dentropy contributors'
    CompanyName            = 'Dentropy'
    Copyright              = '(c) The Dentropy contributors. MIT licence.'
    Description            = 'Run a small cloud of your own from a PowerShell prompt: its nodes, and commands across all of them over warm SSH links. Every thing in the cloud is an object that one cmdlet returns and the next one takes.'
    PowerShellVersion      = '7.6'
    CompatiblePSEditions   = @('Core')
    FormatsToProcess       = @('Dentropy.Format.ps1xml')
    CmdletsToExport        = @(
        'Backup-DcApp'
        'Copy-DcItem'
        'Deploy-DcApp'
        'Export-DcResilienceReport'
        'Get-DcApp'
        'Get-DcAppLog'
        'Get-DcAppRoute'
        'Get-DcBackup'
        'Get-DcCertificate'
        'Get-DcDnsPlan'
        'Get-DcDnsRecord'
        'Get-DcNode'
        'Get-DcNodeHistory'
        'Get-DcPublicAddress'
        'Get-DcResilienceAdvice'
        'Invoke-DcClusterCommand'
        'Invoke-DcDnsPlan'
        'Invoke-DcFailureDrill'
        'Move-DcApp'
        'New-DcCertificate'
        'New-DcFailureDrill'
        'New-DcNode'
        'Remove-DcApp'
        'Remove-DcAppRoute'
        'Remove-DcBackup'
        'Remove-DcDnsRecord'
        'Remove-DcNode'
        'Restart-DcApp'
        'Restart-DcNode'
        'Restore-DcApp'
        'Set-DcAppRoute'
        'Set-DcDnsRecord'
        'Set-DcNode'
        'Start-DcApp'
        'Stop-DcApp'
        'Stop-DcNode'
        'Test-DcBackup'
        'Test-DcDnsRecord'
        'Test-DcFailure'
        'Test-DcNode'
        'Test-DcResilience'
        'Update-DcCertificate'
        'Update-DcDynamicDns'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('ssh', 'cluster', 'homelab', 'raspberrypi', 'inventory', 'fan-out', 'devops', 'PSEdition_Core', 'Linux', 'MacOS', 'Windows')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md in the project.'
        }
    }
}
