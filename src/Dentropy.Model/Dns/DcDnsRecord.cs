namespace Dentropy.Dns;

/// <summary>One DNS record at one place. A name with several values of a type has a record for each.</summary>
public sealed record DcDnsRecord
{
    /// <summary>Whole name in lower case without a dot at its end, as it is on the wire: <c>cloud.example.org</c>, <c>xn--bcher-kva.example</c>, <c>*.home.lan</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Type in upper case, e.g. <c>A</c>, <c>AAAA</c>, <c>CNAME</c>, <c>MX</c>, <c>TXT</c>.</summary>
    public required string Type { get; init; }

    /// <summary>
    /// The value in one spelling: an address, a name without a dot at its end, <c>10 mail.example.org</c> (MX),
    /// <c>0 5 443 host.example.org</c> (SRV), <c>0 issue "letsencrypt.org"</c> (CAA); the text itself, without quotes (TXT).
    /// </summary>
    public required string Value { get; init; }

    /// <summary>Zone that it belongs to, e.g. <c>example.org</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>Name of the place in <c>cloud.yaml</c> that has it.</summary>
    public required string Place { get; init; }

    /// <summary>Who sees it there.</summary>
    public DcDnsView View { get; init; }

    /// <summary>How long others may keep it; null where the place decides.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Whether the place answers with its own address and forwards; null where it cannot.</summary>
    public bool? Proxied { get; init; }

    /// <summary>The comment at the place; null where there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>Whether Dentropy made it.</summary>
    public bool Owned { get; init; }

    /// <summary>The place's own identifier of it; null where it has none.</summary>
    public string? Id { get; init; }

    /// <summary>Folder of the inventory that the place was found with.</summary>
    public string? Cloud { get; init; }

    /// <summary>Name, type and value, e.g. <c>cloud.example.org A 203.0.113.7</c>.</summary>
    public override string ToString() => $"{Name} {Type} {Value}";
}
