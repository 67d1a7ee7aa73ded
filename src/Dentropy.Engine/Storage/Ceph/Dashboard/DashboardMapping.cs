using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;

namespace Dentropy.Engine.Storage.Ceph.Dashboard;

/// <summary>
/// Makes of the dashboard's answers those that the command would give. <c>/api/health/full</c> has the maps themselves (src/pybind/mgr/dashboard/controllers/health.py);
/// what is different in it is put into the command's shape.
/// </summary>
internal static class DashboardMapping
{
    /// <summary>The answer to a question; null where the dashboard has none.</summary>
    /// <param name="question">The question.</param>
    /// <param name="health">What <c>/api/health/full</c> says.</param>
    /// <param name="osds">What <c>/api/osd</c> says.</param>
    /// <param name="summary">What <c>/api/summary</c> says.</param>
    public static JsonElement? Of(CephQuestion question, JsonElement health, JsonElement? osds, JsonElement? summary) => question switch
    {
        CephQuestion.Status => Status(health),
        CephQuestion.HealthDetail => health.Field("health") is { } checks ? Write(writer => WriteHealth(writer, checks)) : null,
        CephQuestion.OsdDump => health.Field("osd_map"),
        CephQuestion.OsdTree => health.Field("osd_map")?.Field("tree"),
        CephQuestion.Crush => health.Field("osd_map")?.Field("crush"),
        CephQuestion.OsdUse => osds is { ValueKind: JsonValueKind.Array } list ? Write(writer => WriteUse(writer, list)) : null,
        CephQuestion.Use => health.Field("df"),
        CephQuestion.Monitors => health.Field("mon_status") is { } monitors && monitors.Field("monmap") is { } map ? Write(writer => WriteMonitors(writer, monitors, map)) : null,
        CephQuestion.Managers => health.Field("mgr_map"),
        CephQuestion.Versions => Versions(health, summary),
        _ => null,
    };

    private static JsonElement? Status(JsonElement health) => health.Field("mon_status") is not { } monitors || health.Field("health") is not { } checks ? null : Write(writer =>
    {
        var (map, dump) = (monitors.Field("monmap") ?? default, health.Field("osd_map") ?? default);
        writer.WriteString("fsid", map.Text("fsid") ?? dump.Text("fsid") ?? "");
        writer.WritePropertyName("health");
        writer.WriteStartObject();
        WriteHealth(writer, checks);
        writer.WriteEndObject();
        Copy(writer, "quorum", monitors.Field("quorum"));
        var agreeing = monitors.Items("quorum").Select(rank => rank.Number()).ToHashSet();
        writer.WriteStartArray("quorum_names");
        foreach (var name in map.Items("mons").Where(mon => agreeing.Contains(mon.Number("rank"))).Select(mon => mon.Text("name")).OfType<string>())
            writer.WriteStringValue(name);
        writer.WriteEndArray();
        Copy(writer, "monmap", monitors.Field("monmap"));
        writer.WriteStartObject("osdmap");
        writer.WriteNumber("num_osds", dump.Items("osds").Count());
        writer.WriteNumber("num_up_osds", dump.Items("osds").Count(osd => osd.Number("up") == 1));
        writer.WriteNumber("num_in_osds", dump.Items("osds").Count(osd => osd.Number("in") == 1));
        writer.WriteEndObject();
        if (health.Field("pg_info")?.Field("statuses") is { ValueKind: JsonValueKind.Object } states)
            WriteGroups(writer, states);
        Copy(writer, "mgrmap", health.Field("mgr_map"));
    });

    private static void WriteGroups(Utf8JsonWriter writer, JsonElement states)
    {
        writer.WriteStartObject("pgmap");
        writer.WriteNumber("num_pgs", states.EnumerateObject().Sum(state => state.Value.Number() ?? 0));
        writer.WriteStartArray("pgs_by_state");
        foreach (var state in states.EnumerateObject())
        {
            writer.WriteStartObject();
            writer.WriteString("state_name", state.Name);
            writer.WriteNumber("count", state.Value.Number() ?? 0);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The dashboard makes a list of the checks, each with its code as its type.
    private static void WriteHealth(Utf8JsonWriter writer, JsonElement health)
    {
        Copy(writer, "status", health.Field("status"));
        writer.WriteStartObject("checks");
        foreach (var check in health.Items("checks"))
        {
            if (check.Text("type") is { } code)
                Copy(writer, code, check);
        }

        writer.WriteEndObject();
        Copy(writer, "mutes", health.Field("mutes"));
    }

    private static void WriteMonitors(Utf8JsonWriter writer, JsonElement monitors, JsonElement map)
    {
        foreach (var field in map.EnumerateObject())
            Copy(writer, field.Name, field.Value);
        Copy(writer, "quorum", monitors.Field("quorum"));
    }

    private static void WriteUse(Utf8JsonWriter writer, JsonElement osds)
    {
        writer.WriteStartArray("nodes");
        foreach (var osd in osds.EnumerateArray())
        {
            var (stats, tree) = (osd.Field("osd_stats") ?? default, osd.Field("tree") ?? default);
            if ((osd.Number("osd") ?? osd.Number("id")) is not { } id)
                continue;
            writer.WriteStartObject();
            writer.WriteNumber("id", id);
            Copy(writer, "kb", stats.Field("kb"));
            Copy(writer, "kb_used", stats.Field("kb_used"));
            Copy(writer, "kb_avail", stats.Field("kb_avail"));
            if (Real(stats, "kb") is > 0 and { } size && Real(stats, "kb_used") is { } used)
                writer.WriteNumber("utilization", 100 * used / size);
            Copy(writer, "pgs", stats.Field("num_pgs"));
            Copy(writer, "device_class", tree.Field("device_class"));
            Copy(writer, "reweight", tree.Field("reweight") ?? osd.Field("weight"));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    // By daemon, as far as the dashboard says: its own manager and the OSDs.
    private static JsonElement? Versions(JsonElement health, JsonElement? summary)
    {
        var all = new List<string>();
        if (summary?.Text("version") is { } own)
            all.Add(own);
        if (health.Field("osd_map")?.Field("osd_metadata") is { ValueKind: JsonValueKind.Object } osds)
            all.AddRange(osds.EnumerateObject().Select(osd => osd.Value.Text("ceph_version")).OfType<string>());
        return all.Count == 0 ? null : Write(writer =>
        {
            writer.WriteStartObject("overall");
            foreach (var (version, count) in all.CountBy(version => version, StringComparer.Ordinal))
                writer.WriteNumber(version, count);
            writer.WriteEndObject();
        });
    }

    private static double? Real(JsonElement element, string name) => element.Field(name) is { ValueKind: JsonValueKind.Number } field ? field.GetDouble() : null;

    private static void Copy(Utf8JsonWriter writer, string name, JsonElement? value)
    {
        if (value is not { } field)
            return;
        writer.WritePropertyName(name);
        field.WriteTo(writer);
    }

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return CephJson.Read(buffer.ToArray());
    }
}
