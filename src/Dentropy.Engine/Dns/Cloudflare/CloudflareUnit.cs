using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>
/// Changes that are done together or not at all, as lists of a batch. That is one change, or all of a name where a CNAME or NS is among them: those allow no
/// others beside them, so half of it would leave the name without a record.
/// </summary>
/// <param name="Changes">The changes.</param>
/// <param name="Deletes">Records to be removed, by identifier.</param>
/// <param name="Patches">Records to be changed. What is not named in a patch stays, such as the tags that somebody gave a record; a put would take them away.</param>
/// <param name="Posts">Records to be made.</param>
internal sealed record CloudflareUnit(IReadOnlyList<DcDnsChange> Changes, IReadOnlyList<JsonObject> Deletes, IReadOnlyList<JsonObject> Patches, IReadOnlyList<JsonObject> Posts)
{
    /// <summary>How many operations it is.</summary>
    public int Count => Deletes.Count + Patches.Count + Posts.Count;

    /// <summary>The units that changes fall into, in the order of the changes.</summary>
    public static IEnumerable<CloudflareUnit> Of(IEnumerable<DcDnsChange> changes)
    {
        foreach (var name in changes.GroupBy(change => change.Name, StringComparer.Ordinal))
        {
            if (name.Any(change => change.Type is "CNAME" or "NS"))
            {
                yield return Make([.. name]);
                continue;
            }

            foreach (var change in name)
                yield return Make([change]);
        }
    }

    private static CloudflareUnit Make(IReadOnlyList<DcDnsChange> changes)
    {
        var (deletes, patches, posts) = (new List<JsonObject>(), new List<JsonObject>(), new List<JsonObject>());
        foreach (var delta in changes.Select(DnsDelta.Of))
        {
            deletes.AddRange(delta.Remove.Select(Identity));
            patches.AddRange(delta.Edit.Select(edit => Patch(edit.From, edit.To)));
            posts.AddRange(delta.Add.Select(record => CloudflareRecord.Write(record, value: true)));
        }

        return new CloudflareUnit(changes, deletes, patches, posts);
    }

    private static JsonObject Patch(DcDnsRecord from, DcDnsRecord to)
    {
        var patch = CloudflareRecord.Write(to, value: !string.Equals(from.Value, to.Value, StringComparison.Ordinal));
        patch.Insert(0, "id", from.Id);
        return patch;
    }

    private static JsonObject Identity(DcDnsRecord record) => new() { ["id"] = record.Id };
}
