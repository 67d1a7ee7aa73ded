using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>Certifies the host keys of one node.</summary>
internal sealed class HostCertification(ILinkPool links, IHostProof hosts, DcNode node, CaKey ca, HostCertificateSettings settings, TimeSpan validFor)
{
    /// <summary>What names the certificates to sshd. HostCertificate may stand there many times (sshd_config(5)).</summary>
    private const string Configuration = "/etc/ssh/sshd_config.d/01-dentropy-host.conf";

    private readonly SshdHost _sshd = new(links, node);

    public async Task<(DcNode Node, IReadOnlyList<DcSshCertificate> Certificates, DentropyException? Failure)> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (node.IsLocal)
                throw HostKeyErrors.Local();
            if (node.Cloud is not { Length: > 0 } cloud)
                throw HostKeyErrors.NoCloud(node.Name);
            var names = await hosts.NamesAsync(node, cancellationToken).ConfigureAwait(false);
            var held = await new NodeHost(links, node).TakeAsync(cancellationToken).ConfigureAwait(false);
            await using (held.ConfigureAwait(false))
            {
                // Another run may have ended here without its proof.
                await _sshd.RunAsync(SshdChange.TakeBack, cancellationToken).ConfigureAwait(false);
                var served = await _sshd.ReadAsync(names.Known, cancellationToken).ConfigureAwait(false);
                var made = await SignAsync(cloud, names, served, cancellationToken).ConfigureAwait(false);
                await InstallAsync(names, served, made, cancellationToken).ConfigureAwait(false);
                await KnownHostsFile.EditAsync(cloud, lines => KnownHosts.WithAuthority(lines, Lines(names), ca.Key.Type, ca.Key.Blob), cancellationToken).ConfigureAwait(false);
                return (node, [.. made.Select(one => one.Record)], null);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (node, [], ProvisionErrors.Of(node.Name, e));
        }
    }

    private async Task<IReadOnlyList<(DcSshCertificate Record, string Line)>> SignAsync(string cloud, HostNames names, IReadOnlyList<ServedKey> served, CancellationToken cancellationToken)
    {
        // ssh looks hosts up in small letters.
        var principals = ((string[])[names.Certified, node.Name, SshArguments.Destination(node), .. settings.Principals]).Select(name => name.ToLowerInvariant()).Distinct(StringComparer.Ordinal).ToList();
        var made = new List<(DcSshCertificate, string)>();
        foreach (var key in served)
        {
            var request = new CertificateRequest(DcSshCertificateKind.Host, $"{key.Key.Type} {key.Key.Blob}", $"host {node.Name}", principals, validFor) { Node = node.Name, Path = PathOf(key) }.Checked();
            made.Add(await new CertificateBook(cloud).IssueAsync(ca, request, cancellationToken).ConfigureAwait(false));
        }

        return made;
    }

    private Task InstallAsync(HostNames names, IReadOnlyList<ServedKey> served, IReadOnlyList<(DcSshCertificate Record, string Line)> made, CancellationToken cancellationToken)
    {
        var files = made.Select(one => (Path: one.Record.Path!, Text: one.Line)).ToList();
        files.Add((Configuration, string.Join('\n', files.Select(file => "HostCertificate " + file.Path).Prepend("# Made by Dentropy; New-DcSshCertificate writes it anew."))));
        var change = string.Join(" &&\n", files.Select(file => $"put {ShellQuote.Words([file.Path, file.Text])}").Prepend("mkdir -p /etc/ssh/sshd_config.d"));
        var check = string.Concat(made.Select(one => $"printf '%s\\n' \"$now\" | grep -qxF {ShellQuote.Word("hostcertificate " + one.Record.Path)} || fail overruled {ShellQuote.Word(one.Record.Path + " is not among its certificates")}\n"));
        var trusted = KnownHosts.AuthorityLine([names.Known], ca.Key.Type, ca.Key.Blob);
        return new SshdProof(_sshd, hosts, node, settings.ProofTimeout).RunAsync(
            token => _sshd.RunAsync(SshdChange.Arm(files.Select(file => file.Path), Put + change, check, settings.ProofTimeout), token),
            [.. served.Select(key => new HostClaim($"the certificate authority {ca.Key.Fingerprint}", trusted, key.CertifiedAlgorithms))],
            cancellationToken);
    }

    // By the names that the cloud knows the node by, with the port where ssh looks it up with one.
    private List<string> Lines(HostNames names) => [.. ((string[])[names.Known, node.Name.ToLowerInvariant()]).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string PathOf(ServedKey key) => key.Path + "-cert.pub";

    // Of a full disk cat says so, and a shell's own printf does not.
    private const string Put = """
        put() { printf '%s\n' "$2" | cat >"$1.dentropy-new" && chmod 644 "$1.dentropy-new" && sync "$1.dentropy-new" && mv -f "$1.dentropy-new" "$1" || { rm -f "$1.dentropy-new"; return 1; }; }

        """;
}
