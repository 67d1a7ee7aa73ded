using System.Globalization;
using Dentropy.Certificates;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Certificates;

// Certificates in words, for people.
internal static class CertText
{
    public static IReadOnlyList<Column<DcIssuedCertificate>> IssuedColumns { get; } =
    [
        new("Name", record => record.Name),
        new("Node", record => record.Node),
        new("Issuer", record => record.Issuer),
        new("Days left", record => Number(record.DaysLeft), Right: true),
        new("Renew after", record => Time(record.RenewAfter)),
        new("Failures", record => Number(record.Failures), Right: true),
        new("Path", record => record.InstallPath),
    ];

    public static IReadOnlyList<Column<DcCertificate>> Columns { get; } =
    [
        new("Source", certificate => certificate.Source),
        new("Days left", certificate => Number(certificate.DaysLeft), Right: true),
        new("Trusted", certificate => certificate.Trusted ? "yes" : "no"),
        new("Names", certificate => string.Join(", ", certificate.Names)),
        new("Issuer", certificate => certificate.Issuer),
        new("Problems", certificate => string.Join("; ", certificate.Problems)),
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
