using Dentropy.Engine.Storage.Ceph.Codes;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>What the codes of Ceph's health checks mean, and what to do. Ceph 16 to 20.</summary>
internal static class CephCodes
{
    private static readonly Dictionary<string, CephCode> s_codes = MonitorCodes.All.ToDictionary(code => code.Name, StringComparer.Ordinal);

    /// <summary>Explains a code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">Ceph's own line.</param>
    /// <param name="detail">Ceph's own details; none where they were not asked for.</param>
    /// <returns>What it means, what to do, and whether the code is known; where it is not, both are general.</returns>
    public static (string Meaning, string NextStep, bool IsKnown) Explain(string code, string message, IReadOnlyList<string> detail) =>
        s_codes.TryGetValue(code, out var known)
            ? (known.Meaning, known.NextStep, true)
            : ("Dentropy does not know this code; Ceph's own message says what it is about.", "Read ceph health detail, and look the code up in the documentation of your release.", false);
}
