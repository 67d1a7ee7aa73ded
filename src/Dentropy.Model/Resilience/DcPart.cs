namespace Dentropy.Resilience;

/// <summary>What kind of thing can fail.</summary>
public enum DcPartKind
{
    /// <summary>A machine of the inventory.</summary>
    Node,

    /// <summary>A network switch.</summary>
    Switch,

    /// <summary>A cable between two switches, or between a node and a switch.</summary>
    Link,

    /// <summary>A power supply or feed.</summary>
    Power,

    /// <summary>A place with everything in it.</summary>
    Site,

    /// <summary>A way to the internet.</summary>
    Uplink,

    /// <summary>Somebody else's service, such as a DNS provider.</summary>
    Provider,

    /// <summary>A disk of Ceph's with its daemon.</summary>
    Osd,
}

/// <summary>A thing that can fail, written <c>kind:name</c>, e.g. <c>switch:sw1</c>.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name, unique in its kind.</param>
public sealed record DcPart(DcPartKind Kind, string Name)
{
    /// <summary>Reads <c>kind:name</c>; a name without a kind is a node.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The part; null where the text is none.</returns>
    public static DcPart? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return text.Length > 0 ? new DcPart(DcPartKind.Node, text) : null;
        return colon < text.Length - 1 && char.IsAsciiLetter(text[0]) && Enum.TryParse<DcPartKind>(text.AsSpan(0, colon), ignoreCase: true, out var kind) ? new DcPart(kind, text[(colon + 1)..]) : null;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Name}";
}
