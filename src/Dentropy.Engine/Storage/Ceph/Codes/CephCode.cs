namespace Dentropy.Engine.Storage.Ceph.Codes;

/// <summary>A code of Ceph's health checks, explained.</summary>
/// <param name="Name">The code, e.g. <c>OSD_DOWN</c>; a <c>*</c> stands for a word that differs.</param>
/// <param name="Meaning">What it means, in one sentence.</param>
/// <param name="NextStep">What to do, with the command.</param>
internal sealed record CephCode(string Name, string Meaning, string NextStep);
