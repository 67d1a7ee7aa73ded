using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsCommon.Get, "DcPublicAddress")]
[OutputType(typeof(DcPublicAddress))]
public sealed class GetDcPublicAddressCommand : CloudCmdlet
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public DcAddressFamily[] Family { get; set; } = [];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var addresses = new PublicAddresses(OpenStore(), Session.Current.Links());
        foreach (var outcome in await addresses.FindAsync(Family, cancellationToken))
        {
            foreach (var other in outcome.Address?.Disagreed ?? [])
                WriteVerbose($"Does not agree: {other}");
            if (outcome.Failure is { } failure)
                WriteError(failure, outcome.Family);
            else
                WriteObject(outcome.Address);
        }
    }
}
