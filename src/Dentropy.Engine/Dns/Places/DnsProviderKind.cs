using Dentropy.Dns;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Places;

/// <summary>A kind of place: what <c>cloud.yaml</c> says of it, and how it is opened.</summary>
/// <param name="Name">Its name as <c>type</c>.</param>
/// <param name="View">Who usually sees its records.</param>
/// <param name="Keys">Keys that it takes beside those of every place.</param>
/// <param name="Open">Opens it. The settings are looked at here, and secrets are read; nobody is asked anything yet.</param>
internal sealed record DnsProviderKind(
    string Name, DcDnsView View, IReadOnlyList<string> Keys, Func<DnsPlaceSettings, DnsSurroundings, CancellationToken, Task<IDnsProvider>> Open)
{
    /// <summary>The machine that answers, from what <c>cloud.yaml</c> says of the place; null where it is somebody else's service, or nothing is said.</summary>
    public Func<DnsPlaceSettings, string?> Host { get; init; } = static _ => null;

    /// <summary>Whether it is somebody else's service on the internet.</summary>
    public bool IsService { get; init; }

    public static IReadOnlyList<DnsProviderKind> All { get; } =
    [
        Cloudflare.CloudflareKind.Kind,
        PiHole.PiHoleProvider.Kind,
        PiHole.PiHole5Provider.Kind,
        AdGuard.AdGuardProvider.Kind,
        FreeDns.FreeDnsProvider.Kind,
        Rfc2136.Rfc2136Provider.Kind,
        Dnsmasq.DnsmasqProvider.Kind,
        Files.FilePlace.Kind,
    ];
}

/// <summary>What kinds of places work with.</summary>
/// <param name="Nodes">The inventory.</param>
/// <param name="Links">Links to nodes.</param>
internal sealed record DnsSurroundings(INodeStore Nodes, ILinkPool Links);
