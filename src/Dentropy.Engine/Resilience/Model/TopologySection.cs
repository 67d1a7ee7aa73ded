using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>A switch as <c>topology: switches:</c> describes it.</summary>
internal sealed record TopologySwitch(string Name, int Line, IReadOnlyList<YamlText> Power, IReadOnlyList<YamlText> Links, string? Site);

/// <summary>A power feed as <c>topology: power:</c> describes it.</summary>
internal sealed record TopologyFeed(string Name, int Line, IReadOnlyList<YamlText> From, string? Site);

/// <summary>A way to the internet as <c>topology: uplinks:</c> describes it.</summary>
internal sealed record TopologyUplink(string Name, int Line, IReadOnlyList<YamlText> Switches, IReadOnlyList<YamlText> Nodes, IReadOnlyList<YamlText> Power);

/// <summary>What <c>topology: nodes:</c> says of a set of nodes.</summary>
internal sealed record TopologyNodes(YamlText Set, IReadOnlyList<YamlText> Switches, IReadOnlyList<YamlText> Power, bool Internet);

/// <summary>The section <c>topology:</c> of <c>cloud.yaml</c>. A list that is null is not there at all, so nobody has said what there is.</summary>
internal sealed record TopologySection
{
    public IReadOnlyList<TopologySwitch>? Switches { get; init; }

    public IReadOnlyList<TopologyFeed>? Feeds { get; init; }

    public IReadOnlyList<TopologyUplink> Uplinks { get; init; } = [];

    public IReadOnlyList<TopologyNodes> Nodes { get; init; } = [];

    /// <summary>Switches that people hang on; none where it may be any.</summary>
    public IReadOnlyList<YamlText> Users { get; init; } = [];
}
