using System.Collections;
using System.Management.Automation;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsCommon.Set, "DcNode", DefaultParameterSetName = Plain, SupportsShouldProcess = true)]
[OutputType(typeof(DcNode))]
public sealed class SetDcNodeCommand : CloudCmdlet
{
    private const string Plain = "Plain";
    private const string ByTrustHostKey = "TrustHostKey";
    private const string ByAcceptNewHostKey = "AcceptNewHostKey";

    private HashSet<string> _typed = [];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "Node")]
    [SupportsWildcards, ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Name { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Address { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNull]
    public int? Port { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? User { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? IdentityFile { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? ProxyJump { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DockerHost { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? DockerCertPath { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    [Alias("Roles")]
    public string[]? Role { get; set; }

    [Parameter, ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[]? AddRole { get; set; }

    [Parameter, ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[]? RemoveRole { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    [Alias("Tags")]
    public string[]? Tag { get; set; }

    [Parameter, ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[]? AddTag { get; set; }

    [Parameter, ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string[]? RemoveTag { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? Hardware { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? Architecture { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? Switch { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? Power { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    public string? Site { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [MetadataTransformation, ArgumentCompleter(typeof(NodeFieldCompleter))]
    public IDictionary? Metadata { get; set; }

    [Parameter(ParameterSetName = ByTrustHostKey, Mandatory = true)]
    public string? TrustHostKey { get; set; }

    [Parameter(ParameterSetName = ByAcceptNewHostKey, Mandatory = true)]
    public SwitchParameter AcceptNewHostKey { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        _typed = [.. MyInvocation.BoundParameters.Keys];
        return Task.CompletedTask;
    }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        // A node that comes down the pipeline has properties of the parameters' names. They are what it is, not what is asked for.
        var bound = MyInvocation.BoundParameters.Where(entry => Name.All(reference => reference.Node is null) || _typed.Contains(entry.Key));
        var asked = new Dictionary<string, object?>(bound!, StringComparer.Ordinal);
        foreach (var node in await ResolveAsync(Cloud, Name, cancellationToken))
            await AttemptAsync(node.Name, () => ChangeAsync(node, asked, cancellationToken));
    }

    private async Task ChangeAsync(DcNode node, IReadOnlyDictionary<string, object?> asked, CancellationToken cancellationToken)
    {
        var wanted = NodeRules.Normalize(NodeFields.Apply(this, node, asked));
        NodeRules.Validate(wanted);
        var changes = NodeFields.Changes(node, wanted);
        var trust = new HostTrust(TrustHostKey, AcceptNewHostKey);
        if (changes.Count == 0 && !trust.IsAsked)
        {
            WriteVerbose($"Node '{node.Name}' is as it was asked for already; nothing was written.");
        }
        else if (Confirm(node.Name, "Set " + string.Join("; ", trust.IsAsked ? [.. changes, trust.ToString()] : changes), out var planned))
        {
            await trust.ApplyAsync(this, wanted, cancellationToken);
            if (changes.Count > 0)
                wanted = await OpenStore(node).ReplaceAsync(wanted, cancellationToken);
        }
        else if (!planned)
        {
            return;
        }

        if (PassThru)
            WriteObject(wanted);
    }
}
