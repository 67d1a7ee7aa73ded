using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.Engine.Certificates.Issuers;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Certificates.Inspection;

/// <summary>Looks at certificates: in files, on nodes, at endpoints, and at what apps serve. Nothing is changed anywhere.</summary>
/// <param name="store">The inventory; the authorities that its <c>cloud.yaml</c> names are trusted beside those of the machine.</param>
/// <param name="clock">The clock that days are counted by.</param>
public sealed class CertificateInspection(INodeStore store, TimeProvider? clock = null) : IDisposable
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private X509Certificate2Collection? _roots;

    /// <summary>Files of this machine.</summary>
    /// <param name="path">A file, wildcards in its last part, or a folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A listing for each certificate; files without one are left out where no single file was named.</returns>
    public async IAsyncEnumerable<CertificateListing> FilesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (files, failure) = await TryAsync(() => Task.FromResult(CertificateFiles.Find(path))).ConfigureAwait(false);
        if (failure is not null)
            yield return new CertificateListing(null, failure, path);
        foreach (var file in files ?? [])
        {
            var listing = await OneAsync(file, async roots => Of(CertificateReader.Read(await CertificateFiles.ReadAsync(file, cancellationToken).ConfigureAwait(false), file), roots, name: null, file), cancellationToken).ConfigureAwait(false);
            if (listing.Certificate is not null || CertificateFiles.IsOne(path))
                yield return listing;
        }
    }

    /// <summary>Files of a node.</summary>
    /// <param name="links">Links to nodes.</param>
    /// <param name="node">The node.</param>
    /// <param name="path">Path on the node: a file, wildcards in its last part, or a folder.</param>
    /// <param name="sudo">Whether root reads them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A listing for each certificate; files without one are left out where several were asked for.</returns>
    public async IAsyncEnumerable<CertificateListing> NodeFilesAsync(ILinkPool links, DcNode node, string path, bool sudo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(links);
        ArgumentNullException.ThrowIfNull(node);
        var (files, failure) = await TryAsync(async () => await CertificateFiles.ReadAsync(await links.GetAsync(node, cancellationToken).ConfigureAwait(false), node, path, sudo, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (failure is not null)
            yield return new CertificateListing(null, failure, $"{node.Name}:{path}");
        foreach (var file in files ?? [])
        {
            var listing = await OneAsync(file.Path, roots => Task.FromResult(Of(CertificateReader.Read(file.Content, file.Path), roots, name: null, file.Path) with { Node = node.Name }), cancellationToken).ConfigureAwait(false);
            if (listing.Certificate is not null || files!.Count == 1)
                yield return listing;
        }
    }

    /// <summary>A server.</summary>
    /// <param name="endpoint"><c>https://host[:port]</c>, <c>tls://host:port</c> or <c>host:port</c>; a host that is a node of the inventory is asked at the node's address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<CertificateListing> EndpointAsync(string endpoint, CancellationToken cancellationToken) => OneAsync(
        endpoint,
        async roots =>
        {
            var where = TlsEndpoint.Parse(endpoint);
            var node = await NodeOfAsync(where.Host, cancellationToken).ConfigureAwait(false);
            var at = node?.Address is { } address ? where with { Host = address } : where;
            return Of(await at.ShowAsync(cancellationToken).ConfigureAwait(false), roots, where.Name, where.Source) with { Node = node?.Name };
        },
        cancellationToken);

    /// <summary>A port of a node over a connection that the caller makes, e.g. one through the node's link. No name has to fit.</summary>
    /// <param name="node">The node.</param>
    /// <param name="port">The port, for what is told of it.</param>
    /// <param name="connect">Makes the connection; it is closed again.</param>
    /// <param name="limit">How long all of it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The listing; <c>CertificateEndpointNoTls</c> and <c>CertificateEndpointTimeout</c> are what a port without TLS comes to.</returns>
    public Task<CertificateListing> PortAsync(DcNode node, int port, Func<CancellationToken, Task<Stream>> connect, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        var endpoint = TlsEndpoint.Of(node.Name, port, node.Name);
        return OneAsync(endpoint.Source, async roots => Of(await endpoint.ShowAsync(connect, limit, cancellationToken).ConfigureAwait(false), roots, name: null, endpoint.Source) with { Node = node.Name }, cancellationToken);
    }

    /// <summary>What an app serves: the host names of its routes, asked at its node; where it has none, its open TCP ports.</summary>
    /// <param name="node">The node that it is on.</param>
    /// <param name="app">The app.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<CertificateListing> AppAsync(DcNode node, DcApp app, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(app);
        var host = node.IsLocal ? "localhost" : node.Address ?? node.Name;
        var names = app.Hostnames.Where(name => !name.StartsWith('*')).ToList();
        var ports = app.Ports.Where(port => port.Protocol == "tcp").Select(port => port.Port).Distinct().Order().ToList();
        var endpoints = names.Count > 0 ? names.ConvertAll(name => TlsEndpoint.Of(host, 443, name)) : ports.ConvertAll(port => TlsEndpoint.Of(host, port, host));
        var shown = 0;
        foreach (var endpoint in endpoints)
        {
            // A bare address is nothing that a certificate of a home network has to be for.
            var listing = await OneAsync(app.Name, async roots => Of(await endpoint.ShowAsync(cancellationToken).ConfigureAwait(false), roots, names.Count > 0 ? endpoint.Name : null, endpoint.Source) with { Node = node.Name, App = app.Name }, cancellationToken).ConfigureAwait(false);
            // Of an app's open ports some have no TLS, which is no failure of the app.
            if (names.Count == 0 && listing.Failure is { ErrorId: "CertificateEndpointNoTls" or "CertificateEndpointTimeout" })
                continue;
            shown++;
            yield return listing;
        }

        if (shown == 0)
            yield return new CertificateListing(null, CertificateErrors.NothingServed(app.Name, node.Name), app.Name);
    }

    /// <summary>What Dentropy installed, read where it is.</summary>
    /// <param name="links">Links to nodes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<CertificateListing> InstalledAsync(ILinkPool links, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (record, failure) in await new CertificateRecords(store.Location).ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (failure is not null || record is null)
            {
                yield return new CertificateListing(null, failure, failure?.Target ?? "");
                continue;
            }

            var (node, missing) = await TryAsync(() => NodeSelector.SelectOneAsync(store, record.Node, cancellationToken)).ConfigureAwait(false);
            if (node is null)
            {
                yield return new CertificateListing(null, missing, record.Name);
                continue;
            }

            await foreach (var listing in NodeFilesAsync(links, node, InstallPaths.FullChain(record), record.Sudo, cancellationToken).ConfigureAwait(false))
                yield return listing;
        }
    }

    /// <summary>Whether a text means an endpoint and not the name of an app.</summary>
    /// <param name="text">What was written.</param>
    public static bool IsEndpoint(string text) => TlsEndpoint.IsOne(text);

    /// <summary>Lets go of the authorities that were read.</summary>
    public void Dispose()
    {
        foreach (var root in _roots ?? [])
            root.Dispose();
        _roots = null;
    }

    private async Task<DcNode?> NodeOfAsync(string host, CancellationToken cancellationToken) =>
        DcNode.LocalName.Equals(host, StringComparison.OrdinalIgnoreCase) || !NodeRules.IsName(host) ? null : await store.FindAsync(host, cancellationToken).ConfigureAwait(false);

    private Dentropy.Certificates.DcCertificate Of(X509Certificate2Collection found, X509Certificate2Collection roots, string? name, string source)
    {
        try
        {
            return CertificateFacts.Of(found, roots, name, source, _clock.GetUtcNow()) with { Cloud = store.Location };
        }
        finally
        {
            foreach (var one in found)
                one.Dispose();
        }
    }

    private async Task<CertificateListing> OneAsync(string target, Func<X509Certificate2Collection, Task<Dentropy.Certificates.DcCertificate>> look, CancellationToken cancellationToken)
    {
        var (found, failure) = await TryAsync(async () => await look(_roots ??= await AuthorityFiles.ReadAsync(store.Location, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false)).ConfigureAwait(false);
        return new CertificateListing(found, failure, target);
    }

    private static async Task<(T? Found, DentropyException? Failure)> TryAsync<T>(Func<Task<T>> work)
        where T : class
    {
        try
        {
            return (await work().ConfigureAwait(false), null);
        }
        catch (DentropyException e)
        {
            return (null, e);
        }
    }
}
