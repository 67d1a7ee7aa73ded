namespace Dentropy.Dns;

/// <summary>The public address of this network, as enough independent sources agree on it.</summary>
public sealed record DcPublicAddress
{
    /// <summary>The address, e.g. <c>203.0.113.7</c>.</summary>
    public required string Address { get; init; }

    /// <summary>Its family.</summary>
    public required DcAddressFamily Family { get; init; }

    /// <summary>The sources that agree on it.</summary>
    public IReadOnlyList<DcAddressAnswer> Sources { get; init; } = [];

    /// <summary>The sources that said something else, or nothing.</summary>
    public IReadOnlyList<DcAddressAnswer> Disagreed { get; init; } = [];

    /// <summary>When they were asked.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Folder of the inventory whose sources were asked.</summary>
    public string? Cloud { get; init; }

    /// <summary>The address alone, so that it can stand where an address is wanted.</summary>
    public override string ToString() => Address;
}
