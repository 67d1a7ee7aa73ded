using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>An app that a name meant.</summary>
/// <param name="Node">The node that it is on.</param>
/// <param name="Name">Its name.</param>
public sealed record AppMatch(DcNode Node, string Name);

/// <summary>What names meant.</summary>
/// <param name="Matches">The apps, each once.</param>
/// <param name="Problems">Names that no node has, or that several nodes have.</param>
/// <param name="Failures">Nodes that could not be asked. They matter where a name was not found, or a wildcard may have meant more.</param>
public sealed record AppChoice(IReadOnlyList<AppMatch> Matches, IReadOnlyList<DentropyException> Problems, IReadOnlyList<DentropyException> Failures);
