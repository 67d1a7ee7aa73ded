namespace Dentropy.Apps;

/// <summary>One setting of a route that changes.</summary>
public sealed record DcAppRouteChange
{
    /// <summary>What has the setting: the name of a container, or <c>proxy host</c> and <c>certificate</c> at a proxy.</summary>
    public required string Item { get; init; }

    /// <summary>The setting: a label, or a field of the proxy's.</summary>
    public required string Name { get; init; }

    /// <summary>Its value before; null where it was not there.</summary>
    public string? Old { get; init; }

    /// <summary>Its value after; null where it goes.</summary>
    public string? New { get; init; }

    /// <summary>As in a list of differences: <c>+ name=new</c>, <c>- name=old</c>, <c>name: old -> new</c>.</summary>
    public override string ToString() => (Old, New) switch
    {
        (null, _) => $"+ {Name}={New}",
        (_, null) => $"- {Name}={Old}",
        _ => $"{Name}: {Old} -> {New}",
    };
}
