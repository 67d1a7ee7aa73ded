namespace Dentropy.Engine.Storage.Ceph.Codes;

/// <summary>A code of Ceph's health checks, explained.</summary>
/// <param name="Name">The code, e.g. <c>OSD_DOWN</c>; a <c>*</c> stands for a word that differs.</param>
/// <param name="Meaning">What it means, in one sentence.</param>
/// <param name="NextStep">What to do, with the command; <c>{osd}</c> and the like stand for a name that Ceph's details give.</param>
internal sealed record CephCode(string Name, string Meaning, string NextStep)
{
    /// <summary>Whether it stands for several codes.</summary>
    public bool IsPattern => Name.Contains('*', StringComparison.Ordinal);

    /// <summary>Whether a code is one of those that the pattern stands for.</summary>
    public bool Fits(string code)
    {
        var star = Name.IndexOf('*', StringComparison.Ordinal);
        return star >= 0 && code.Length >= Name.Length && code.StartsWith(Name[..star], StringComparison.Ordinal) && code.EndsWith(Name[(star + 1)..], StringComparison.Ordinal);
    }
}
