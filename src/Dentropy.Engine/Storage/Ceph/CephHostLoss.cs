using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>Whether the data of any one host would fit on the others.</summary>
internal static class CephHostLoss
{
    /// <summary>
    /// Works it out from <c>osd df</c>, the tree and the full limit of <c>osd dump</c>: what the host has goes to the others of its device class in proportion to their
    /// size, on top of what they have. It is about space alone; whether the rules of the pools allow other hosts is another question.
    /// </summary>
    /// <returns>Whether no OSD would get over the full limit, whichever host goes; null where it could not be worked out.</returns>
    public static bool? Fits(CephAnswers answers)
    {
        if (answers.Of(CephQuestion.OsdUse) is not { } use || ClusterMapReader.HostsIn(answers) is not { } hosts)
            return null;
        var full = answers.Of(CephQuestion.OsdDump)?.Field("full_ratio")?.TryGetDouble(out var ratio) == true && ratio > 0 ? ratio : 0.95;
        var osds = use.Items("nodes").Select(node => Read(node, hosts)).OfType<Disk>().ToList();
        return osds.Count == 0 ? null : osds.GroupBy(osd => (osd.Host, osd.Class)).All(lost => FitsElsewhere(lost.Sum(osd => osd.Used), [.. osds.Where(osd => osd.Host != lost.Key.Host && osd.Class == lost.Key.Class)], full));
    }

    private static bool FitsElsewhere(double moved, IReadOnlyList<Disk> others, double full)
    {
        var size = others.Sum(osd => osd.Size);
        return others.Count > 0 && others.All(osd => osd.Used + (moved * osd.Size / size) <= full * osd.Size);
    }

    private static Disk? Read(JsonElement node, IReadOnlyDictionary<int, string> hosts) =>
        node.Number("id") is { } id && hosts.TryGetValue(id, out var host) && Long(node, "kb") is { } size and > 0 && Long(node, "kb_used") is { } used && !(node.Field("reweight") is { ValueKind: JsonValueKind.Number } weight && weight.GetDouble() == 0)
            ? new Disk(host, node.Text("device_class") ?? "", size, used)
            : null;

    private static long? Long(JsonElement node, string name) => node.Field(name) is { ValueKind: JsonValueKind.Number } field && field.TryGetInt64(out var number) ? number : null;

    private sealed record Disk(string Host, string Class, long Size, long Used);
}
