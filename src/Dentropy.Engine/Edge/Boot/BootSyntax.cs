using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Boot;

/// <summary>What a machine boots, as the file has it.</summary>
/// <param name="Boot">The machine.</param>
/// <param name="Lines">Its lines.</param>
internal sealed record BootEntry(DcNetworkBoot Boot, IReadOnlyList<string> Lines)
{
    public bool Is(BootEntry? other) => other is not null && Lines.SequenceEqual(other.Lines, StringComparer.Ordinal);
}

/// <summary>Lines of dnsmasq's configuration for booting over the network (dnsmasq(8), 2.90), and what they say.</summary>
/// <remarks>
/// A Raspberry Pi's firmware boots from whoever answers with the vendor class <c>PXEClient</c> and, in option 43, a PXE menu whose entry 0 is
/// <c>Raspberry Pi Boot</c> (raspberrypi/documentation, boot-net.adoc), which is what dnsmasq makes of <c>pxe-service=0</c>. The boot ROM of the models 2B and 3B counts
/// three characters too many, hence the blanks for those. It says that its architecture is 0, as a PC with BIOS does (raspberrypi/rpi-eeprom, issue 182), and takes the
/// first entry of the menu only (issue 60); so each machine has a tag of its own, and sees only its own entry. Option 97 ends with the serial number, lowest byte first: seen in a
/// log of a 3B+ (raspberrypi/firmware, issue 1605), which repeats it; for the models 4 and 5 eeprom-bootloader.adoc says that it is last, and that its order is
/// the same is a guess. The MAC address always works.
/// </remarks>
internal static class BootSyntax
{
    public const string Begin = "# boot ";
    public const string End = "# end ";
    private const string Nothing = "-";
    private const string Pi = "Raspberry Pi Boot";

    /// <summary>Tags by the architecture that a PXE client tells (RFC 4578, 2.1, and IANA's registry): 0 BIOS, 7 and 9 UEFI on x86-64, 11 UEFI on ARM64.</summary>
    public static IReadOnlyList<string> Architectures { get; } =
    [
        "dhcp-match=set:arch-bios,option:client-arch,0",
        "dhcp-match=set:arch-efi64,option:client-arch,7",
        "dhcp-match=set:arch-efi64,option:client-arch,9",
        "dhcp-match=set:arch-arm64,option:client-arch,11",
    ];

    /// <summary>The files that PXE clients load, the usual ones first, by the tag of their architecture.</summary>
    public static IReadOnlyList<(string Tag, string[] Files)> BootFiles { get; } =
    [
        ("arch-bios", ["lpxelinux.0", "pxelinux.0", "undionly.kpxe", "ipxe.pxe"]),
        ("arch-efi64", ["shimx64.efi", "bootx64.efi", "bootnetx64.efi", "grubx64.efi", "grubnetx64.efi", "snponly.efi", "ipxe.efi"]),
        ("arch-arm64", ["shimaa64.efi", "bootaa64.efi", "bootnetaa64.efi", "grubaa64.efi", "grubnetaa64.efi", "snponly-arm64.efi"]),
    ];

    /// <param name="boot">The machine.</param>
    /// <param name="oldRom">Whether it is a Raspberry Pi whose boot ROM counts wrong.</param>
    /// <param name="files">Files that PXE clients load, by the tag of their architecture; an empty tag means any.</param>
    public static BootEntry Entry(DcNetworkBoot boot, bool oldRom, IReadOnlyList<(string Tag, string File)> files)
    {
        var tag = Tag(boot.Name);
        var isPi = boot.Kind == DcBootKind.RaspberryPi;
        var lines = new List<string> { $"{Begin}{boot.Name} {(isPi ? "pi" : "pxe")} {boot.Image} {boot.Serial ?? Nothing} {(boot.Folder.Count > 0 ? string.Join(',', boot.Folder) : Nothing)}" };
        lines.AddRange(boot.MacAddress.Select(mac => $"dhcp-mac=set:{tag},{mac}"));
        if (boot.Serial is { } serial)
            lines.Add($"dhcp-match=set:{tag},97,00:{string.Concat(Enumerable.Repeat("*:", 12))}{serial[6..8]}:{serial[4..6]}:{serial[2..4]}:{serial[..2]}");
        if (isPi)
            lines.Add($"pxe-service=tag:{tag},0,\"{Pi}{(oldRom ? "   " : "")}\"");
        lines.AddRange(files.Select(file => $"dhcp-boot=tag:{tag},{(file.Tag.Length > 0 ? $"tag:{file.Tag}," : "")}images/{boot.Image}/{file.File}"));
        lines.Add(End + boot.Name);
        return new BootEntry(boot, lines);
    }

    /// <summary>Reads the lines of a machine; null where they are no whole ones.</summary>
    public static BootEntry? Read(IReadOnlyList<string> lines, string node)
    {
        if (lines[0][Begin.Length..].Split(' ') is not [var name, "pi" or "pxe", var image, var serial, var folders] words || lines[^1] != End + name)
            return null;
        var macs = lines.Where(line => line.StartsWith("dhcp-mac=", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..]);
        var boot = new DcNetworkBoot
        {
            Name = name,
            Node = node,
            Image = image,
            Kind = words[1] is "pi" ? DcBootKind.RaspberryPi : DcBootKind.Pxe,
            Serial = serial is Nothing ? null : serial,
            Folder = folders is Nothing ? [] : folders.Split(','),
            MacAddress = [.. macs],
        };
        return new BootEntry(boot, [.. lines]);
    }

    private static string Tag(string name) => "boot-" + name.ToLowerInvariant();
}
