using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>Errors of Serf's keys. None holds a key.</summary>
internal static class SerfKeyErrors
{
    public static DentropyException Invalid(string reference) => new(
        "SerfKeyInvalid",
        DentropyErrorCategory.InvalidArgument,
        reference,
        $"What {Shown.Text(reference)} leads to is no key of Serf: it has to be 16, 24 or 32 bytes in Base64. Nothing was done. New-DcSerfKey makes one.");

    public static DentropyException FileExists(string path) => new(
        "SerfKeyFileExists", DentropyErrorCategory.ResourceExists, path,
        $"{path} is there already, and what it holds may be the key of a cluster. Nothing was written; name another file.");

    public static DentropyException FileFailed(string path, Exception cause) => new(
        "SerfKeyFileFailed", DentropyErrorCategory.WriteError, path,
        $"The key cannot be written to {path}: {cause.Message.TrimEnd('.')}. Name a file in a folder that is there.", cause);

    public static DentropyException Busy(string node) => new(
        "SerfKeysBusy", DentropyErrorCategory.ResourceBusy, node,
        $"Somebody else is changing the keys of this cluster (the lock on node '{node}' is held). Nothing was done; look with Get-DcSerfKey when that has ended.");

    public static DentropyException NotEncrypted(string via) => new(
        "SerfNotEncrypted", DentropyErrorCategory.InvalidArgument, via,
        "The agents have no keyring, so there is no key to change. Nothing was done. Encrypt the cluster first: Install-DcSerf -Node ... -EncryptKey ...");

    public static DentropyException MembersMissing(IReadOnlyDictionary<string, string> missing) => new(
        "SerfMembersMissing", DentropyErrorCategory.ResourceBusy, missing.Keys.First(),
        $"Not everybody is there: {string.Join(", ", missing.Select(one => $"{one.Key} ({one.Value})"))}. Without the new key they would be locked out, so nothing was done. Bring them back, or name them with -Without and give them the new key later (Install-DcSerf -ReplaceKey).");

    public static DentropyException Unsettled(string via, SerfKeyResult told, int alive) => new(
        "SerfKeysUnsettled", DentropyErrorCategory.InvalidResult, via,
        $"Of {alive} members that are alive {told.Answers} say which keys they have{Said(told)}. Nothing was done; wait until the cluster has settled, then run this again.");

    public static DentropyException NotEverywhere(SerfKey key, IEnumerable<string> without, SerfKeyResult told) => new(
        "SerfKeyNotEverywhere", DentropyErrorCategory.InvalidResult, First(without),
        $"The new key {key} did not get to every member{Named(without)}{Said(told)}. None uses it, so all still talk with the old one. Mend that, then run this again with the same key.");

    public static DentropyException NotUsed(SerfKey key, IEnumerable<string> without, SerfKeyResult told) => new(
        "SerfKeyNotUsed", DentropyErrorCategory.InvalidResult, First(without),
        $"Not every member has changed over to the new key {key}{Named(without)}{Said(told)}. Every member has both keys, so all still talk. Mend that, then run this again with the same key.");

    public static DentropyException NotRemoved(SerfKey key, IEnumerable<SerfKey> old, IEnumerable<string> without, SerfKeyResult told) => new(
        "SerfKeyNotRemoved", DentropyErrorCategory.InvalidResult, First(without),
        $"All members use the new key {key}, and {string.Join(", ", old)} could not be taken from every one of them{Named(without)}{Said(told)}. All still talk. Mend that, then run this again with the same key.");

    public static DentropyException MembersLost(SerfKey key, IEnumerable<string> lost, bool removed) => new(
        "SerfMembersLost", DentropyErrorCategory.InvalidResult, First(lost),
        $"While the key was changed to {key}, {string.Join(", ", lost)} went away. {(removed ? "They come back by themselves as long as their keyring has the new key; else give it to them with Install-DcSerf -ReplaceKey" : "The old key stays, so that they can come back; run this again with the same key then")}.");

    private static string Named(IEnumerable<string> names) => names.Any() ? $" (not {string.Join(", ", names)})" : "";

    private static string? First(IEnumerable<string> names) => names.FirstOrDefault();

    // Agents name the file and what is wrong with it, never a key.
    private static string Said(SerfKeyResult told) => told.Messages.Count > 0 ? ": " + string.Join("; ", told.Messages.Take(3).Select(one => $"{one.Key}: {Shown.Text(one.Value).TrimEnd('.')}")) : "";
}
