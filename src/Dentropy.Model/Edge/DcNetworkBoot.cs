namespace Dentropy.Edge;

/// <summary>How a machine asks for what it boots.</summary>
public enum DcBootKind
{
    /// <summary>A Raspberry Pi, whose firmware has a way of its own.</summary>
    RaspberryPi,

    /// <summary>A machine with PXE, by BIOS or UEFI.</summary>
    Pxe,
}

/// <summary>What a machine boots over the network.</summary>
public sealed record DcNetworkBoot
{
    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary>The gateway that answers it, by DHCP and TFTP.</summary>
    public required string Node { get; init; }

    /// <summary>Name of the image: its folder below <c>images</c> of the gateway's TFTP folder.</summary>
    public required string Image { get; init; }

    /// <summary>How the machine asks.</summary>
    public required DcBootKind Kind { get; init; }

    /// <summary>The machine's MAC addresses; none where it is known by its serial number only.</summary>
    public IReadOnlyList<string> MacAddress { get; init; } = [];

    /// <summary>A Raspberry Pi's serial number, its last eight hexadecimal digits; null where it is known by its MAC address only.</summary>
    public string? Serial { get; init; }

    /// <summary>Folders below the TFTP folder that only this machine asks for: a Raspberry Pi's, by serial number and MAC address.</summary>
    public IReadOnlyList<string> Folder { get; init; } = [];

    /// <summary>Folder of the inventory that the node was found in.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name and image, e.g. <c>pi7 ubuntu-24.04-arm64</c>.</summary>
    public override string ToString() => $"{Name} {Image}";
}
