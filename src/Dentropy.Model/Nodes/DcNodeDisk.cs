namespace Dentropy.Nodes;

/// <summary>A file system of a node.</summary>
/// <param name="Path">Where it is mounted.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Free">Bytes free for accounts other than root.</param>
/// <param name="UsedPercent">How full it is for them, in percent.</param>
public sealed record DcNodeDisk(string Path, long Size, long Free, double UsedPercent);
