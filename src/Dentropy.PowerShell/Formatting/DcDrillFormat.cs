using System.Globalization;
using Dentropy.Resilience;

namespace Dentropy.PowerShell.Formatting;

// What the views of drills show.
public static class DcDrillFormat
{
    public static string Nodes(DcFailureDrill drill)
    {
        ArgumentNullException.ThrowIfNull(drill);
        return string.Join(", ", drill.Nodes.Select(node => node.ToString()));
    }

    public static string Doomed(DcFailureDrill drill)
    {
        ArgumentNullException.ThrowIfNull(drill);
        return string.Join(", ", drill.Services.Where(service => !service.Survives).Select(service => service.Service));
    }

    public static string Watched(DcFailureDrill drill)
    {
        ArgumentNullException.ThrowIfNull(drill);
        return string.Create(CultureInfo.InvariantCulture, $"{drill.Services.Count(service => service.Checks.Count > 0)}/{drill.Services.Count}");
    }

    public static string State(bool? works) => works switch { true => "works", false => "DOWN", _ => "not watched" };

    public static string Agreed(bool? agreed) => agreed switch { true => "yes", false => "NO", _ => "" };

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
}
