using System.CommandLine;
using Dentropy.Certificates;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Certificates.Issue;

namespace Dentropy.Cli.Certificates;

internal static class CertListCommand
{
    public static Command Create()
    {
        var command = new Verb("list", "Lists the certificates that were issued and are renewed, as the inventory records them.");
        command.Work = async context =>
        {
            var records = new List<DcIssuedCertificate>();
            foreach (var (record, failure) in await new CertificateRecords(context.Store.Location).ReadAllAsync(context.Stop))
            {
                if (failure is not null)
                    context.Errors.Write(failure);
                else
                    records.Add(record!);
            }

            Show(context, records);
            return ExitCode.Good;
        };
        return command;
    }

    public static void Show(CommandContext context, IReadOnlyList<DcIssuedCertificate> records)
    {
        if (context.Renderer.ForPeople)
            context.Renderer.Table(records, CertText.IssuedColumns);
        else
            context.Renderer.Document([.. records.Select(IssuedCertificateView.Of)], CliJsonContext.Default.IssuedCertificateView);
    }
}
