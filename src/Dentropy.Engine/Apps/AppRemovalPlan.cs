namespace Dentropy.Engine.Apps;

/// <summary>What the removal of an app takes away.</summary>
/// <param name="Containers">Names of containers, in the order in which they stop.</param>
/// <param name="Networks">Names of networks that Compose or Dentropy made for it.</param>
/// <param name="Volumes">Names of volumes.</param>
/// <param name="KeptVolumes">Names of volumes that stay.</param>
public sealed record AppRemovalPlan(IReadOnlyList<string> Containers, IReadOnlyList<string> Networks, IReadOnlyList<string> Volumes, IReadOnlyList<string> KeptVolumes);
