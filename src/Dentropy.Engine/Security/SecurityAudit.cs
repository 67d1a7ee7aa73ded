using System.Runtime.CompilerServices;
using System.Text;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security.Checks;
using Dentropy.Engine.Security.Expect;
using Dentropy.Engine.Security.Look;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Security;

namespace Dentropy.Engine.Security;

/// <summary>
/// Looks for what an attacker could use: one script and one session a node, and handshakes with its TLS ports over the same link. Nothing is changed anywhere, and nothing but a POSIX
/// shell is needed there. What cannot be looked at, for want of root or of a program, is told as such.
/// </summary>
/// <param name="store">The inventory, which says what is meant to be open.</param>
/// <param name="links">Links to nodes.</param>
public sealed class SecurityAudit(INodeStore store, ILinkPool links)
{
    private static readonly INodeCheck[] s_checks = [new PasswordChecks(), new PortChecks(), new LinkChecks(), new PublicChecks(), new CertificateChecks(), new UpdateChecks(), new SecretChecks()];

    /// <summary>Looks at nodes, and at the operator's own secrets.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="settings">What is looked for.</param>
    /// <param name="progress">Told whenever a node is done; may be null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>
    /// A report for each node as it is there, and one of <c>localhost</c> where something was found on this machine. A node that could not be looked at has a
    /// <see cref="SecurityReport.Failure"/>: those of links, <c>AuditTimeout</c>, <c>AuditIncomplete</c>.
    /// </returns>
    /// <exception cref="DentropyException"><c>SecurityCheckNotFound</c>, <c>InvalidLimit</c>, <c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>: no node was asked.</exception>
    public IAsyncEnumerable<SecurityReport> RunAsync(IReadOnlyList<DcNode> nodes, SecurityAuditSettings settings, IProgress<FanOutProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.ThrottleLimit < 1 || settings.Timeout <= TimeSpan.Zero || settings.ListAge < TimeSpan.Zero || settings.CertificateTime < TimeSpan.Zero)
            throw SecurityErrors.InvalidLimit();
        return EachAsync(nodes, settings, SecurityChecks.Match(settings.Checks), progress, cancellationToken);
    }

    private async IAsyncEnumerable<SecurityReport> EachAsync(
        IReadOnlyList<DcNode> nodes, SecurityAuditSettings settings, IReadOnlySet<string> wanted, IProgress<FanOutProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var expected = await ExpectedCloud.ReadAsync(store, cancellationToken).ConfigureAwait(false);
        if (wanted.Contains(SecurityChecks.OperatorSecret) && Sorted(await OperatorSecrets.FindAsync(store, nodes, cancellationToken).ConfigureAwait(false), settings, wanted) is { Count: > 0 } own)
            yield return new SecurityReport(DcNode.LocalName, own, null) { IsOperator = true };
        var checks = s_checks.Where(check => check.Names.Any(wanted.Contains)).ToList();
        if (checks.Count == 0)
            yield break;
        using var inspection = new CertificateInspection(store);
        var finished = 0;
        await foreach (var report in FanOut.RunAsync(nodes, settings.ThrottleLimit, (node, token) => LookAsync(node, checks, wanted, expected, settings, inspection, token), cancellationToken).ConfigureAwait(false))
        {
            finished++;
            progress?.Report(new FanOutProgress(nodes.Count, finished, Math.Min(settings.ThrottleLimit, nodes.Count - finished), report.Node, Activity: null));
            yield return report;
        }
    }

    private async Task<SecurityReport> LookAsync(
        DcNode node, IReadOnlyList<INodeCheck> checks, IReadOnlySet<string> wanted, ExpectedCloud expected, SecurityAuditSettings settings, CertificateInspection inspection, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout);
        try
        {
            var link = await links.GetAsync(node, limit.Token).ConfigureAwait(false);
            var (output, said, exit) = await NodeShell.RunAsync(link, LookScript.Command(checks.Aggregate(LookPart.None, (all, check) => all | check.Parts)), input: null, limit.Token).ConfigureAwait(false);
            var look = NodeLook.Parse(Encoding.UTF8.GetString(output));
            if (!look.IsComplete)
                return new SecurityReport(node.Name, [], SecurityErrors.Incomplete(node.Name, NodeShell.Why(said, exit)));
            var ports = look.Sockets.Where(socket => !socket.IsLoopback && checks.Any(check => check.WantsTls(socket))).ToList();
            var tls = ports.Count == 0 ? NodeTls.None : await TlsProbe.RunAsync(link, node, ports, inspection, limit.Token).ConfigureAwait(false);
            var scope = new NodeScope(node, look, expected, settings) { Tls = tls };
            return new SecurityReport(node.Name, Sorted(checks.SelectMany(check => check.Judge(scope)), settings, wanted), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SecurityReport(node.Name, [], SecurityErrors.Timeout(node.Name, settings.Timeout));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new SecurityReport(node.Name, [], e as DentropyException ?? SecurityErrors.Broken(node.Name, e));
        }
    }

    // What could not be looked at is told under the first name of its subject, so it stays whichever of them was asked for.
    private static IReadOnlyList<DcSecurityFinding> Sorted(IEnumerable<DcSecurityFinding> findings, SecurityAuditSettings settings, IReadOnlySet<string> wanted) =>
        [.. findings.Where(finding => (finding.NotChecked || wanted.Contains(finding.Check)) && finding.Severity >= settings.MinimumSeverity)
            .DistinctBy(finding => (finding.Check, finding.Evidence)).OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Check, StringComparer.Ordinal)];
}
