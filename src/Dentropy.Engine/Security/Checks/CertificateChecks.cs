using System.Globalization;
using Dentropy.Certificates;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Certificates that a node's ports show.</summary>
internal sealed class CertificateChecks : INodeCheck
{
    // Whoever connects there without being asked prints on paper, or is answered by what cannot have TLS: names, gossip, portmapper, printers, Ceph.
    private static readonly HashSet<int> s_never = [21, 22, 23, 53, 111, 512, 513, 514, 515, 873, 2049, 3300, 6789, 7946, .. Enumerable.Range(9100, 8), .. Enumerable.Range(6800, 769)];

    public IReadOnlyList<string> Names { get; } = [SecurityChecks.CertificateExpired, SecurityChecks.CertificateExpiring, SecurityChecks.CertificateSelfSigned, SecurityChecks.CertificateUntrusted];

    public LookPart Parts => LookPart.Sockets;

    public bool WantsTls(ListeningSocket socket) => socket.IsTcp && !s_never.Contains(socket.Port) && !socket.Processes.Contains("sshd", StringComparer.Ordinal);

    public IEnumerable<DcSecurityFinding> Judge(NodeScope node)
    {
        foreach (var unseen in node.Unseen(SecurityChecks.CertificateExpired, "sockets", "certificates of open ports"))
            yield return unseen;
        foreach (var reason in node.Tls.Unasked.GroupBy(one => one.Why, StringComparer.Ordinal))
            yield return node.NotChecked(SecurityChecks.CertificateExpired, $"certificates of the ports {NodeScope.List(reason.Select(one => one.Port.ToString(CultureInfo.InvariantCulture)))}", reason.Key);
        foreach (var (port, certificate) in node.Tls.Shown.OrderBy(pair => pair.Key))
        {
            if (Judge(node, port, certificate) is { } finding)
                yield return finding;
        }
    }

    // One finding a certificate: the worst.
    private static DcSecurityFinding? Judge(NodeScope node, int port, DcCertificate certificate)
    {
        var evidence = string.Create(CultureInfo.InvariantCulture, $"port {port}: {Shown.Text(certificate.Subject)}, until {certificate.NotAfter:yyyy-MM-dd}");
        var problem = certificate.Problems.FirstOrDefault(one => one.StartsWith("expired", StringComparison.Ordinal) || one.StartsWith("not valid yet", StringComparison.Ordinal));
        if (certificate.DaysLeft < 0 || problem is not null)
            return Of(DcSecuritySeverity.High, SecurityChecks.CertificateExpired, problem is null ? "" : $"; {Shown.Text(problem)}", "Clients refuse it, or have been told to take anything, which is worse.");
        if (certificate.DaysLeft < node.Settings.CertificateTime.TotalDays)
            return Of(DcSecuritySeverity.Medium, SecurityChecks.CertificateExpiring, string.Create(CultureInfo.InvariantCulture, $"; {certificate.DaysLeft} days left"), "Clients will refuse it soon, and nobody seems to renew it.");
        if (certificate.SelfSigned)
            return Of(DcSecuritySeverity.Medium, SecurityChecks.CertificateSelfSigned, "; signed with its own key", "Clients cannot tell this server from one that pretends to be it, unless each of them has this very certificate.");
        return certificate.Trusted ? null
            : Of(DcSecuritySeverity.Low, SecurityChecks.CertificateUntrusted, $"; {Shown.Text(certificate.Problems[0])}", "Clients that do not know its authority cannot tell this server from another. Name the authority as caFile of an issuer below certificates: in cloud.yaml, where it is yours.");

        DcSecurityFinding Of(DcSecuritySeverity severity, string check, string more, string meaning)
        {
            var name = node.Expected.IssuedFor(node.Node.Name, certificate.Names);
            return node.Finding(
                severity, check, evidence + more, name is null ? meaning + " Dentropy did not issue it: New-DcCertificate has one issued and renewed." : meaning, name is null ? null : $"Update-DcCertificate {name} -Force");
        }
    }
}
