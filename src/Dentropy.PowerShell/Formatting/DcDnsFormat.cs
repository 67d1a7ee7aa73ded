using System.Globalization;
using Dentropy.Dns;

namespace Dentropy.PowerShell.Formatting;

// What the views of DNS records show.
public static class DcDnsFormat
{
    public static string Time(TimeSpan? time) => time is { } span ? ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture) : "";

    public static string Notes(DcDnsRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var notes = new List<string>();
        if (record.Proxied == true)
            notes.Add("proxied");
        if (record.Owned)
            notes.Add("ours");
        if (record.Comment is { } comment)
            notes.Add(comment);
        return string.Join(", ", notes);
    }

    public static string Values(IEnumerable<DcDnsRecord> records) => string.Join(", ", records.Select(record => record.Value));

    public static string Words(IEnumerable<string> words) => string.Join(", ", words);

    public static string File(string path) => Path.GetFileName(path);

    public static int Count(DcDnsPlan plan, string action)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Changes.Count(change => string.Equals(change.Action.ToString(), action, StringComparison.Ordinal));
    }
}
