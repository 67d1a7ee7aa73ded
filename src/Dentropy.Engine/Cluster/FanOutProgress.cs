namespace Dentropy.Engine.Cluster;

/// <summary>How far work on many nodes has come.</summary>
/// <param name="Total">Nodes in all.</param>
/// <param name="Finished">Nodes that are done, well or not.</param>
/// <param name="Running">Nodes that are being worked on.</param>
/// <param name="Node">The node that this report is about; null for the whole.</param>
/// <param name="Activity">What it is doing, e.g. <c>waiting for boot</c>.</param>
/// <param name="Bytes">Bytes moved so far, where bytes are moved.</param>
/// <param name="TotalBytes">Bytes to move in all, where that is known.</param>
public sealed record FanOutProgress(int Total, int Finished, int Running, string? Node, string? Activity, long? Bytes = null, long? TotalBytes = null);
