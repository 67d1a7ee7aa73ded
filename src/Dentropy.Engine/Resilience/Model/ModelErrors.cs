using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>What can be wrong with a description of a cloud, worded in one place. Each names file and line.</summary>
internal static class ModelErrors
{
    private const int MostKnown = 10;

    public static DentropyException NoServices(string cloud) => new(
        "NoServices",
        DentropyErrorCategory.ObjectNotFound,
        cloud,
        $"{Path.Join(cloud, CloudFile.Name)} describes no services, so there is nothing that could survive or not. Write them below services:, e.g. 'web: {{ nodes: \"@worker\", need: 2 }}'; see about_Dentropy_Resilience.");

    /// <summary>A part that something names and nothing describes.</summary>
    /// <param name="place">Where it is named.</param>
    /// <param name="kind">What it would be, e.g. <c>switch</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">Names that there are.</param>
    public static DentropyException PartNotFound(ModelPlace place, string kind, string name, IEnumerable<string> known) => new(
        "PartNotFound", DentropyErrorCategory.ObjectNotFound, name, $"{place}: there is no {kind} '{Shown.Text(name)}'{Known(name, known)}. Correct {place.Path}; nothing was done.");

    public static DentropyException ServiceNotFound(ModelPlace place, string name, IEnumerable<string> known) => new(
        "ServiceNotFound", DentropyErrorCategory.ObjectNotFound, name, $"{place}: there is no service '{Shown.Text(name)}'{Known(name, known)}. Describe it below services:, or take it out of {place.Path}.");

    public static DentropyException NodeNotFound(ModelPlace place, string name, IEnumerable<string> known) => new(
        "NodeNotFound", DentropyErrorCategory.ObjectNotFound, name, $"{place}: there is no node '{Shown.Text(name)}'{Known(name, known)}. Correct {place.Path}, or add the node.");

    public static DentropyException NoneMatches(ModelPlace place, string expression) => new(
        "NoNodeMatches", DentropyErrorCategory.ObjectNotFound, expression, $"{place}: no node is '{Shown.Text(expression)}'. Correct {place.Path}, or give nodes that role or tag.");

    public static DentropyException NeedTooHigh(ModelPlace place, string service, int need, int there, string what) => new(
        "ServiceNeedTooHigh",
        DentropyErrorCategory.InvalidData,
        service,
        string.Create(CultureInfo.InvariantCulture, $"{place}: {service} needs {need} {what}, and there {(there == 1 ? "is" : "are")} only {there}. Lower the need or add nodes; see {place.Path}."));

    /// <summary>Things that need each other in a circle.</summary>
    /// <param name="place">Where one of them is described.</param>
    /// <param name="chain">The circle, with its start again at its end.</param>
    public static DentropyException Cycle(ModelPlace place, IReadOnlyList<string> chain) => new(
        "ResilienceCycle",
        DentropyErrorCategory.InvalidData,
        chain[0],
        $"{place}: {string.Join(" needs ", chain)}. Nothing in such a circle could ever start; take one of these needs out of {place.Path}.");

    private static string Known(string name, IEnumerable<string> known)
    {
        var names = known.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (NearNames.Find(name, names) is { Count: > 0 } near)
            return $"; did you mean {string.Join(" or ", near)}?";
        names.Sort(NodeNameOrder.Instance);
        return names.Count switch
        {
            0 => ", and none is described",
            <= MostKnown => $"; there are {string.Join(", ", names)}",
            _ => string.Create(CultureInfo.InvariantCulture, $"; there are {string.Join(", ", names.Take(MostKnown))} and {names.Count - MostKnown} more"),
        };
    }
}

/// <summary>A line of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1; 0 where it is not known.</param>
internal readonly record struct ModelPlace(string Path, int Line)
{
    public static ModelPlace Of(string cloud, int line) => new(System.IO.Path.Join(cloud, CloudFile.Name), line);

    /// <summary>The line of a node's file that has a field.</summary>
    public static ModelPlace OfNode(string cloud, string node, NodeField field)
    {
        var path = System.IO.Path.Join(cloud, "nodes", node + ".yaml");
        try
        {
            return new ModelPlace(path, YamlTree.Read(File.ReadAllText(path)) is YamlMap map
                ? map.Entries.Where(entry => entry.Key is YamlText { Text: { } key } && string.Equals(key, field.Key(), StringComparison.Ordinal)).Select(entry => entry.Value.Line).FirstOrDefault()
                : 0);
        }
        catch (Exception e) when (e is YamlProblemException || InventoryErrors.IsFileFailure(e))
        {
            // It could be read a moment ago; the name of the file still helps.
            return new ModelPlace(path, 0);
        }
    }

    public override string ToString() =>
        Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(Path)} line {Line}") : System.IO.Path.GetFileName(Path);
}
