using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>Looks whether a model of the cloud holds together, before anything is worked out from it.</summary>
public static class ModelCheck
{
    /// <summary>Checks that names are unique, that everything that is named is there, that no service needs more than there is, and that no needs go in circles.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="DentropyException">
    /// <c>ResilienceDuplicate</c>, <c>PartNotFound</c>, <c>ServiceNotFound</c>, <c>ServiceNeedTooHigh</c> or <c>ResilienceCycle</c>, which names the path.
    /// </exception>
    public static void Check(CloudModel model)
    {
        var parts = Unique(model.Parts, part => part.Part, "The part");
        var services = Unique(model.Services, service => service.Name, "The service");

        void Known(DcPart part, string where)
        {
            if (!parts.ContainsKey(part))
                throw ResilienceErrors.PartNotFound(part, parts.Keys, where);
        }

        foreach (var part in model.Parts)
            foreach (var needed in part.Needs.SelectMany(group => group).Concat(part.At is { } at ? [at] : []))
                Known(needed, part.Part.ToString());
        foreach (var edge in model.Edges)
        {
            var where = $"a connection of {edge.From}";
            Known(edge.From, where);
            if (edge.To is { } to)
                Known(to, where);
            if (edge.Cable is { } cable)
                Known(cable, where);
        }

        foreach (var down in model.Down)
            Known(down, "the list of what is down");
        foreach (var service in model.Services)
            CheckService(service, services, Known);

        if (CyclePath.Find(parts.Keys, part => parts[part].Needs.SelectMany(group => group).Concat(parts[part].At is { } at ? [at] : [])) is { } circle)
            throw ResilienceErrors.Cycle("parts", [.. circle.Select(part => part.ToString())]);
        if (CyclePath.Find(services.Keys, name => services[name].Needs) is { } ring)
            throw ResilienceErrors.Cycle("services", ring);
    }

    private static void CheckService(ModelService service, Dictionary<string, ModelService> services, Action<DcPart, string> known)
    {
        foreach (var quorum in service.Quorums)
        {
            var seen = new HashSet<DcPart>();
            foreach (var part in quorum.Of)
            {
                known(part, $"service {service.Name}");
                if (!seen.Add(part))
                    throw ResilienceErrors.Duplicate($"In service {service.Name} the part", part.ToString());
            }

            if (quorum.Need > quorum.Of.Count)
                throw ResilienceErrors.NeedTooHigh(service.Name, quorum);
        }

        foreach (var needed in service.Needs)
            if (!services.ContainsKey(needed))
                throw ResilienceErrors.ServiceNotFound(needed, services.Keys, $"service {service.Name}");
    }

    private static Dictionary<TKey, T> Unique<TKey, T>(IEnumerable<T> items, Func<T, TKey> key, string what)
        where TKey : notnull
    {
        var found = new Dictionary<TKey, T>();
        foreach (var item in items)
            if (!found.TryAdd(key(item), item))
                throw ResilienceErrors.Duplicate(what, key(item).ToString()!);
        return found;
    }
}
