using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates;

/// <summary>What can go wrong with certificates on this side, worded in one place.</summary>
internal static class CertificateErrors
{
    public static DentropyException FileNotFound(string path) => new(
        "CertificateFileNotFound",
        DentropyErrorCategory.ObjectNotFound,
        path,
        $"There is no file {Shown.Text(path)}. Check the path.");

    public static DentropyException Unreadable(string path, string why, Exception? cause = null) => new(
        "CertificateUnreadable",
        DentropyErrorCategory.InvalidData,
        path,
        $"{Shown.Text(path)} holds no certificate that can be read: {why.TrimEnd('.')}. PEM, DER and PKCS #12 without a password can be read.",
        cause);

    public static DentropyException Unreachable(string source, string why, Exception? cause = null) => new(
        "CertificateEndpointUnreachable",
        DentropyErrorCategory.ConnectionError,
        source,
        $"{Shown.Text(source)} cannot be asked for its certificate: {why.TrimEnd('.')}. Check the address, the port and the service.",
        cause);

    public static DentropyException TimedOut(string source, TimeSpan limit, Exception? cause) => new(
        "CertificateEndpointTimeout",
        DentropyErrorCategory.OperationTimeout,
        source,
        string.Create(CultureInfo.InvariantCulture, $"{Shown.Text(source)} did not show a certificate within {limit.TotalSeconds:0} seconds. Check the address, the port and the service."),
        cause);

    public static DentropyException NoTls(string source, string why, Exception? cause) => new(
        "CertificateEndpointNoTls",
        DentropyErrorCategory.InvalidResult,
        source,
        $"{Shown.Text(source)} does not speak TLS as it should: {why.TrimEnd('.')}. Check that the port is the one with TLS.",
        cause);

    public static DentropyException InvalidEndpoint(string text) => new(
        "InvalidCertificateEndpoint",
        DentropyErrorCategory.InvalidArgument,
        text,
        $"'{Shown.Text(text)}' is not an endpoint. Give https://host, https://host:port or tls://host:port.");

    public static DentropyException NothingServed(string app, string node) => new(
        "AppHasNoTls",
        DentropyErrorCategory.ObjectNotFound,
        app,
        $"App {Shown.Text(app)} on node {node} has no route with a host name, and no TCP port of it is open on the node, so there is no certificate to look at. Give its address, such as https://{node}:8443.");

    public static DentropyException Invalid(string target, string problem) => new(
        "InvalidCertificateRequest",
        DentropyErrorCategory.InvalidArgument,
        target,
        $"A certificate for {Shown.Text(target)} cannot be asked for: {problem.TrimEnd('.')}. Nothing was sent.");

    public static DentropyException IssuerNotFound(string issuer, IReadOnlyList<string> known) => new(
        "CertificateIssuerNotFound",
        DentropyErrorCategory.ObjectNotFound,
        issuer,
        $"There is no issuer '{Shown.Text(issuer)}' in {CloudFile.Name}. "
            + (known.Count > 0 ? $"There are {string.Join(", ", known)}." : "Write one below certificates: issuers:, e.g. 'home-ca: { directory: https://ca.home.lan/acme/acme/directory, caFile: roots.pem }'; see about_Dentropy_Certificates."));

    public static DentropyException NotRecorded(string name, IReadOnlyList<string> near) => new(
        "CertificateNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"The inventory has no certificate {Shown.Text(name)}. " + (near.Count > 0 ? $"Did you mean {string.Join(", ", near)}?" : "See which there are with Get-DcCertificate -Issued."));

    public static DentropyException RecordInvalid(string path, int line, string problem) => new(
        "CertificateFileInvalid",
        DentropyErrorCategory.InvalidData,
        path,
        $"{Path.GetFileName(path)} line {line}: {problem}. Correct {path}; nothing was done.");

    public static DentropyException ReloadFailed(string name, string node, string said, bool back) => new(
        "CertificateReloadFailed",
        DentropyErrorCategory.InvalidResult,
        name,
        $"The new certificate for {name} was issued, but the reload command failed on node {node} ({said.TrimEnd('.')}). "
            + (back ? "The files from before are in place again, and the command was run once more for them." : "It was taken away again, since there was none before.")
            + " Mend what the command complains about, then try again.");

    public static DentropyException InstallFailed(string path, string node, string why, Exception? cause = null) => new(
        "CertificateInstallFailed",
        DentropyErrorCategory.WriteError,
        path,
        $"The certificate could not be installed below {Shown.Text(path)} on node {node}: {why.TrimEnd('.')}. What was there before is as it was. Check the folder, the account's rights (-Sudo) and the free space.",
        cause);

    public static DentropyException RenewalFailed(string name, string node, int failures, int daysLeft, DentropyException cause) => new(
        "CertificateRenewalFailed",
        cause.Category,
        name,
        $"The certificate for {name} on node {node} could not be renewed, {Times(failures)}. The old one is still in place and "
            + (daysLeft < 0 ? string.Create(CultureInfo.InvariantCulture, $"ended {-daysLeft} days ago") : daysLeft == 0 ? "ends today" : string.Create(CultureInfo.InvariantCulture, $"has {daysLeft} {(daysLeft == 1 ? "day" : "days")} left"))
            + $". {cause.Message}",
        cause);

    private static string Times(int failures) => failures == 1 ? "for the first time" : string.Create(CultureInfo.InvariantCulture, $"{failures} times in a row now");
}
