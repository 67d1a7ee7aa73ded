namespace Dentropy.Engine.Apps.Compose;

/// <summary>Which services are wanted, and in which order they start.</summary>
internal sealed class ServiceOrder(ComposeSource source, IReadOnlyList<ComposeService> services, IReadOnlyList<string> profiles)
{
    private readonly Dictionary<string, ComposeService> _byName = services.ToDictionary(service => service.Name, StringComparer.Ordinal);

    /// <summary>Services without a profile or with one that is on, those that others depend on first.</summary>
    /// <exception cref="DentropyException"><c>ComposeInvalid</c>: a service depends on one that is not there, whose profile is off, or on itself in a circle.</exception>
    public IReadOnlyList<ComposeService> Chosen()
    {
        var all = profiles.Contains("*", StringComparer.Ordinal);
        var on = services.Where(service => all || service.Profiles.Count == 0 || service.Profiles.Exists(one => profiles.Contains(one, StringComparer.Ordinal))).ToHashSet();
        var ordered = new List<ComposeService>();
        var open = new List<string>();
        foreach (var service in services.Where(on.Contains))
            Visit(service, on, ordered, open);
        return ordered;
    }

    private void Visit(ComposeService service, HashSet<ComposeService> on, List<ComposeService> ordered, List<string> open)
    {
        if (ordered.Contains(service))
            return;
        if (open.Contains(service.Name, StringComparer.Ordinal))
            throw Invalid(service, $"the services depend on each other in a circle: {string.Join(" -> ", open.SkipWhile(name => name != service.Name))} -> {service.Name}");
        open.Add(service.Name);
        service.DependsOn.RemoveAll(one => !one.Required && !(_byName.TryGetValue(one.Service, out var other) && on.Contains(other)));
        foreach (var dependency in service.DependsOn)
        {
            if (!_byName.TryGetValue(dependency.Service, out var other))
                throw Invalid(service, $"there is no service '{Inventory.Shown.Text(dependency.Service)}' for it to depend on");
            if (!on.Contains(other))
                throw Invalid(service, $"it depends on {other.Name}, whose profile is off; turn on {string.Join(" or ", other.Profiles)} with -Profile");
            Visit(other, on, ordered, open);
        }

        open.RemoveAt(open.Count - 1);
        ordered.Add(service);
    }

    private DentropyException Invalid(ComposeService service, string problem) => source.Invalid(service.Line, $"services.{service.Name}", problem);
}
