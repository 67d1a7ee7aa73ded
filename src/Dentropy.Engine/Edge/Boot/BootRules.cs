using Dentropy.Edge;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Boot;

/// <summary>A machine that boots over the network.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Macs">Its MAC addresses.</param>
/// <param name="Serial">Its serial number; null where it is not known.</param>
internal sealed record BootMachine(string Name, IReadOnlyList<string> Macs, string? Serial)
{
    /// <summary>The folders that a Raspberry Pi asks for: by its serial number, or by its MAC address where its EEPROM says so (TFTP_PREFIX=2).</summary>
    public IReadOnlyList<string> Folders { get; } = [.. Serial is null ? [] : (string[])[Serial], .. Macs.Select(mac => mac.Replace(':', '-'))];
}

/// <summary>What can boot over the network. What is refused here has changed nothing.</summary>
internal static class BootRules
{
    private const string MacKey = "mac";
    private const string SerialKey = "serial";
    private const int LongestImage = 100;
    private const int LongestLine = 1000;
    private const int SerialDigits = 8;

    public static BootMachine Machine(NetworkBootSettings settings, DcNode? node)
    {
        var name = node?.Name ?? settings.Name;
        if (!DhcpRules.IsHostName(name))
            throw Wrong(name, $"'{Shown.Text(name)}' cannot be a machine's name here: letters, digits and hyphens can.");
        if (settings.Image.Length is 0 or > LongestImage || settings.Image[0] is '.' or '-' || !settings.Image.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw Wrong(name, $"'{Shown.Text(settings.Image)}' cannot be an image: it is the name of a folder, of letters, digits and . - _");
        if (settings.CommandLine is { } line && (line.Any(char.IsControl) || line.Trim().Length is 0 or > LongestLine || line == "-"))
            throw Wrong(name, $"A kernel's command line is one line of up to {LongestLine} characters.");
        if (settings.BootFile is { } file && (file.Length == 0 || file[0] == '/' || file.Contains("..", StringComparison.Ordinal) || !file.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/')))
            throw Wrong(name, $"'{Shown.Text(file)}' is no file in the image.");
        var given = settings.MacAddress.Count > 0 ? settings.MacAddress : (node?.Metadata.GetValueOrDefault(MacKey) ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var macs = given.Select(mac => MacAddress.Read(mac) ?? throw Wrong(name, $"'{Shown.Text(mac)}' is no MAC address that a machine can have, such as dc:a6:32:01:02:03.")).Distinct(StringComparer.Ordinal).ToList();
        var serial = settings.Serial ?? node?.Metadata.GetValueOrDefault(SerialKey);
        if (serial is not null && (serial.Length is not (SerialDigits or 2 * SerialDigits) || !serial.All(char.IsAsciiHexDigit)))
        {
            // A PC has a serial number of its maker's, which says nothing here.
            serial = settings.Serial is null && macs.Count > 0 ? null : throw Wrong(name, $"'{Shown.Text(serial)}' is no serial number of a Raspberry Pi: 8 or 16 hexadecimal digits, as /proc/cpuinfo there has it.");
        }

        return macs.Count > 0 || serial is not null ? new BootMachine(name, macs, serial?[^SerialDigits..].ToLowerInvariant())
            : throw Wrong(name, $"Neither a MAC address nor a serial number of {name} is known. Say one, or write it into the node's metadata: Set-DcNode {name} -Metadata @{{ {MacKey} = 'dc:a6:32:01:02:03' }}.");
    }

    public static void CheckImage(NetworkBootSettings settings, BootState state, DhcpSite site)
    {
        if (!state.Images.Contains(settings.Image, StringComparer.Ordinal))
        {
            throw new DentropyException(
                "BootImageNotFound",
                DentropyErrorCategory.ObjectNotFound,
                settings.Image,
                $"Node {site.Node.Name} has no folder {site.TftpRoot}/images/{Shown.Text(settings.Image)}{(state.Images.Count > 0 ? $"; there is {string.Join(", ", state.Images)}" : "")}. Nothing was changed. Put the files that the machine boots there, e.g. with Copy-DcItem.");
        }
    }

    /// <summary>How the machine asks, and which files of the image a PXE machine loads.</summary>
    public static (DcBootKind Kind, IReadOnlyList<(string Tag, string File)> Files) Kind(NetworkBootSettings settings, BootMachine machine, DcNode? node, BootState state, string gateway)
    {
        var firmware = state.Content.Any(file => file is "config.txt" or "start.elf" or "start4.elf" or "boot.img");
        var kind = settings.Kind
            ?? (IsPi(node) || machine.Serial is not null ? DcBootKind.RaspberryPi : settings.BootFile is not null || !firmware ? DcBootKind.Pxe : DcBootKind.RaspberryPi);
        if (kind == DcBootKind.RaspberryPi)
        {
            if (!firmware)
                throw Unsuitable(settings, machine.Name, gateway, "has no config.txt, as the boot partition of a Raspberry Pi's system has");
            return (kind, []);
        }

        if (settings.CommandLine is not null)
            throw Wrong(machine.Name, "A command line can be given for a Raspberry Pi only; a PXE machine has it in the configuration of its boot loader.");
        if (machine.Macs.Count == 0)
            throw Wrong(machine.Name, $"A PXE machine is known by its MAC address, and that of {machine.Name} is not known.");
        if (settings.BootFile is { } given)
            return (kind, [("", given)]);
        var files = BootSyntax.BootFiles.Select(one => (one.Tag, File: one.Files.FirstOrDefault(file => state.Content.Contains(file, StringComparer.Ordinal)) ?? "")).Where(one => one.File.Length > 0).ToList();
        return files.Count > 0 ? (kind, files) : throw Unsuitable(settings, machine.Name, gateway, "has none of the files that PXE machines usually load, such as pxelinux.0 or bootx64.efi; name one with -BootFile");
    }

    /// <summary>Refuses a machine that is known by what another one is known by.</summary>
    public static void CheckDuplicate(DcNetworkBoot boot, BootFile file)
    {
        foreach (var other in file.Entries.Select(entry => entry.Boot).Where(other => !string.Equals(other.Name, boot.Name, StringComparison.OrdinalIgnoreCase)))
        {
            if (other.MacAddress.Intersect(boot.MacAddress, StringComparer.Ordinal).FirstOrDefault() is { } mac)
                throw Duplicate(boot.Name, mac, other);
            if (boot.Serial is { } serial && other.Serial == serial)
                throw Duplicate(boot.Name, serial, other);
        }
    }

    /// <summary>Whether the boot ROM is that of the models 2B and 3B, without +.</summary>
    public static bool HasOldRom(DcNode? node) =>
        node?.Hardware is { } hardware && IsPi(node) && Model(hardware) is '2' or '3' && !hardware.Contains("plus", StringComparison.OrdinalIgnoreCase) && !hardware.Contains('+', StringComparison.Ordinal);

    private static char Model(string hardware) => hardware.FirstOrDefault(char.IsAsciiDigit);

    private static bool IsPi(DcNode? node) =>
        node?.Hardware is { } hardware && (hardware.StartsWith("rpi", StringComparison.OrdinalIgnoreCase) || hardware.StartsWith("raspberry", StringComparison.OrdinalIgnoreCase));

    private static DentropyException Wrong(string name, string problem) => DhcpErrors.Invalid("NetworkBootInvalid", name, problem);

    private static DentropyException Duplicate(string name, string what, DcNetworkBoot other) =>
        DhcpErrors.Exists("NetworkBootDuplicate", name, $"{what} belongs to {other.Name} already, which boots {other.Image} from node {other.Node}. Remove that first.");

    private static DentropyException Unsuitable(NetworkBootSettings settings, string name, string gateway, string problem) => new(
        "BootImageUnsuitable", DentropyErrorCategory.InvalidData, name, $"The image {settings.Image} on node {gateway} {problem}. Nothing was changed.");
}
