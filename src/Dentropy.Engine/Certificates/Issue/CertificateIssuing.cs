using Dentropy.Certificates;
using Dentropy.Dns;
using Dentropy.Engine.Certificates.Acme;
using Dentropy.Engine.Certificates.Challenges;
using Dentropy.Engine.Certificates.Issuers;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>Has certificates issued over ACME, installs them on nodes, and records them for their renewal.</summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to nodes.</param>
public sealed class CertificateIssuing(INodeStore store, ILinkPool links)
{
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where account keys are.</summary>
    internal AccountKeyFile? Keys { get; init; }

    /// <summary>Opens places for DNS in place of those of <c>cloud.yaml</c>, for tests.</summary>
    internal Func<IReadOnlyCollection<string>, IReadOnlyList<DnsPlace>>? OpenPlaces { get; init; }

    private CertificateRecords Records => new(store.Location, Clock);

    /// <summary>Looks at what is wanted, and sends nothing.</summary>
    /// <param name="settings">What is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What would be recorded, without dates where there is none yet.</returns>
    /// <exception cref="DentropyException"><c>CertificateIssuerNotFound</c>, <c>InvalidCertificateRequest</c>, <c>InvalidDnsName</c>, <c>NodeNotFound</c>, <c>CloudFileInvalid</c>.</exception>
    public async Task<DcIssuedCertificate> PlanAsync(CertificateSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var issuer = await CertificateIssuer.FindAsync(store.Location, settings.Issuer, cancellationToken).ConfigureAwait(false);
        var wanted = CertificateRules.Checked(settings, issuer);
        await NodeSelector.SelectOneAsync(store, wanted.Node, cancellationToken).ConfigureAwait(false);
        return Planned(wanted, issuer);
    }

    /// <summary>Orders a certificate, installs it, and records it. Where anything fails, what was there before is as it was.</summary>
    /// <param name="settings">What is wanted.</param>
    /// <param name="cancellationToken">Ends it; what was put anywhere is taken away again.</param>
    /// <exception cref="DentropyException">
    /// Those of <see cref="PlanAsync"/>; <c>CertificateRequestRefused</c>, <c>CertificateRateLimited</c>, <c>CertificateValidationFailed</c>, <c>CertificateInstallFailed</c>,
    /// <c>CertificateReloadFailed</c>, and what else can go wrong with the authority, the places for DNS and the node.
    /// </exception>
    public async Task<DcIssuedCertificate> IssueAsync(CertificateSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var issuer = await CertificateIssuer.FindAsync(store.Location, settings.Issuer, cancellationToken).ConfigureAwait(false);
        var wanted = CertificateRules.Checked(settings, issuer);
        var node = await NodeSelector.SelectOneAsync(store, wanted.Node, cancellationToken).ConfigureAwait(false);
        var known = await Records.FindAsync(wanted.Names[0], cancellationToken).ConfigureAwait(false);
        var install = new CertificateInstall(links, node, wanted);
        var asked = Clock.GetUtcNow();
        var nodeTime = await install.CheckAsync(cancellationToken).ConfigureAwait(false);
        var (files, ahead, left) = await OrderAsync(wanted, issuer, node, cancellationToken).ConfigureAwait(false);
        await install.RunAsync(files, cancellationToken).ConfigureAwait(false);
        var record = Records.Dated(Planned(wanted, issuer) with
        {
            NotBefore = files.NotBefore,
            NotAfter = files.NotAfter,
            SerialNumber = files.SerialNumber,
            Action = known is null ? DcCertificateAction.Issued : DcCertificateAction.Renewed,
            Notes = [.. ClockWords.Of(issuer.Name, ahead, node.Name, nodeTime - asked, files.NotBefore, Clock.GetUtcNow()), .. left],
        });
        // It is in place; a record that is not written would leave it without a renewal.
        await Records.SaveAsync(record, CancellationToken.None).ConfigureAwait(false);
        return record;
    }

    private async Task<(InstallFiles Files, TimeSpan Ahead, IReadOnlyList<string> Left)> OrderAsync(CertificateSettings wanted, CertificateIssuer issuer, DcNode node, CancellationToken cancellationToken)
    {
        using var key = await (Keys ?? AccountKeyFile.OfOperator()).OpenAsync(issuer.Directory, cancellationToken).ConfigureAwait(false);
        using var client = new AcmeClient(issuer, key, Clock);
        await client.OpenAccountAsync(store.Location, cancellationToken).ConfigureAwait(false);
        var places = new DnsPlaces(store, links);
        await using (places.ConfigureAwait(false))
        {
            var order = new CertificateOrder(client, issuer, await AnswerAsync(wanted, issuer, node, places, cancellationToken).ConfigureAwait(false));
            using var material = new KeyMaterial(wanted.KeyAlgorithm!);
            var chain = await order.RunAsync(wanted.Names, material.Request(wanted.Names), cancellationToken).ConfigureAwait(false);
            return (material.Files(chain, wanted.Names, issuer), client.ClockAhead, order.Left);
        }
    }

    private async Task<IChallengeAnswer> AnswerAsync(CertificateSettings wanted, CertificateIssuer issuer, DcNode node, DnsPlaces places, CancellationToken cancellationToken)
    {
        if (wanted.WebRoot is { } folder)
            return new WebRootAnswer(links, node, folder, wanted.Sudo);
        if (wanted.StandalonePort is { } port)
            return new StandaloneAnswer(port);
        // The authority asks from outside, so what is only seen at home is not even opened: its secrets may be elsewhere.
        var open = (issuer.DnsPlace, OpenPlaces) switch
        {
            (null, { } given) => given([]),
            ({ } place, { } given) => given([place]),
            ({ } place, null) => await places.OpenAsync([place], cancellationToken).ConfigureAwait(false),
            _ => await places.OpenAsync(await places.NamesAsync(DcDnsView.Outside, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
        };
        return new DnsAnswer(open, new DnsLookup(issuer.DnsServers, issuer.DnsTimeout, Clock), named: issuer.DnsPlace is not null);
    }

    private DcIssuedCertificate Planned(CertificateSettings wanted, CertificateIssuer issuer) => new()
    {
        Name = wanted.Names[0],
        Names = wanted.Names,
        Issuer = issuer.Name,
        Node = wanted.Node,
        InstallPath = wanted.InstallPath,
        ReloadCommand = wanted.ReloadCommand,
        Sudo = wanted.Sudo,
        KeyAlgorithm = wanted.KeyAlgorithm!,
        Challenge = CertificateRules.ChallengeOf(wanted, issuer),
        WebRoot = wanted.WebRoot,
        StandalonePort = wanted.StandalonePort,
        Cloud = store.Location,
    };
}
