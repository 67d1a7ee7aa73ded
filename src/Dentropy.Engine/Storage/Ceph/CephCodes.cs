using System.Text.RegularExpressions;
using Dentropy.Engine.Storage.Ceph.Codes;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>What the codes of Ceph's health checks mean, and what to do: every code of Ceph 16 to 20, in tables of one file for each part of Ceph.</summary>
internal static partial class CephCodes
{
    private static readonly Dictionary<string, CephCode> s_codes = All().Where(code => !code.IsPattern).ToDictionary(code => code.Name, StringComparer.Ordinal);
    private static readonly CephCode[] s_patterns = [.. All().Where(code => code.IsPattern)];

    // What stands for a name in a next step, how it is found in Ceph's own words, and what is written where it is not.
    private static readonly (string Mark, Regex Found, string Otherwise)[] s_names =
    [
        ("{osd}", OsdName(), "ID"),
        ("{mon}", MonitorName(), "NAME"),
        ("{mds}", MdsName(), "NAME"),
        ("{pg}", GroupName(), "PGID"),
        ("{pool}", PoolName(), "POOL"),
        ("{host}", HostName(), "HOST"),
    ];

    /// <summary>Every code, with those that are patterns.</summary>
    public static IReadOnlyList<CephCode> All() =>
        [.. MonitorCodes.All, .. ManagerCodes.All, .. OsdCodes.All, .. BlueStoreCodes.All, .. DataCodes.All, .. FileSystemCodes.All, .. OrchestratorCodes.All, .. GatewayCodes.All];

    /// <summary>Explains a code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="message">Ceph's own line.</param>
    /// <param name="detail">Ceph's own details; none where they were not asked for. The first OSD, monitor, group, pool or host that they name stands in the next step.</param>
    /// <returns>What it means, what to do, and whether the code is known; where it is not, both are general.</returns>
    public static (string Meaning, string NextStep, bool IsKnown) Explain(string code, string message, IReadOnlyList<string> detail)
    {
        if (!s_codes.TryGetValue(code, out var known) && Array.Find(s_patterns, pattern => pattern.Fits(code)) is { } fitting)
            known = fitting;
        return known is not null
            ? (known.Meaning, Fill(known.NextStep, [.. detail, message]), true)
            : (General(code), "Read ceph health detail, and look the code up in the documentation of your release of Ceph.", false);
    }

    private static string General(string code) => code switch
    {
        _ when code.StartsWith("MGR_", StringComparison.Ordinal) => "A part of the manager reports a problem that Dentropy does not know; Ceph's own message says what it is. Data is served without the manager.",
        _ when code.StartsWith("MDS_", StringComparison.Ordinal) || code.StartsWith("FS_", StringComparison.Ordinal) => "A file system or one of its metadata servers reports a problem that Dentropy does not know; Ceph's own message says what it is.",
        _ => "Dentropy does not know this code; Ceph's own message says what it is about.",
    };

    private static string Fill(string step, IReadOnlyList<string> lines)
    {
        foreach (var (mark, found, otherwise) in s_names)
        {
            if (step.Contains(mark, StringComparison.Ordinal))
                step = step.Replace(mark, lines.Select(line => found.Match(line)).FirstOrDefault(match => match.Success)?.Groups["name"].Value ?? otherwise, StringComparison.Ordinal);
        }

        return step;
    }

    [GeneratedRegex(@"\bosd\.(?<name>\d+)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OsdName();

    [GeneratedRegex(@"\bmon\.(?<name>[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]|[A-Za-z0-9])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MonitorName();

    [GeneratedRegex(@"\bmds\.(?<name>[A-Za-z0-9][A-Za-z0-9._-]*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MdsName();

    [GeneratedRegex(@"\bpg (?<name>\d+\.[0-9a-f]+)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex GroupName();

    [GeneratedRegex(@"\b[Pp]ool '?(?!(?:is|are|has|have|with)\b)(?<name>[A-Za-z0-9._-]+)'?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PoolName();

    [GeneratedRegex(@"\bhost[ =](?!(?:is|are|has|in|down|not|fails?)\b)(?<name>[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HostName();
}
