namespace Dentropy.Engine.Cluster;

/// <summary>One thing that came out of an archive and waits in the staging folder.</summary>
/// <param name="Name">Path inside the tree, with <c>/</c>; empty for its root.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">The mode that it shall have.</param>
/// <param name="Time">When it was last changed.</param>
/// <param name="LinkTarget">What a link says, literally. Links are made last of all, so that nothing is written through one.</param>
/// <param name="Sum">SHA-256 of a file as it was written.</param>
internal sealed record StagedItem(string Name, LocalItemKind Kind, UnixFileMode Mode, DateTimeOffset Time, string? LinkTarget, string? Sum);
