using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dentropy.Engine.Tests.Certificates;

/// <summary>Certificates that a test makes.</summary>
internal static class Made
{
    public static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    public static X509Certificate2 Root(string name = "CN=home root") => Sign(name, issuer: null, authority: true);

    public static X509Certificate2 Intermediate(X509Certificate2 root, string name = "CN=home intermediate") => Sign(name, root, authority: true);

    public static X509Certificate2 Leaf(X509Certificate2? issuer, string[] names, int days = 90, int begins = -1, string? issuersAddress = null) =>
        Sign("CN=" + names[0], issuer, authority: false, names, days, begins, issuersAddress);

    private static X509Certificate2 Sign(string subject, X509Certificate2? issuer, bool authority, string[]? names = null, int days = 3650, int begins = -100, string? issuersAddress = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        if (names is not null)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (var name in names)
            {
                if (IPAddress.TryParse(name, out var address))
                    alternatives.AddIpAddress(address);
                else
                    alternatives.AddDnsName(name);
            }

            request.CertificateExtensions.Add(alternatives.Build());
        }

        if (issuersAddress is not null)
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([], [issuersAddress]));
        var (from, to) = (Now.AddDays(begins), Now.AddDays(days));
        if (issuer is null)
            return request.CreateSelfSigned(from, to);
        using var signed = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(12));
        return signed.CopyWithPrivateKey(key);
    }
}
