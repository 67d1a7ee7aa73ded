using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Provisioning.Keys.Certificates;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

internal static class KeyCertificatesCommand
{
    private static readonly Column<DcSshCertificate>[] s_columns =
    [
        new("SERIAL", one => one.Serial.ToString(CultureInfo.InvariantCulture)),
        new("KIND", one => one.Kind == DcSshCertificateKind.Host ? "host" : "user"),
        new("IDENTITY", one => one.Identity),
        new("PRINCIPALS", one => string.Join(',', one.Principals)),
        new("UNTIL", one => HostKeyView.Time(one.ValidUntil)),
        new("FINGERPRINT", one => one.Fingerprint),
    ];

    public static Command Create()
    {
        var valid = new Option<bool>("--valid") { Description = "Only those that are not over yet." };
        var command = new Verb("certificates", "The SSH certificates that were issued for this cloud.") { valid };
        command.Work = async context =>
        {
            var now = DateTimeOffset.UtcNow;
            IReadOnlyList<DcSshCertificate> shown = [.. (await new SshCertificates(context.Store.Location).ListAsync(context.Stop)).Where(one => !context.Get(valid) || one.ValidUntil > now)];
            if (context.Renderer.ForPeople)
                context.Renderer.Table(shown, s_columns);
            else
                context.Renderer.Document([.. shown.Select(SshCertificateView.Of)], CliJsonContext.Default.SshCertificateView);
            return ExitCode.Good;
        };
        return command;
    }
}
