using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Places;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Dns;

// A cmdlet that changes records: all that the pipeline brings is worked out and checked first, then asked for one by one, then done together.
public abstract class DnsChangeCmdlet : CloudCmdlet
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected async Task ChangeAsync(IReadOnlyList<DcDnsChange> changes, Func<IReadOnlyList<DcDnsChange>, IAsyncEnumerable<DnsOutcome>> apply)
    {
        var wanted = new List<DcDnsChange>();
        foreach (var change in changes)
        {
            if (change.Action == DcDnsAction.None)
            {
                WriteVerbose($"{DnsFront.Target(change)} is as it is to be.");
                wanted.Add(change);
            }
            else if (Confirm(DnsFront.Target(change), DnsFront.Action(change), out var planned))
            {
                wanted.Add(change);
            }
            else if (planned && PassThru)
            {
                WriteObject(change);
            }
        }

        // With -WhatIf only those are left that are as they are to be, and nothing is written for them.
        await foreach (var outcome in apply(wanted))
        {
            if (outcome.Failure is { } failure)
                WriteError(failure, outcome.Change.Name);
            else if (PassThru)
                WriteObject(outcome.Change);
        }
    }
}
