using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Dentropy.Engine.Certificates.Inspection;

/// <summary>Whether a certificate is trusted, and why not, in words.</summary>
/// <param name="Chain">Subjects from the certificate to the last that is known.</param>
/// <param name="Problems">What is wrong; none where it is trusted.</param>
internal sealed record CertificateTrust(IReadOnlyList<string> Chain, IReadOnlyList<string> Problems)
{
    private const X509ChainStatusFlags Path = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
    private const X509ChainStatusFlags Times = X509ChainStatusFlags.NotTimeValid;

    /// <summary>Judges a certificate.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="others">What came with it.</param>
    /// <param name="roots">Authorities to trust beside those of the machine.</param>
    /// <param name="name">Name or address that it was asked for; null for any.</param>
    /// <param name="now">The time to judge by.</param>
    public static CertificateTrust Judge(X509Certificate2 leaf, X509Certificate2Collection others, X509Certificate2Collection roots, string? name, DateTimeOffset now)
    {
        using var own = Build(leaf, others, roots, now, X509ChainTrustMode.CustomRootTrust);
        using var machine = Build(leaf, others, roots, now, X509ChainTrustMode.System);
        var chain = roots.Count > 0 && (Flags(own) & Path) == X509ChainStatusFlags.NoError ? own : machine;
        var problems = new List<string>();
        Time(leaf, now, problems);
        foreach (var above in chain.ChainElements.Skip(1))
            Time(above.Certificate, now, problems);
        if (name is not null && !Matches(leaf, name))
            problems.Add($"name mismatch: it is not for {name}");
        Authority(chain, leaf, problems);
        if (Flags(chain) is var rest && (rest & ~(Path | Times)) != X509ChainStatusFlags.NoError)
            problems.AddRange(chain.ChainStatus.Where(status => (status.Status & (Path | Times)) == X509ChainStatusFlags.NoError).Select(status => status.StatusInformation.Trim().TrimEnd('.')).Distinct(StringComparer.Ordinal));
        return new CertificateTrust([.. chain.ChainElements.Select(element => element.Certificate.Subject)], problems);
    }

    /// <summary>Whether a certificate is for a name or an address.</summary>
    public static bool Matches(X509Certificate2 leaf, string name) =>
        name.StartsWith('*') ? CertificateFacts.NamesOf(leaf).Contains(name, StringComparer.OrdinalIgnoreCase)
        : IPAddress.TryParse(name, out var address) ? CertificateFacts.NamesOf(leaf).Any(one => IPAddress.TryParse(one, out var other) && other.Equals(address))
        : leaf.MatchesHostname(name, allowWildcards: true, allowCommonName: false);

    private static void Time(X509Certificate2 certificate, DateTimeOffset now, List<string> problems)
    {
        if (now > CertificateFacts.End(certificate))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"expired: {certificate.Subject} ended {CertificateFacts.End(certificate):yyyy-MM-dd HH:mm} UTC"));
        else if (now < CertificateFacts.Begin(certificate))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"not valid yet: {certificate.Subject} begins {CertificateFacts.Begin(certificate):yyyy-MM-dd HH:mm} UTC; is this machine's clock right?"));
    }

    // An authority that publishes where its own certificate is (RFC 5280, 4.2.2.1) has one above it that the server should have sent.
    private static void Authority(X509Chain chain, X509Certificate2 leaf, List<string> problems)
    {
        var top = chain.ChainElements.Count > 0 ? chain.ChainElements[^1].Certificate : leaf;
        if ((Flags(chain) & Path) == X509ChainStatusFlags.NoError)
            return;
        if (CertificateFacts.IsSelfSigned(top))
            problems.Add(chain.ChainElements.Count < 2 ? "unknown authority: it is signed with its own key" : $"unknown authority: {top.Subject} is not trusted here");
        else if (top.Extensions.OfType<X509AuthorityInformationAccessExtension>().Any(access => access.EnumerateCAIssuersUris().Any()))
            problems.Add($"missing intermediate: the certificate of {top.Issuer} did not come with it");
        else
            problems.Add($"unknown authority: {top.Issuer} is not known here");
    }

    private static X509ChainStatusFlags Flags(X509Chain chain) => chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);

    private static X509Chain Build(X509Certificate2 leaf, X509Certificate2Collection others, X509Certificate2Collection roots, DateTimeOffset now, X509ChainTrustMode mode)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = mode;
        if (mode == X509ChainTrustMode.CustomRootTrust)
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Looking at a certificate asks nobody else; a browser would fetch what is missing, and others would not.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.Build(leaf);
        return chain;
    }
}
