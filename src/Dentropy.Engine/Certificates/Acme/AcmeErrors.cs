using System.Globalization;
using Dentropy.Engine.Certificates.Issuers;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Acme;

/// <summary>What can go wrong with an authority, worded in one place.</summary>
internal static class AcmeErrors
{
    /// <summary>The authority refused a request.</summary>
    public static DentropyException Refused(CertificateIssuer issuer, string what, AcmeProblem problem, TimeSpan? pause) => new(
        problem.Type == "rateLimited" ? "CertificateRateLimited" : "CertificateRequestRefused",
        problem.Type == "rateLimited" ? DentropyErrorCategory.ResourceBusy : DentropyErrorCategory.InvalidResult,
        issuer.Name,
        $"{issuer.Name} refused {what}: {problem.Words()}. "
            + (pause is { } time ? string.Create(CultureInfo.InvariantCulture, $"It asks to wait {time.TotalSeconds:0} seconds. ") : "")
            + "No certificate was issued, and what was there before is as it was.");

    /// <summary>The authority did not find the proof for a name.</summary>
    public static DentropyException ValidationFailed(CertificateIssuer issuer, string name, string challenge, AcmeProblem problem) => new(
        "CertificateValidationFailed",
        DentropyErrorCategory.InvalidResult,
        name,
        $"{issuer.Name} could not validate {Shown.Text(name)} by {challenge}: {problem.Words()}. {WayOut(challenge)} No certificate was issued, and what was there before is as it was.");

    public static DentropyException NoChallenge(CertificateIssuer issuer, string name, string challenge, IEnumerable<string> offered) => new(
        "CertificateChallengeUnavailable",
        DentropyErrorCategory.NotImplemented,
        name,
        $"{issuer.Name} does not offer {challenge} for {Shown.Text(name)}, only {string.Join(", ", offered.Select(Shown.Text))}. Choose another challenge; no certificate was issued.");

    public static DentropyException Terms(CertificateIssuer issuer, string terms) => new(
        "CertificateTermsNotAgreed",
        DentropyErrorCategory.PermissionDenied,
        issuer.Name,
        $"{issuer.Name} has terms of service: {Shown.Text(terms)}. Read them, and where you agree write 'agreeTerms: true' for {issuer.Name} in {CloudFile.Name}. No account was made.");

    public static DentropyException BadAnswer(CertificateIssuer issuer, string what) => new(
        "CertificateAuthorityBroken",
        DentropyErrorCategory.InvalidResult,
        issuer.Name,
        $"{issuer.Name} does not answer as RFC 8555 says: {what}. Check that its directory is {issuer.Directory}.");

    public static DentropyException TookTooLong(CertificateIssuer issuer, string what, TimeSpan limit) => new(
        "CertificateAuthorityTimeout",
        DentropyErrorCategory.OperationTimeout,
        issuer.Name,
        string.Create(CultureInfo.InvariantCulture, $"{issuer.Name} did not finish {what} within {limit.TotalMinutes:0} minutes. No certificate was issued; try again later."));

    public static DentropyException EabKey(CertificateIssuer issuer) => new(
        "SecretUnavailable",
        DentropyErrorCategory.InvalidData,
        issuer.Name,
        $"The key of the external account of {issuer.Name} is not in base64url, as authorities hand it out. Nothing was sent; check what {issuer.EabKey} leads to.");

    private static string WayOut(string challenge) => challenge == ChallengeNames.Dns
        ? "Check that the zone's public servers answer the _acme-challenge record."
        : "Check that http://NAME/.well-known/acme-challenge/ leads to where the token was put, on port 80.";
}
