using System.Text.Json;
using Dentropy.Engine.Storage.Ceph.Margins;

namespace Dentropy.Engine.Storage.Ceph.Ssh;

/// <summary>What a monitor says of itself on its admin socket (<c>mon_status</c>, <c>Monitor::get_mon_status</c> in src/mon/Monitor.cc).</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state: leader, peon, probing, electing, synchronizing.</param>
/// <param name="InQuorum">Whether it is part of a quorum.</param>
/// <param name="Others">The others of its map.</param>
/// <param name="Seen">Those that it has heard of since it began to look for a quorum, itself among them.</param>
internal sealed record MonitorState(string Name, string State, bool InQuorum, IReadOnlyList<string> Others, IReadOnlyList<string> Seen)
{
    /// <summary>The monitors of the node that answered.</summary>
    public static List<MonitorState> Read(CephReport report) => [.. report.Parts.Where(part => part.Name == "socket" && part.Code == 0).Select(Read).OfType<MonitorState>()];

    /// <summary>Why there is no quorum, as far as this monitor knows; part of a sentence.</summary>
    public string Explain()
    {
        var all = Others.Count + 1;
        var silent = Others.Where(other => !Seen.Contains(other, StringComparer.Ordinal)).ToList();
        var seen = silent.Count == 0 ? "it hears of all of them" : $"it hears nothing of {MarginWords.List([.. silent.Select(name => "mon." + name)])}";
        return $"monitor {Name} of this node is {State}; {(all / 2) + 1} of {all} monitors have to agree, and {(Others.Count == 0 ? "there is no other" : seen)}";
    }

    private static MonitorState? Read(CephReportPart part)
    {
        try
        {
            var said = CephJson.Read(part.Data);
            if (said.Text("name") is not { } name)
                return null;
            var outside = said.Items("outside_quorum").Select(one => one.GetString()).OfType<string>().ToList();
            var state = said.Text("state") ?? "in an unknown state";
            var others = said.Field("monmap")?.Items("mons").Select(one => one.Text("name")).OfType<string>().Where(other => other != name).ToList() ?? [];
            return new MonitorState(name, state, state is "leader" or "peon" && said.Items("quorum").Any(), others, outside);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
