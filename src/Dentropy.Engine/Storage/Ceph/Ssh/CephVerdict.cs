using System.Text.Json;

namespace Dentropy.Engine.Storage.Ceph.Ssh;

/// <summary>What a report means: answers, or why there are none.</summary>
internal static class CephVerdict
{
    // Numbers of errno(3), which Ceph's programs end with; 124 and 137 are timeout's own.
    private const int NotPermitted = 1;
    private const int NotFound = 2;
    private const int Denied = 13;
    private const int TimedOut = 110;

    /// <summary>Judges it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="commands">What was asked.</param>
    /// <param name="report">What came.</param>
    /// <param name="said">What the script said beside it.</param>
    /// <exception cref="DentropyException">Nothing could be asked, or an answer cannot be read.</exception>
    public static CephAnswers Judge(string node, IReadOnlyList<CephCommand> commands, CephReport report, string said)
    {
        if (report.Find("connect") is { } refused)
            throw NotReached(node, report, refused, said);
        var (json, faults) = (new Dictionary<CephQuestion, JsonElement>(), new Dictionary<CephQuestion, string>());
        foreach (var command in commands)
        {
            if (report.Find(command.Question.ToString()) is not { } part)
            {
                if (!report.IsWhole)
                    throw CephErrors.AnswerInvalid(node, command.Shown, report.Parts.Count == 0 ? $"there is none ({said})" : "it was cut off");
                faults[command.Question] = $"'{command.Shown}' was not answered";
            }
            else if (part.Code == 0)
            {
                json[command.Question] = Read(node, command, part);
            }
            else
            {
                faults[command.Question] = $"'{command.Shown}' failed: {(IsTimeOut(part.Code) && part.Words.Length == 0 ? "no answer in time" : Last(part))}";
            }
        }

        // A quorum may go between the connection and the question.
        if (json.Count == 0 && report.Parts.FirstOrDefault(part => part.Code != 0) is { } failed)
            throw NotReached(node, report, failed, said);
        return new CephAnswers(json, faults, node);
    }

    private static JsonElement Read(string node, CephCommand command, CephReportPart part)
    {
        try
        {
            return CephJson.Read(part.Data) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } answer
                ? answer
                : throw CephErrors.AnswerInvalid(node, command.Shown, "it is a single value and no object");
        }
        catch (JsonException e)
        {
            throw CephErrors.AnswerInvalid(node, command.Shown, part.Data.IsEmpty ? "it is empty" : $"it is no JSON (line {(e.LineNumber ?? 0) + 1}, byte {e.BytePositionInLine ?? 0})");
        }
    }

    private static DentropyException NotReached(string node, CephReport report, CephReportPart part, string said)
    {
        var words = Last(part);
        // The library complains on standard error about a keyring that it does not find, and then says "permission denied" as for a wrong key.
        var withoutKey = (part.Words + said).Contains("unable to find a keyring", StringComparison.Ordinal);
        if (part.Code == NotFound || withoutKey)
            return CephErrors.KeyringUnreadable(node, words);
        if (part.Code is NotPermitted or Denied)
            return CephErrors.KeyRefused(node, words);
        var monitors = MonitorState.Read(report);
        if (monitors.Find(monitor => !monitor.InQuorum) is { } outside && !monitors.Exists(monitor => monitor.InQuorum))
            return CephErrors.NoQuorum(node, outside.Explain());
        if (IsTimeOut(part.Code) && monitors.Count > 0)
            return CephErrors.Unreachable(node, $"{words}, although monitor {monitors[0].Name} of this node says that it is in a quorum");
        return IsTimeOut(part.Code)
            ? CephErrors.Unreachable(node, $"{words}; there is no monitor on this node that could say why")
            : CephErrors.Failed(node, "ceph", words.Length > 0 ? words : said);
    }

    private static bool IsTimeOut(int code) => code is TimedOut or 124 or 137;

    // The last line says it; those before it tell how it came to it.
    private static string Last(CephReportPart part)
    {
        var line = part.Words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? $"it ended with {part.Code}";
        return Inventory.Shown.Text(line).TrimEnd('.');
    }
}
