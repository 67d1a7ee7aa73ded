using System.Globalization;
using Dentropy.Cluster;

namespace Dentropy.PowerShell.Formatting;

// What the views of a Serf cluster show.
public static class DcClusterFormat
{
    public static string Status(DcMemberStatus status) => status.ToString().ToLowerInvariant();

    public static string Tags(IEnumerable<KeyValuePair<string, string>> tags) => string.Join(", ", tags.Select(tag => $"{tag.Key}={tag.Value}"));

    public static string Time(TimeSpan? time) => time is { } span ? span.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture) : "";

    public static string Answer(DcClusterAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.IsAcknowledgement ? "(the query came there)" : answer.Payload ?? "";
    }

    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Detail(DcClusterEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened.Member is { } member ? $"{member.Address} {Tags(member.Tags)}".TrimEnd() : happened.Payload ?? "";
    }
}
