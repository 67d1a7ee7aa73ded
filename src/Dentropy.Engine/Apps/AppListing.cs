using Dentropy.Apps;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>An app that was found, or why a node could not be asked.</summary>
/// <param name="Node">The node.</param>
/// <param name="App">The app; null where the node could not be asked.</param>
/// <param name="Failure">Why the node could not be asked; null where it was.</param>
public sealed record AppListing(DcNode Node, DcApp? App, DentropyException? Failure);
