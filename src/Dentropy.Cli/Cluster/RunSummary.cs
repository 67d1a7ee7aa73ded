using Dentropy.Cli.Common;
using Dentropy.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Cluster;

// How a run ended as a whole. Names are folded, so that they can be pasted into the next --node.
internal sealed class RunSummary(int total)
{
    private readonly List<(string Node, DcCommandStatus Status, string Ending)> _results = [];

    public int Code { get; private set; }

    public bool AllGood => Code == ExitCode.Good && _results.Count == total;

    public void Add(DcCommandResult result)
    {
        _results.Add((result.Node, result.Status, Ending(result)));
        Code = ExitCode.Worse(Code, result.Status switch
        {
            DcCommandStatus.Succeeded => ExitCode.Good,
            DcCommandStatus.Failed => ExitCode.Failed,
            _ => ExitCode.Unreachable,
        });
    }

    public static string Ending(DcCommandResult result) =>
        result.Signal is { } signal ? $"signal {signal}" : $"exit {result.ExitCode}";

    public override string ToString()
    {
        var parts = new List<string> { $"{_results.Count(result => result.Status == DcCommandStatus.Succeeded)} ok" };
        var failed = _results.Where(result => result.Status == DcCommandStatus.Failed).ToList();
        if (failed.Count > 0)
        {
            var groups = failed
                .GroupBy(result => result.Ending, result => result.Node, StringComparer.Ordinal)
                .Select(group => $"{NodeSet.Fold(group)}: {group.Key}");
            parts.Add($"{failed.Count} failed ({string.Join(", ", groups)})");
        }

        AddNames(DcCommandStatus.TimedOut, "timed out");
        AddNames(DcCommandStatus.Unreachable, "unreachable");
        if (_results.Count < total)
            parts.Add($"{total - _results.Count} stopped");
        return $"{total} {(total == 1 ? "node" : "nodes")}: {string.Join(", ", parts)}";

        void AddNames(DcCommandStatus status, string word)
        {
            var names = _results.Where(result => result.Status == status).Select(result => result.Node).ToList();
            if (names.Count > 0)
                parts.Add($"{names.Count} {word} ({NodeSet.Fold(names)})");
        }
    }
}
