using System.Text;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Formatting;

// Views of what profiles do.
public static class DcProvisionFormat
{
    // A line, and below it what a file would lose and gain.
    public static string Block(DcProvisionStep? step)
    {
        if (step is null)
            return "";
        var text = new StringBuilder();
        text.Append(step.Node.PadRight(12)).Append(' ').Append(step.Status.ToString().PadRight(11)).Append(' ').Append(step.Step).Append(' ').Append(step.Name);
        if (step.Failure is { } failure)
            text.Append(": ").Append(failure.ErrorId);
        else if (step.Detail.Length > 0)
            text.Append(": ").Append(step.Detail);
        foreach (var line in step.Diff is { Length: > 0 } diff ? diff.Split('\n') : [])
            text.Append("\n    ").Append(line.TrimEnd('\r'));
        return text.ToString();
    }

    public static string Steps(DcNodeKeyChange? change) =>
        change is null ? "" : change.Failure is { } failure ? failure.ErrorId : string.Join("; ", change.Steps);

    public static string HostSteps(DcHostKeyChange? change) =>
        change is null ? "" : change.Failure is { } failure ? failure.ErrorId : string.Join("; ", change.Steps);

    // A certificate without an end has the largest time there is.
    public static string Until(DateTimeOffset? time) => time switch
    {
        null => "",
        { } forever when forever == DateTimeOffset.MaxValue => "forever",
        { } end => end.LocalDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture),
    };
}
