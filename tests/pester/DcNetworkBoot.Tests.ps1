BeforeAll {
    . $PSScriptRoot/support/Common.ps1
}

# On this machine, with folders of its own. What checks the files is a script in dnsmasq's place: the real one is asked in the tests against hosts.
Describe 'Booting over the network' {
    BeforeEach {
        $work = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $cloud = "$work/cloud"
        $null = New-Item -ItemType Directory $cloud, "$work/bin", "$work/etc", "$work/tftp/images/pi-os", "$work/tftp/images/pc-os"
        Set-Content "$work/bin/dnsmasq" "#!/bin/sh`n[ ! -e '$work/refuse' ] || exit 1"
        chmod 755 "$work/bin/dnsmasq"
        $path = $env:PATH
        $env:PATH = "$work/bin:$path"
        Set-Content "$cloud/cloud.yaml" "dhcp:`n  node: localhost`n  folder: $work/etc`n  tftpRoot: $work/tftp`n  reload: 'true'"
        'config.txt', 'start4.elf', 'cmdline.txt' | ForEach-Object { Set-Content "$work/tftp/images/pi-os/$_" $_ }
        Set-Content "$work/tftp/images/pc-os/pxelinux.0" bios
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
        function Get-State { Get-ChildItem "$work/etc", "$work/tftp" -Recurse -Force | ForEach-Object FullName }
    }

    AfterEach { $env:PATH = $path }

    It 'is set for a node by what the inventory has of it, and for nobody with -WhatIf' {
        New-DcNode pi7 -Metadata @{ mac = 'DC-A6-32-01-02-03'; serial = '100000009ffefdef' }
        $before = Get-State
        Set-DcNetworkBoot pi7 -Image pi-os -WhatIf
        (Get-DcNode pi7 | Set-DcNetworkBoot -Image pi-os -WhatIf -PassThru).Folder | Should -Be 9ffefdef, dc-a6-32-01-02-03
        Get-State | Should -Be $before
        Set-DcNetworkBoot pi7 -Image pi-os -CommandLine 'root=/dev/nfs' | Should -BeNullOrEmpty
        $boot = Get-DcNetworkBoot
        $boot | Should -BeOfType Dentropy.Edge.DcNetworkBoot
        $boot.Name, $boot.Image, $boot.Kind, $boot.Serial, [string]$boot.MacAddress, $boot.Node | Should -Be pi7, pi-os, RaspberryPi, 9ffefdef, dc:a6:32:01:02:03, localhost
        Get-Content "$work/tftp/9ffefdef/start4.elf", "$work/tftp/9ffefdef/cmdline.txt" | Should -Be start4.elf, root=/dev/nfs
        $boot | Out-String -Width 200 | Should -Match 'pi7\s+pi-os\s+RaspberryPi\s+dc:a6:32:01:02:03\s+9ffefdef\s+localhost'
        Get-DcNetworkBoot | Remove-DcNetworkBoot -Confirm:$false
        Get-State | Should -Be $before
    }

    It 'gives a PC a file of the image' {
        (Set-DcNetworkBoot pc3 -Image pc-os -MacAddress 00:11:22:aa:bb:cc -PassThru).Kind | Should -Be Pxe
        Get-Content "$work/etc/dentropy-boot.conf" | Should -Contain 'dhcp-boot=tag:boot-pc3,tag:arch-bios,images/pc-os/pxelinux.0'
    }

    It 'refuses what cannot be, and leaves what is there' {
        Set-DcNetworkBoot pi7 -Image pi-os -Serial 9ffefdef
        $before = Get-State
        (Get-ErrorOf { Set-DcNetworkBoot pi8 -Image none -Serial 00000008 }).FullyQualifiedErrorId | Should -BeLike 'BootImageNotFound,*'
        (Get-ErrorOf { Set-DcNetworkBoot pi8 -Image pi-os }).FullyQualifiedErrorId | Should -BeLike 'NetworkBootInvalid,*'
        (Get-ErrorOf { Set-DcNetworkBoot pi8 -Image pi-os -Serial 9FFEFDEF }).FullyQualifiedErrorId | Should -BeLike 'NetworkBootDuplicate,*'
        (Get-ErrorOf { Remove-DcNetworkBoot pi8 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'NetworkBootNotFound,*'
        (Get-ErrorOf { Get-DcNetworkBoot pi8 }).FullyQualifiedErrorId | Should -BeLike 'NetworkBootNotFound,*'
        Set-Content "$work/refuse" ''
        (Get-ErrorOf { Set-DcNetworkBoot pi8 -Image pi-os -Serial 00000008 }).FullyQualifiedErrorId | Should -BeLike 'DhcpSyntax,*'
        Get-State | Should -Be $before
    }
}

Describe 'Media for a first boot' {
    BeforeEach {
        $work = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $cloud = "$work/cloud"
        $null = New-Item -ItemType Directory $cloud, "$work/card"
        Set-Content "$work/ops.pub" 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDA7nnjJFvGBGsGtYiCMlbGVg6gVXSZ5QxV4bHjLfhLr ops@desk'
        Set-Content "$cloud/cloud.yaml" "firstBoot:`n  keys: [../ops.pub]"
        $PSDefaultParameterValues = @{ '*-Dc*:Cloud' = $cloud }
        New-DcNode pi7 -Metadata @{ mac = 'dc:a6:32:01:02:03' }
    }

    It 'go into a folder once, and over others only with -Force' {
        New-DcBootMedia -Node pi7 -Path "$work/card" -WhatIf
        "$work/card/*" | Should -Not -Exist
        $media = New-DcBootMedia -Node pi7 -Path "$work/card"
        $media | Should -BeOfType Dentropy.Provisioning.DcBootMedia
        $media.Applied, $media.Kind, $media.File.Count | Should -Be $true, Folder, 4
        Get-Content "$work/card/user-data" | Should -Contain 'hostname: "pi7"'
        Get-Content "$work/card/network-config" | Should -Contain '      macaddress: "dc:a6:32:01:02:03"'
        (Get-DcNode pi7 | New-DcBootMedia -Path "$work/card").Applied | Should -BeFalse
        Set-Content "$work/card/user-data" mine
        (Get-ErrorOf { New-DcBootMedia pi7 "$work/card" }).FullyQualifiedErrorId | Should -BeLike 'BootMediaExists,*'
        Get-Content "$work/card/user-data" | Should -Be mine
        (New-DcBootMedia pi7 "$work/card" -Force).Changed | Should -Be user-data
        $media | Out-String -Width 200 | Should -Match 'pi7\s+\S+card\s+Folder\s+pi7-'
    }

    It 'become a seed image' {
        (New-DcBootMedia pi7 "$work/seed.img").Kind | Should -Be SeedImage
        (Get-Item "$work/seed.img").Length | Should -BeGreaterThan 1MB
        [Text.Encoding]::ASCII.GetString([IO.File]::ReadAllBytes("$work/seed.img"), 43, 11) | Should -Be 'CIDATA     '
    }

    It 'are refused where nobody could log in, or nothing is there to write to' {
        (Get-ErrorOf { New-DcBootMedia pi7 "$work/none" }).FullyQualifiedErrorId | Should -BeLike 'BootMediaFolderNotFound,*'
        (Get-ErrorOf { New-DcBootMedia pi8 "$work/card" }).FullyQualifiedErrorId | Should -BeLike 'NodeNotFound,*'
        Set-Content "$cloud/cloud.yaml" "firstBoot:`n  timezone: Etc/UTC"
        (Get-ErrorOf { New-DcBootMedia pi7 "$work/card" }).FullyQualifiedErrorId | Should -BeLike 'BootMediaNoKey,*'
        (New-DcBootMedia pi7 "$work/card" -Key "$work/ops.pub").Applied | Should -BeTrue
        Set-Content "$work/id" '-----BEGIN OPENSSH PRIVATE KEY-----'
        (Get-ErrorOf { New-DcBootMedia pi7 "$work/card" -Key "$work/id" -Force }).FullyQualifiedErrorId | Should -BeLike 'BootMediaKeyInvalid,*'
    }
}
