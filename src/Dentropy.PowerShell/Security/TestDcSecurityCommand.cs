using System.Management.Automation;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Security;

namespace Dentropy.PowerShell.Security;

[Cmdlet(VerbsDiagnostic.Test, "DcSecurity")]
[OutputType(typeof(DcSecurityFinding))]
public sealed class TestDcSecurityCommand : CloudCmdlet
{
    private readonly NodeCollector _nodes = new();

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecurityCheckCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    [Parameter]
    public DcSecuritySeverity MinimumSeverity { get; set; } = DcSecuritySeverity.Information;

    [Parameter]
    [ValidateRange(0, 3650)]
    public int ListAgeDays { get; set; } = 7;

    [Parameter]
    [ValidateRange(0, 3650)]
    public int CertificateDays { get; set; } = 21;

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    [Parameter]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 32;

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = new SecurityAuditSettings
        {
            Checks = Check, MinimumSeverity = MinimumSeverity, ThrottleLimit = ThrottleLimit, Timeout = Timeout, ListAge = TimeSpan.FromDays(ListAgeDays), CertificateTime = TimeSpan.FromDays(CertificateDays),
        };
        // A pipeline that brought no node asked for none.
        var named = MyInvocation.BoundParameters.ContainsKey(nameof(Node)) || MyInvocation.ExpectingInput;
        var nodes = named ? await _nodes.ResolveAsync(this, cancellationToken) : (await SelectAsync(OpenStore(), new NodeQuery(), cancellationToken)).Nodes;
        using var progress = new ClusterProgress(this, "Looking for what is open", nodes.Count);
        foreach (var cloud in nodes.GroupBy(node => node.Cloud, StringComparer.Ordinal))
        {
            await foreach (var report in new SecurityAudit(OpenStore(cloud.Key), Session.Current.Links()).RunAsync([.. cloud], settings, progress, cancellationToken))
            {
                foreach (var finding in report.Findings)
                    WriteObject(finding);
                if (report.Failure is { } failure)
                    WriteError(failure, report.Node);
                else
                    WriteVerbose($"{report.Node} was looked at; findings: {report.Findings.Count}.");
            }
        }
    }
}
