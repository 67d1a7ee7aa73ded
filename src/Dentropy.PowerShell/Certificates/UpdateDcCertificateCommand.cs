using System.Management.Automation;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Certificates;

[Cmdlet(VerbsData.Update, "DcCertificate", SupportsShouldProcess = true)]
[OutputType(typeof(DcIssuedCertificate))]
public sealed class UpdateDcCertificateCommand : CloudCmdlet
{
    private readonly List<string> _names = [];

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _names.AddRange(Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        // An empty pipeline means none, and not all.
        if (_names.Count == 0 && MyInvocation.ExpectingInput)
            return;
        var store = OpenStore();
        var renewal = new CertificateRenewal(store, new CertificateIssuing(store, Session.Current.Links()));
        var due = new List<DcIssuedCertificate>();
        foreach (var (record, failure) in await renewal.SelectAsync(_names, cancellationToken))
        {
            if (failure is not null)
                WriteError(failure);
            else if (!Force && !renewal.IsDue(record!))
                WriteVerbose($"{record!.Name} has {record.DaysLeft} days left and is renewed from {record.RenewAfter.ToLocalTime():yyyy-MM-dd HH:mm} on.");
            else if (Confirm($"{record!.Name} on {record.Node}", $"Renew by {record.Issuer}", out _))
                due.Add(record);
        }

        await foreach (var (record, failure) in renewal.RenewAsync(due, cancellationToken))
        {
            if (failure is not null)
            {
                WriteError(failure);
                continue;
            }

            foreach (var note in record!.Notes)
                WriteWarning(note);
            WriteObject(record);
        }
    }
}
