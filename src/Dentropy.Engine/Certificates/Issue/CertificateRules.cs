using System.Net;
using Dentropy.Engine.Certificates.Acme;
using Dentropy.Engine.Certificates.Issuers;
using Dentropy.Engine.Dns.Records;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>Looks at what is wanted before anybody is asked.</summary>
internal static class CertificateRules
{
    /// <summary>The settings in their one spelling.</summary>
    /// <exception cref="DentropyException"><c>InvalidCertificateRequest</c>, <c>InvalidDnsName</c>.</exception>
    public static CertificateSettings Checked(CertificateSettings settings, CertificateIssuer issuer)
    {
        if (settings.Names.Count is 0 or > 100)
            throw CertificateErrors.Invalid(settings.Names.FirstOrDefault() ?? "", "it needs 1 to 100 names");
        var names = settings.Names.Select(NameOf).Distinct(StringComparer.Ordinal).ToList();
        var challenge = ChallengeOf(settings, issuer);
        var algorithm = (settings.KeyAlgorithm ?? CertificateSettings.KeyAlgorithms[0]).ToLowerInvariant();
        if (!CertificateSettings.KeyAlgorithms.Contains(algorithm, StringComparer.Ordinal))
            throw CertificateErrors.Invalid(names[0], $"there is no kind of key '{Inventory.Shown.Text(algorithm)}'; there are {string.Join(", ", CertificateSettings.KeyAlgorithms)}");
        if (settings is { WebRoot: not null, StandalonePort: not null })
            throw CertificateErrors.Invalid(names[0], "the web root of a node and this machine's own port exclude each other");
        if (challenge == ChallengeNames.Http && settings is { WebRoot: null, StandalonePort: null })
            throw CertificateErrors.Invalid(names[0], $"{issuer.Name} proves names by http-01, which needs the web root of the node's web server (-WebRoot), or this machine's own port (-Standalone)");
        if (challenge == ChallengeNames.Http && names.Find(name => name.StartsWith('*')) is { } wildcard)
            throw CertificateErrors.Invalid(wildcard, "names with a wildcard are proved by dns-01 only; leave the web root out");
        if (challenge == ChallengeNames.Dns && names.Find(name => IPAddress.TryParse(name, out _)) is { } address)
            throw CertificateErrors.Invalid(address, "addresses are proved by http-01 only; give a web root, or this machine's own port");
        if (settings.StandalonePort is < 1 or > 65535)
            throw CertificateErrors.Invalid(names[0], "a port is a number from 1 to 65535");
        return settings with
        {
            Names = names,
            KeyAlgorithm = algorithm,
            InstallPath = Folder(names[0], settings.InstallPath, "the folder to install to"),
            WebRoot = settings.WebRoot is { } root ? Folder(names[0], root, "the web root") : null,
            ReloadCommand = string.IsNullOrWhiteSpace(settings.ReloadCommand) ? null : settings.ReloadCommand.Trim(),
        };
    }

    /// <summary>How the names are proved: by http-01 where a way for it is given, else as the issuer says.</summary>
    public static string ChallengeOf(CertificateSettings settings, CertificateIssuer issuer) =>
        settings.WebRoot is not null || settings.StandalonePort is not null ? ChallengeNames.Http : issuer.Challenge;

    /// <summary>A name as the protocol has it.</summary>
    public static AcmeIdentifier Identifier(string name) => new(IPAddress.TryParse(name, out _) ? "ip" : "dns", name);

    private static string NameOf(string text) => IPAddress.TryParse(text.Trim(), out var address) ? address.ToString() : DnsNames.Parse(text);

    private static string Folder(string name, string path, string what)
    {
        var bare = path.Trim();
        if (!bare.StartsWith('/') || bare.TrimEnd('/').Length == 0 || bare.Any(char.IsControl) || bare.Split('/').Contains("..", StringComparer.Ordinal))
            throw CertificateErrors.Invalid(name, $"{what}, '{Inventory.Shown.Text(path)}', is no absolute path below / on the node");
        return bare.TrimEnd('/');
    }
}
