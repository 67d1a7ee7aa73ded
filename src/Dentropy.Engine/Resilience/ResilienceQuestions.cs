using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>Questions as operators put them, for an engine.</summary>
public static class ResilienceQuestions
{
    /// <summary>The parts that words mean.</summary>
    /// <param name="model">The model.</param>
    /// <param name="words">Parts as <c>kind:name</c>, in any letter case; a name alone is a node.</param>
    /// <exception cref="DentropyException"><c>PartNotFound</c>, with what may have been meant.</exception>
    public static IReadOnlyList<DcPart> Parts(CloudModel model, IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(words);
        var known = model.Parts.ToDictionary(part => part.Part.ToString(), part => part.Part, StringComparer.OrdinalIgnoreCase);
        return [.. words.Select(word => DcPart.Parse(word) is { } part && known.TryGetValue(part.ToString(), out var found)
            ? found
            : throw ResilienceErrors.PartNotFound(word, known.Values)).Distinct()];
    }

    /// <summary>The services that names mean.</summary>
    /// <param name="model">The model.</param>
    /// <param name="names">Names in any letter case, or wildcards.</param>
    /// <returns>Names of services; none where no names are given.</returns>
    /// <exception cref="DentropyException"><c>ServiceNotFound</c>, with what may have been meant.</exception>
    public static IReadOnlyList<string> Services(CloudModel model, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(names);
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var pattern = name.AsSpan().ContainsAny("*?") ? NodePattern.Parse(name) : null;
            var matching = model.Services.Where(service => pattern?.Matches(service.Name) ?? string.Equals(service.Name, name, StringComparison.OrdinalIgnoreCase)).Select(service => service.Name).ToList();
            if (matching.Count == 0)
                throw ResilienceErrors.ServiceNotFound(name, model.Services.Select(service => service.Name));
            found.UnionWith(matching);
        }

        return [.. found];
    }

    /// <summary>What one failure means for some services.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="lost">What fails, all at once.</param>
    /// <param name="services">Names or wildcards; empty for all that are not auxiliary.</param>
    /// <exception cref="DentropyException"><c>PartNotFound</c>, <c>ServiceNotFound</c>.</exception>
    public static IEnumerable<DcFailureResult> Test(ResilienceEngine engine, IReadOnlyCollection<string> lost, IReadOnlyCollection<string> services)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(services);
        var wanted = Services(engine.Model, services);
        return engine.Test(Parts(engine.Model, lost)).Where(result => services.Count == 0 || wanted.Contains(result.Service, StringComparer.Ordinal));
    }

    /// <summary>Whether any third of the nodes may fail, rounded down: the worst of such failures.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="services">Names or wildcards; empty for all services that are not auxiliary.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DentropyException"><c>ServiceNotFound</c>.</exception>
    public static DcResilienceResult AnyThird(ResilienceEngine engine, IReadOnlyCollection<string> services, CancellationToken cancellationToken) =>
        Any(engine, DcPartKind.Node, Count(engine, DcPartKind.Node) / 3, services, cancellationToken);

    /// <summary>Whether any so many OSDs may fail: the worst of such failures.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="services">Names or wildcards; empty for all services that are not auxiliary.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DentropyException"><c>PartNotFound</c>: no OSDs are known. <c>ServiceNotFound</c>, <c>InvalidResilienceQuery</c>.</exception>
    public static DcResilienceResult AnyOsds(ResilienceEngine engine, int count, IReadOnlyCollection<string> services, CancellationToken cancellationToken) => Count(engine, DcPartKind.Osd) > 0
        ? Any(engine, DcPartKind.Osd, count, services, cancellationToken)
        : throw new DentropyException(
            "PartNotFound", DentropyErrorCategory.ObjectNotFound, "osd", "No OSDs are known. Describe a pool below services: in cloud.yaml, e.g. 'pool:rbd: { size: 3, nodes: \"@ceph\" }', or look at Ceph (-Observe, --observe).");

    private static DcResilienceResult Any(ResilienceEngine engine, DcPartKind kind, int count, IReadOnlyCollection<string> services, CancellationToken cancellationToken) => engine.AnyOf(kind, count, Services(engine.Model, services), cancellationToken) with
    {
        Asked = string.Create(CultureInfo.InvariantCulture, $"any {count} of {Count(engine, kind)} {kind.ToString().ToLowerInvariant()}s"),
    };

    private static int Count(ResilienceEngine engine, DcPartKind kind) => engine.Model.Parts.Count(part => part.Part.Kind == kind && !part.NeverFails);
}
