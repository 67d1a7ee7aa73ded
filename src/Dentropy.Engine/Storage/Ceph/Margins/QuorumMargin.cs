using System.Text.Json;

namespace Dentropy.Engine.Storage.Ceph.Margins;

/// <summary>How many monitors may fail. More than half of those in the monitor map have to agree (doc/rados/configuration/mon-config-ref.rst), whether or not they run.</summary>
/// <param name="MayFail">How many.</param>
/// <param name="Reason">Why no more.</param>
internal sealed record QuorumMargin(int MayFail, string Reason)
{
    /// <summary>Works it out from the monitor map and the quorum; null where they are not known.</summary>
    public static QuorumMargin? Of(CephAnswers answers)
    {
        var (monitors, status) = (answers.Of(CephQuestion.Monitors), answers.Of(CephQuestion.Status));
        var names = monitors?.Items("mons").Select(Name).ToList();
        if (names is not { Count: > 0 })
            names = status?.Field("monmap")?.Items("mons").Select(Name).ToList();
        var count = names is { Count: > 0 } ? names.Count : status?.Field("monmap")?.Number("num_mons");
        var agreeing = (status?.Field("quorum") ?? monitors?.Field("quorum")).Items().Count();
        if (count is not { } all || all == 0 || agreeing == 0)
            return null;

        var needed = (all / 2) + 1;
        var missing = status?.Items("quorum_names").Select(name => name.GetString()).ToList() is { Count: > 0 } there && names is not null ? names.Where(name => !there.Contains(name)).ToList() : [];
        var away = missing.Count == 0 ? "" : $" (away: {MarginWords.List([.. missing.Select(name => "mon." + name)])})";
        return new QuorumMargin(
            Math.Max(0, agreeing - needed),
            all == 1
                ? "There is one monitor: if it fails, the cluster stands still."
                : $"{agreeing} of {all} monitors are in the quorum{away} and {needed} are needed: {Words(agreeing - needed)}, or the cluster stands still.");
    }

    private static string Name(JsonElement monitor) => monitor.Text("name") ?? "?";

    private static string Words(int left) => left switch
    {
        <= 0 => "none may fail",
        1 => "one may fail",
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{left} may fail"),
    };
}
