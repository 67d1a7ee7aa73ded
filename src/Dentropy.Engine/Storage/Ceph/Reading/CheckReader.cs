using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>Reads health checks (<c>health_check_t::dump</c>, src/mon/health_check.h), and explains them.</summary>
internal static class CheckReader
{
    /// <summary>A status by Ceph's word; one that is not known counts as broken.</summary>
    public static DcCephStatus Status(string? word) => word switch
    {
        "HEALTH_OK" => DcCephStatus.Ok,
        "HEALTH_WARN" => DcCephStatus.Warning,
        _ => DcCephStatus.Error,
    };

    /// <summary>The checks, the worst first and muted ones last.</summary>
    /// <param name="said">What <c>health detail</c> says; null where that is missing.</param>
    /// <param name="brief">What <c>status</c> says of health.</param>
    /// <param name="detail">Whether details are kept.</param>
    public static IReadOnlyList<DcCephCheck> Read(JsonElement? said, JsonElement? brief, bool detail)
    {
        var health = said ?? brief ?? default;
        var muted = health.Items("mutes").Select(mute => mute.Text("code")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (health.Field("checks") is not { ValueKind: JsonValueKind.Object } checks)
            return [];
        return [.. checks.EnumerateObject().Select(check => Read(check.Name, check.Value, muted, detail)).OrderBy(check => check.IsMuted).ThenByDescending(check => check.Severity).ThenBy(check => Array.IndexOf(s_first, check.Code) is var at && at < 0 ? s_first.Length : at).ThenBy(check => check.Code, StringComparer.Ordinal)];
    }

    // What others follow from.
    private static readonly string[] s_first =
    [
        "MON_DOWN", "MGR_DOWN", "OSD_FULL", "POOL_FULL", "OSD_ROOT_DOWN", "OSD_DATACENTER_DOWN", "OSD_RACK_DOWN", "OSD_HOST_DOWN", "OSD_DOWN", "PG_DAMAGED", "OBJECT_UNFOUND", "PG_AVAILABILITY",
    ];

    private static DcCephCheck Read(string code, JsonElement check, HashSet<string> muted, bool detail)
    {
        var summary = check.Field("summary");
        var message = summary?.Text("message") ?? check.Text("message") ?? code;
        List<string> lines = [.. check.Items("detail").Select(line => line.Text("message")).OfType<string>()];
        var (meaning, step, known) = CephCodes.Explain(code, message, lines);
        return new DcCephCheck
        {
            Code = code,
            Severity = Status(check.Text("severity")),
            Message = message,
            Detail = detail ? lines : [],
            Meaning = meaning,
            NextStep = step,
            IsKnown = known,
            IsMuted = check.Field("muted")?.ValueKind == JsonValueKind.True || muted.Contains(code),
            Count = summary?.Number("count"),
        };
    }
}
