namespace Dentropy.Engine.Backups.Restore;

/// <summary>What things of an app are called when the app gets another name.</summary>
internal sealed class AppNaming(string old, string name)
{
    public string Name => name;

    public bool Renames => !string.Equals(old, name, StringComparison.Ordinal);

    /// <summary>
    /// The new name of a container, network or volume. Names that begin with the project's follow it, as compose would make them
    /// (<c>cloud_data</c>, <c>cloud-web-1</c>); others stay as they are while they are free, and get the app's name before them otherwise.
    /// </summary>
    public string Of(string thing, Func<string, bool> taken)
    {
        if (!Renames)
            return thing;
        if (string.Equals(thing, old, StringComparison.Ordinal))
            return name;
        if (thing.Length > old.Length && thing.StartsWith(old, StringComparison.Ordinal) && thing[old.Length] is '-' or '_' or '.')
            return name + thing[old.Length..];
        return taken(thing) ? $"{name}-{thing}" : thing;
    }

    /// <summary>Labels that name the project or the group, and networks in routing labels.</summary>
    public string Label(string key, string value, IReadOnlyDictionary<string, string> networks) => key switch
    {
        "com.docker.compose.project" or "dentropy.app" when string.Equals(value, old, StringComparison.Ordinal) => name,
        "traefik.docker.network" or "traefik.swarm.network" when networks.TryGetValue(value, out var network) => network,
        _ => value,
    };
}
