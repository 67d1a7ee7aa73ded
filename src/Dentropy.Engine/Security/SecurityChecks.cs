using Dentropy.Engine.Inventory;
using Dentropy.Security;

namespace Dentropy.Engine.Security;

/// <summary>All checks by their names.</summary>
public static class SecurityChecks
{
    internal const string SshPasswordLogin = "ssh-password-login";
    internal const string SshRootPassword = "ssh-root-password";
    internal const string SshEmptyPassword = "ssh-empty-password";
    internal const string AccountEmptyPassword = "account-empty-password";
    internal const string AccountPassword = "account-password";
    internal const string UnexpectedPort = "unexpected-port";
    internal const string CleartextService = "cleartext-service";
    internal const string DockerPlainTcp = "docker-plain-tcp";
    internal const string SerfUnencrypted = "serf-unencrypted";
    internal const string CephUnencrypted = "ceph-unencrypted";
    internal const string PublicPort = "public-port";
    internal const string PublicForward = "public-forward";
    internal const string CertificateExpired = "certificate-expired";
    internal const string CertificateExpiring = "certificate-expiring";
    internal const string CertificateSelfSigned = "certificate-self-signed";
    internal const string CertificateUntrusted = "certificate-untrusted";
    internal const string UpdatesPending = "updates-pending";
    internal const string UpdatesUnknown = "package-lists-stale";
    internal const string RebootRequired = "reboot-required";
    internal const string ReadableSecret = "readable-secret";
    internal const string OperatorSecret = "operator-secret";

    /// <summary>Every check, those of one subject together.</summary>
    public static IReadOnlyList<SecurityCheck> All { get; } =
    [
        new(SshPasswordLogin, DcSecuritySeverity.High, "sshd lets accounts in by password"),
        new(SshRootPassword, DcSecuritySeverity.Critical, "sshd lets root in by password"),
        new(SshEmptyPassword, DcSecuritySeverity.Critical, "sshd takes empty passwords"),
        new(AccountEmptyPassword, DcSecuritySeverity.Critical, "an account has an empty password"),
        new(AccountPassword, DcSecuritySeverity.Medium, "an account has a password"),
        new(UnexpectedPort, DcSecuritySeverity.Medium, "a port is open that the inventory does not explain"),
        new(CleartextService, DcSecuritySeverity.High, "a service talks without encryption"),
        new(DockerPlainTcp, DcSecuritySeverity.Critical, "the Docker Engine listens on TCP without client certificates"),
        new(SerfUnencrypted, DcSecuritySeverity.High, "a Serf agent gossips without a key"),
        new(CephUnencrypted, DcSecuritySeverity.Medium, "Ceph does not insist on encryption"),
        new(PublicPort, DcSecuritySeverity.High, "a node that is no load balancer serves the internet"),
        new(PublicForward, DcSecuritySeverity.High, "a port is forwarded past the load balancers"),
        new(CertificateExpired, DcSecuritySeverity.High, "a certificate is not valid any more, or not yet"),
        new(CertificateExpiring, DcSecuritySeverity.Medium, "a certificate ends soon"),
        new(CertificateSelfSigned, DcSecuritySeverity.Medium, "a certificate is signed with its own key"),
        new(CertificateUntrusted, DcSecuritySeverity.Low, "a certificate is not trusted here"),
        new(UpdatesPending, DcSecuritySeverity.High, "security updates are not installed"),
        new(UpdatesUnknown, DcSecuritySeverity.Medium, "the lists of packages are old"),
        new(RebootRequired, DcSecuritySeverity.Medium, "updates wait for a restart"),
        new(ReadableSecret, DcSecuritySeverity.High, "others may read a secret on the node"),
        new(OperatorSecret, DcSecuritySeverity.High, "others may read a secret on this machine"),
    ];

    /// <summary>The checks that names and wildcards mean.</summary>
    /// <param name="patterns">Names and wildcards, in any letter case; none for all.</param>
    /// <exception cref="DentropyException"><c>SecurityCheckNotFound</c>; <c>InvalidNodeExpression</c>: a wildcard cannot be understood.</exception>
    public static IReadOnlySet<string> Match(IReadOnlyList<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        if (patterns.Count == 0)
            return All.Select(check => check.Name).ToHashSet(StringComparer.Ordinal);
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            var parsed = NodePattern.Parse(pattern);
            var found = All.Where(check => parsed.Matches(check.Name)).Select(check => check.Name).ToList();
            if (found.Count == 0)
                throw SecurityErrors.CheckNotFound(pattern);
            chosen.UnionWith(found);
        }

        return chosen;
    }
}
