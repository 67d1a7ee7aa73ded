using System.Globalization;
using System.Text;
using Dentropy.Cluster;
using Dentropy.Nodes;

namespace Dentropy.PowerShell.Formatting;

// What the views of Dentropy.Format.ps1xml show. Public, because scripts in views can call nothing else.
public static class DcFormat
{
    // Where ssh goes: only what the node itself sets. Without an address ssh is given the name, which has a column already.
    public static string Endpoint(DcNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.IsLocal)
            return "(this machine)";
        var address = node.Address ?? (node.Port is null && node.User is null ? "" : node.Name);
        if (node.Port is { } port)
            address = (address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address) + ":" + port.ToString(CultureInfo.InvariantCulture);
        return node.User is { } user ? $"{user}@{address}" : address;
    }

    public static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Words(IEnumerable<string> words) => string.Join(", ", words);

    public static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    // Short enough for a column, and never a unit that has to be guessed.
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => time.TotalSeconds.ToString("0.00 s", CultureInfo.InvariantCulture),
        { TotalSeconds: < 60 } => time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture),
        { TotalHours: < 1 } => time.ToString(@"m\:ss", CultureInfo.InvariantCulture) + " min",
        _ => ((int)time.TotalHours).ToString(CultureInfo.InvariantCulture) + time.ToString(@"\:mm\:ss", CultureInfo.InvariantCulture) + " h",
    };

    // The exit code, or the signal that took its place.
    public static string Exit(DcCommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Signal is { } signal ? "SIG" + signal : result.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "";
    }

    // One line that says the most: why there is no output, else the first line of what was printed, and how many more there are.
    public static string Summary(DcCommandResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Failure is { } failure)
            return failure.Message;
        var text = result.Output.Length > 0 ? result.Output : result.Error;
        var lines = text.Split('\n');
        var first = lines[0].TrimEnd('\r');
        return lines.Length == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first} (+{lines.Length - 1} lines)");
    }

    // A group as a block of text: the nodes on a line of their own, then the output; a smaller group shows how it differs.
    public static string Block(DcCommandFold fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        var end = fold.Status == DcCommandStatus.Succeeded ? "" : $", {fold.Status}";
        var code = fold.ExitCode is { } exit and not 0 ? string.Create(CultureInfo.InvariantCulture, $" with exit code {exit}") : "";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{fold.NodeSet} ({fold.Count}{end}{code})").Append('\n');
        if (fold.Difference.Length > 0)
            Indent(text, fold.Difference);
        else
            Indent(text, fold.Output);
        Indent(text, fold.Error);
        return text.ToString();
    }

    private static void Indent(StringBuilder text, string lines)
    {
        foreach (var line in lines.Length == 0 ? [] : lines.Split('\n'))
            text.Append("    ").Append(line.TrimEnd('\r')).Append('\n');
    }
}
