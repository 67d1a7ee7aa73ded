using System.Management.Automation;
using Dentropy.Engine.Provisioning.Keys.Certificates;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsCommon.New, "DcSshCertificate", SupportsShouldProcess = true, DefaultParameterSetName = UserSet)]
[OutputType(typeof(DcSshCertificate))]
public sealed class NewDcSshCertificateCommand : CloudCmdlet
{
    private const string UserSet = "User";
    private const string HostSet = "Host";

    private readonly NodeCollector _nodes = new();

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = UserSet)]
    [ValidateNotNullOrEmpty]
    public string PublicKey { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = HostSet)]
    [Alias("Name", "InputObject")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string CaKey { get; set; } = "";

    [Parameter(Mandatory = true, Position = 2, ParameterSetName = UserSet)]
    [Parameter(ParameterSetName = HostSet)]
    public string[] Principal { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ValidFor { get; set; }

    [Parameter(ParameterSetName = UserSet)]
    [ValidateNotNullOrEmpty]
    public string? Identity { get; set; }

    [Parameter(ParameterSetName = UserSet)]
    public string[] SourceAddress { get; set; } = [];

    [Parameter(ParameterSetName = UserSet)]
    [ValidateNotNullOrEmpty]
    public string? ForceCommand { get; set; }

    [Parameter(ParameterSetName = HostSet)]
    [ValidateRange(1, 10_000)]
    public int ThrottleLimit { get; set; } = 16;

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _nodes.Add(Cloud, Node);
        return Task.CompletedTask;
    }

    protected override Task EndAsync(CancellationToken cancellationToken) => ParameterSetName == HostSet ? SignHostsAsync(cancellationToken) : SignUserAsync(cancellationToken);

    private async Task SignUserAsync(CancellationToken cancellationToken)
    {
        var settings = new UserCertificateSettings
        {
            CaKey = LocalPath.Full(this, CaKey),
            PublicKey = LocalPath.Full(this, PublicKey),
            Principals = Principal,
            Identity = Identity,
            SourceAddress = SourceAddress,
            ForceCommand = ForceCommand,
        };
        settings = settings with { ValidFor = ValidFor ?? settings.ValidFor };
        if (Confirm(SshCertificates.Check(settings), $"Sign for {string.Join(", ", Principal)}, valid for {settings.ValidFor}", out _))
            WriteObject(await new SshCertificates(OpenStore().Location).SignUserAsync(settings, cancellationToken));
    }

    private async Task SignHostsAsync(CancellationToken cancellationToken)
    {
        var links = Session.Current.Links();
        var settings = new HostCertificateSettings { CaKey = LocalPath.Full(this, CaKey), Principals = Principal, ThrottleLimit = ThrottleLimit };
        settings = settings with { ValidFor = ValidFor ?? settings.ValidFor };
        var chosen = (await _nodes.ResolveAsync(this, cancellationToken)).Where(node => Confirm(node.Name, $"Certify its host keys, valid for {settings.ValidFor}", out _)).ToList();
        if (chosen.Count == 0)
            return;
        await foreach (var (node, certificates, failure) in new HostCertificates(links, links).SignAsync(chosen, settings, cancellationToken))
        {
            foreach (var certificate in certificates)
                WriteObject(certificate);
            if (failure is not null)
                WriteError(failure, node.Name);
        }
    }
}
