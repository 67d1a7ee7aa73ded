using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Boot;

/// <summary>What a machine is to boot over the network.</summary>
public sealed record NetworkBootSettings
{
    /// <summary>The machine's name. Where a node of the inventory has it, what is left out here is taken from there.</summary>
    public required string Name { get; init; }

    /// <summary>The image: a folder below <c>images</c> of the gateway's TFTP folder.</summary>
    public required string Image { get; init; }

    /// <summary>MAC addresses; none for <c>mac</c> in the node's metadata.</summary>
    public IReadOnlyList<string> MacAddress { get; init; } = [];

    /// <summary>A Raspberry Pi's serial number, 8 or 16 hexadecimal digits; null for <c>serial</c> in the node's metadata.</summary>
    public string? Serial { get; init; }

    /// <summary>How the machine asks; null where the node's hardware, the serial number or the image tells it.</summary>
    public DcBootKind? Kind { get; init; }

    /// <summary>The kernel's command line for this Raspberry Pi, in place of the image's <c>cmdline.txt</c>; null for that of the image.</summary>
    public string? CommandLine { get; init; }

    /// <summary>File of the image that a PXE machine loads; null for the usual one of its kind.</summary>
    public string? BootFile { get; init; }
}
