using System.Collections.ObjectModel;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>Which nodes are wanted. All conditions that are set must hold; letter case does not matter in any of them.</summary>
public sealed record NodeQuery
{
    /// <summary>Exact names, or wildcards (<c>*</c>, <c>?</c>, <c>[a-c]</c>), any of which must match; empty asks for every node.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>A node set such as <c>@worker&amp;!pi[3-5]</c>; see <see cref="NodeSet"/>. Null or blank where there is none.</summary>
    public string? Expression { get; init; }

    /// <summary>Roles or wildcards, any of which must match one of the node's roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Tags or wildcards, any of which must match one of the node's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Metadata keys, every one of which must be present with a value that the wildcard matches.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>What a query found.</summary>
/// <param name="Nodes">The nodes, in natural order of their names; <c>localhost</c> first where it was named.</param>
/// <param name="Faults">Every node file that could not be read; a wanted node may be among them.</param>
/// <param name="Missing">What was named exactly and no node has, as the shortest names and ranges, e.g. <c>pi[7-9]</c>.</param>
public sealed record NodeSelection(IReadOnlyList<DcNode> Nodes, IReadOnlyList<NodeFault> Faults, IReadOnlyList<string> Missing);
