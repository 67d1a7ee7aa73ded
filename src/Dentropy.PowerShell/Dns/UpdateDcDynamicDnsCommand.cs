using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Engine.Dns.Places;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsData.Update, "DcDynamicDns", SupportsShouldProcess = true)]
[OutputType(typeof(DcDnsChange))]
public sealed class UpdateDcDynamicDnsCommand : CloudCmdlet
{
    [Parameter]
    public SwitchParameter Force { get; set; }

    // A dry run leaves what is remembered alone too, also where there is nothing to ask about.
    private bool IsDry => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var asked)
        ? LanguagePrimitives.IsTrue(asked)
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var (store, links) = (OpenStore(), Session.Current.Links());
        await using var places = new DnsPlaces(store, links);
        using var run = await new DynamicDns(store, links, places).PlanAsync(new DynamicDnsOptions { Force = Force }, cancellationToken);
        foreach (var remark in run.Remarks)
            WriteVerbose(remark);
        foreach (var failure in run.Failures)
            WriteError(failure);
        var wanted = run.Changes.Where(change => Confirm($"{change.Name} {change.Type} at {change.Place}", Describe(change), out _)).ToList();
        if (IsDry)
            return;
        await foreach (var outcome in run.ApplyAsync(wanted, cancellationToken))
        {
            if (outcome.Failure is { } failure)
                WriteError(failure);
            else
                WriteObject(outcome.Change);
        }

        WriteVerbose($"{run.Records} records follow the public address; {run.Changes.Count} had to change.");
    }

    private static string Describe(DcDnsChange change) => change.Action == DcDnsAction.Create
        ? $"Create with {Values(change.After)}"
        : $"Change from {Values(change.Before)} to {Values(change.After)}";

    private static string Values(IEnumerable<DcDnsRecord> records) => string.Join(", ", records.Select(record => record.Value));
}
