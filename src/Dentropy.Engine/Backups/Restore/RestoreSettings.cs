namespace Dentropy.Engine.Backups.Restore;

/// <summary>What to do where a name of the app is taken on the node.</summary>
public enum RestoreConflict
{
    /// <summary>Change nothing, and say what is in the way.</summary>
    Fail,

    /// <summary>Take another name for the app: the first of <c>name-2</c>, <c>name-3</c>, ... that is free.</summary>
    Rename,
}

/// <summary>The answers that a restore needs: under which name, where to store, how to route.</summary>
public sealed record RestoreSettings
{
    /// <summary>Name of the app on the node; null for the one that it has. Containers, networks and volumes are named after it.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Where storage goes, by its name (<c>nextcloud_data</c>), its short name in the project (<c>data</c>), its path on the source node, or where a
    /// container sees it (<c>/var/www/html</c>, <c>app:/var/www/html</c>).
    /// </summary>
    public IReadOnlyDictionary<string, VolumeTarget> VolumeMap { get; init; } = new Dictionary<string, VolumeTarget>(StringComparer.Ordinal);

    /// <summary>Networks of the node to use instead of networks that the app does not own, by their names on the source node.</summary>
    public IReadOnlyDictionary<string, string> NetworkMap { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Other ports of the node, by the ports of the source node: <c>8080</c>, or <c>8080/udp</c>.</summary>
    public IReadOnlyDictionary<string, int> PortMap { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Host name that routes lead to; null to leave the routing labels as they are.</summary>
    public string? Hostname { get; init; }

    /// <summary>Host name to be replaced, where routes lead to several; null for all of them.</summary>
    public string? OldHostname { get; init; }

    /// <summary>Entry points of the routers; empty to leave them.</summary>
    public IReadOnlyList<string> EntryPoints { get; init; } = [];

    /// <summary>Certificate resolver of the routers; null to leave it.</summary>
    public string? CertificateResolver { get; init; }

    /// <summary>What to do where names are taken.</summary>
    public RestoreConflict OnConflict { get; init; }

    /// <summary>Make the containers and leave them stopped.</summary>
    public bool NoStart { get; init; }

    /// <summary>Keep MAC addresses that were set by hand. Two hosts of a network must not have the same.</summary>
    public bool KeepMacAddress { get; init; }

    /// <summary>Storage whose data is not restored, named as in <see cref="VolumeMap"/>; it is made, and is empty.</summary>
    public IReadOnlyList<string> SkipVolumes { get; init; } = [];

    /// <summary>The only storage to restore, named as in <see cref="VolumeMap"/>: no containers, no networks. Null for the whole app.</summary>
    public string? VolumeOnly { get; init; }

    /// <summary>How long the containers may take to be healthy.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long to wait for another run with the same app on the node; null for not at all.</summary>
    public TimeSpan? WaitForOthers { get; init; }

    /// <summary>Image of the node whose tar and zstd are used instead of the node's own.</summary>
    public string? HelperImage { get; init; }

    /// <summary>Silence after which the node takes everything back by itself; tests shorten it.</summary>
    internal TimeSpan? Silence { get; init; }

    /// <summary>How long the node goes on taking back what was under way; tests shorten it.</summary>
    internal TimeSpan? Settle { get; init; }
}
