using Dentropy.Certificates;

namespace Dentropy.Engine.Certificates.Inspection;

/// <summary>What came of looking at one place: a certificate, or why there is none.</summary>
/// <param name="Certificate">The certificate; null where it could not be looked at.</param>
/// <param name="Failure">Why not; null where it could.</param>
/// <param name="Target">What was asked for.</param>
public sealed record CertificateListing(DcCertificate? Certificate, DentropyException? Failure, string Target);
