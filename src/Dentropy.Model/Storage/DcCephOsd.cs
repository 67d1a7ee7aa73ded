namespace Dentropy.Storage;

/// <summary>An OSD: a disk of a Ceph cluster with its daemon.</summary>
public sealed record DcCephOsd
{
    /// <summary>Its number.</summary>
    public int Id { get; init; }

    /// <summary>Its name, e.g. <c>osd.3</c>.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"osd.{Id}");

    /// <summary>The host bucket of the CRUSH map that it is in; null where it is in none.</summary>
    public string? Host { get; init; }

    /// <summary>The node of the inventory that the host is; null where none has that name.</summary>
    public string? Node { get; init; }

    /// <summary>Where it is in the CRUSH map, from the root down, e.g. <c>root=default</c>, <c>rack=r1</c>, <c>host=ceph1</c>.</summary>
    public IReadOnlyList<string> Location { get; init; } = [];

    /// <summary>Its device class, e.g. <c>ssd</c>.</summary>
    public string? DeviceClass { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool IsUp { get; init; }

    /// <summary>Whether it takes data.</summary>
    public bool IsIn { get; init; }

    /// <summary>CRUSH weight, usually its size in TiB.</summary>
    public double Weight { get; init; }

    /// <summary>The override of its weight, from 0 to 1.</summary>
    public double Reweight { get; init; }

    /// <summary>Size in bytes; null where it is not known, as for one that is down.</summary>
    public long? Size { get; init; }

    /// <summary>Used bytes.</summary>
    public long? Used { get; init; }

    /// <summary>Used part of the size, in percent.</summary>
    public double? UsedPercent { get; init; }

    /// <summary>How many placement groups have a copy on it.</summary>
    public int? Groups { get; init; }

    /// <summary>Whether it may be stopped now and all data is served on, as Dentropy works it out; null where that was not possible.</summary>
    public bool? CanStop { get; init; }

    /// <summary>Cluster it belongs to.</summary>
    public required string Cluster { get; init; }

    /// <summary>Folder of the inventory.</summary>
    public string? Cloud { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
