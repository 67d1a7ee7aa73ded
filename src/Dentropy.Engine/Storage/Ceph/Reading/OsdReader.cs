using Dentropy.Engine.Storage.Ceph.Margins;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph.Reading;

/// <summary>Reads OSDs from <c>osd dump</c>, <c>osd tree</c> and <c>osd df</c> (src/osd/OSDMap.cc, src/mon/PGMap.cc).</summary>
internal static class OsdReader
{
    /// <summary>What is needed.</summary>
    public static IReadOnlyList<CephQuestion> Questions { get; } = [CephQuestion.OsdDump, CephQuestion.OsdTree, CephQuestion.OsdUse, CephQuestion.Groups];

    /// <summary>Reads them, by their number.</summary>
    /// <param name="answers">The answers.</param>
    /// <param name="place">Whose they are.</param>
    /// <param name="canStop">Which may be stopped.</param>
    public static IReadOnlyList<DcCephOsd> Read(CephAnswers answers, CephPlace place, IReadOnlyDictionary<int, bool> canStop)
    {
        var tree = new CephTree(answers.Of(CephQuestion.OsdTree));
        var uses = (answers.Of(CephQuestion.OsdUse)?.Items("nodes") ?? []).Where(node => node.Number("id") is >= 0).ToLookup(node => node.Number("id")!.Value);
        var osds = new List<DcCephOsd>();
        foreach (var osd in answers.Of(CephQuestion.OsdDump)?.Items("osds") ?? [])
        {
            if (osd.Number("osd") is not { } id)
                continue;
            var (path, entry, use) = (tree.Path(id), tree.Entry(id), uses[id].FirstOrDefault());
            var host = path.LastOrDefault(bucket => bucket.Type == "host").Name;
            var size = use.Long("kb") is > 0 and { } kb ? kb * 1024 : (long?)null;
            osds.Add(new DcCephOsd
            {
                Id = id,
                Host = host,
                Node = place.NodeOf(host),
                Location = [.. path.Select(bucket => $"{bucket.Type}={bucket.Name}")],
                DeviceClass = entry?.Text("device_class") ?? use.Text("device_class"),
                IsUp = osd.Number("up") == 1,
                IsIn = osd.Number("in") == 1,
                Weight = Math.Round(entry?.Real("crush_weight") ?? 0, 5),
                Reweight = Math.Round(entry?.Real("reweight") ?? osd.Real("weight") ?? 0, 5),
                Size = size,
                Used = size is null ? null : use.Long("kb_used") * 1024,
                UsedPercent = size is null || use.Real("utilization") is not { } part ? null : Math.Round(part, 2),
                Groups = use.Number("pgs"),
                CanStop = canStop.TryGetValue(id, out var may) ? may : null,
                Cluster = place.Cluster,
                Cloud = place.Cloud,
            });
        }

        return [.. osds.OrderBy(osd => osd.Id)];
    }
}
