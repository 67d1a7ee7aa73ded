namespace Dentropy.Apps;

/// <summary>A service of an app: containers made from one definition.</summary>
public sealed record DcAppService
{
    /// <summary>Name of the service; that of the container where it belongs to none.</summary>
    public required string Name { get; init; }

    /// <summary>Image that it was made from, as its definition names it.</summary>
    public required string Image { get; init; }

    /// <summary>Names of the services that start before it.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>Its containers.</summary>
    public IReadOnlyList<DcAppContainer> Containers { get; init; } = [];

    /// <summary>The service's name.</summary>
    public override string ToString() => Name;
}
