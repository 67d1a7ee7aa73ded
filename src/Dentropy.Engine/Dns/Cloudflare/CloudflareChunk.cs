using System.Text.Json.Nodes;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>
/// What goes into one batch (<c>POST /zones/{id}/dns_records/batch</c>): Cloudflare carries out its deletes, patches, puts and posts in this order and in one transaction, so a
/// batch is done whole or not at all (developers.cloudflare.com, Batch record changes).
/// </summary>
/// <param name="Units">The changes.</param>
/// <param name="Again">Whether it was sent before, and lost on the way.</param>
internal sealed record CloudflareChunk(IReadOnlyList<CloudflareUnit> Units, bool Again = false)
{
    /// <summary>Puts units into chunks of at most <paramref name="size"/> operations. A unit is never split; one that is larger gets a chunk of its own.</summary>
    public static IEnumerable<CloudflareChunk> Of(IEnumerable<CloudflareUnit> units, int size)
    {
        var (chunk, count) = (new List<CloudflareUnit>(), 0);
        foreach (var unit in units)
        {
            if (chunk.Count > 0 && count + unit.Count > size)
            {
                yield return new CloudflareChunk(chunk);
                (chunk, count) = ([], 0);
            }

            chunk.Add(unit);
            count += unit.Count;
        }

        if (chunk.Count > 0)
            yield return new CloudflareChunk(chunk);
    }

    /// <summary>The request's content.</summary>
    public JsonObject Content()
    {
        var content = new JsonObject();
        Add(content, "deletes", unit => unit.Deletes);
        Add(content, "patches", unit => unit.Patches);
        Add(content, "posts", unit => unit.Posts);
        return content;
    }

    /// <summary>
    /// Two smaller chunks, since this one was refused: the unit that the refusal points at and the others, or halves where it points at nothing. Whatever a
    /// pointer says, the blame is only laid on a unit that is refused alone.
    /// </summary>
    public (CloudflareChunk First, CloudflareChunk Second) Split(CloudflareRefusal refusal)
    {
        if (refusal.Operation is { } operation && Culprit(operation.List, operation.At) is { } culprit)
            return (new CloudflareChunk([culprit]), new CloudflareChunk([.. Units.Where(unit => !ReferenceEquals(unit, culprit))]));
        var half = Units.Count / 2;
        return (new CloudflareChunk([.. Units.Take(half)]), new CloudflareChunk([.. Units.Skip(half)]));
    }

    private CloudflareUnit? Culprit(string list, int at)
    {
        foreach (var unit in Units)
        {
            var count = list switch { "deletes" => unit.Deletes.Count, "patches" => unit.Patches.Count, "posts" => unit.Posts.Count, _ => 0 };
            if (at < count)
                return unit;
            at -= count;
        }

        return null;
    }

    private void Add(JsonObject content, string list, Func<CloudflareUnit, IReadOnlyList<JsonObject>> of)
    {
        var all = new JsonArray([.. Units.SelectMany(of).Select(operation => operation.DeepClone())]);
        if (all.Count > 0)
            content[list] = all;
    }
}
