using System.Globalization;
using System.Text;
using Dentropy.Apps;
using Dentropy.Backups;
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

    public static string Things(IEnumerable<object> things) => string.Join(", ", things);

    public static string Health(DcAppHealth health) => health == DcAppHealth.None ? "" : health.ToString();

    public static string Containers(IEnumerable<DcAppContainer> containers) => string.Join(", ", containers.Select(container => $"{container.Name} ({container.State})"));

    // As a terminal would have shown it, with what it came from before it.
    public static string LogLine(DcAppLogLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return $"{Local(line.Time)} {line.Service} | {line.Text}";
    }

    // With what gives the certificate, where that is known.
    public static string Tls(DcAppRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return !route.Tls ? "" : route.CertificateResolver ?? "yes";
    }

    public static string RouteAction(DcAppRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return route.Action switch
        {
            DcAppRouteAction.None => route.Enabled ? "" : "(disabled)",
            DcAppRouteAction.Keep => "Keep",
            var action => route.Applied ? action.ToString() : $"({action})",
        };
    }

    public static string Words(IEnumerable<string> words) => string.Join(", ", words);

    public static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join(", ", pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    public static string State(DcBackup backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        return backup.Complete ? backup.Encrypted ? "encrypted" : "complete" : "incomplete";
    }

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
        return lines.Length switch
        {
            1 => first,
            2 => first + " (+1 line)",
            _ => string.Create(CultureInfo.InvariantCulture, $"{first} (+{lines.Length - 1} lines)"),
        };
    }

    // Bytes in the unit that leaves one to four digits.
    public static string Size(long? bytes)
    {
        if (bytes is not { } value)
            return "";
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double scaled = value;
        var unit = 0;
        for (; scaled >= 1000 && unit < units.Length - 1; unit++)
            scaled /= 1024;
        return scaled.ToString(unit > 0 && scaled < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    // Days and hours, as an operator says them; hours and minutes on the first day.
    public static string Uptime(TimeSpan? time) => time switch
    {
        null => "",
        { TotalDays: >= 1 } up => string.Create(CultureInfo.InvariantCulture, $"{up.Days} d {up.Hours} h"),
        { TotalHours: >= 1 } up => string.Create(CultureInfo.InvariantCulture, $"{up.Hours} h {up.Minutes} min"),
        { } up => string.Create(CultureInfo.InvariantCulture, $"{up.Minutes} min {up.Seconds} s"),
    };

    public static string Number(double? value, string unit) =>
        value is { } number ? number.ToString("0.#", CultureInfo.InvariantCulture) + unit : "";

    public static string Memory(DcNodeTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return test.MemoryTotal is null ? "" : $"{Size(test.MemoryAvailable)} of {Size(test.MemoryTotal)}";
    }

    // A skew that is smaller than what is known about it is none.
    public static string ClockSkew(DcNodeTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test is not { ClockSkewMs: { } skew, ClockSkewUncertaintyMs: { } uncertain })
            return "";
        return Math.Abs(skew) <= uncertain ? "0" : string.Create(CultureInfo.InvariantCulture, $"{skew / 1000:+0.0##;-0.0##} s");
    }

    public static string Disks(DcNodeTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return string.Join('\n', test.Disks.Select(disk =>
            string.Create(CultureInfo.InvariantCulture, $"{disk.Path}: {disk.UsedPercent:0.#} % used, {Size(disk.Free)} of {Size(disk.Size)} free")));
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
