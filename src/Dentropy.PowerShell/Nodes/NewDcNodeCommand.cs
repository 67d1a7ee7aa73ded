using System.Collections;
using System.Management.Automation;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Nodes;

[Cmdlet(VerbsCommon.New, "DcNode", DefaultParameterSetName = Plain, SupportsShouldProcess = true)]
[OutputType(typeof(DcNode))]
public sealed class NewDcNodeCommand : CloudCmdlet
{
    private const string Plain = "Plain";
    private const string ByTrustHostKey = "TrustHostKey";
    private const string ByAcceptNewHostKey = "AcceptNewHostKey";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

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

    [Parameter(ValueFromPipelineByPropertyName = true), ArgumentCompleter(typeof(NodeFieldCompleter))]
    [Alias("Tags")]
    public string[]? Tag { get; set; }

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

    [Parameter(ParameterSetName = ByTrustHostKey, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? TrustHostKey { get; set; }

    [Parameter(ParameterSetName = ByAcceptNewHostKey, Mandatory = true)]
    public SwitchParameter AcceptNewHostKey { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken) => AttemptAsync(Name, async () =>
    {
        var store = OpenStore();
        var bare = new DcNode { Name = Name.Trim(), Cloud = store.Location };
        var node = NodeRules.Normalize(NodeFields.Apply(this, bare, MyInvocation.BoundParameters!));
        NodeRules.Validate(node);

        // Asked before the operator is, and for -WhatIf too: what cannot be done is not offered. The store looks again when it writes.
        if (await store.FindAsync(node.Name, cancellationToken) is { } present)
            throw NodeErrors.Exists(store, node.Name, present.Name);
        var trust = new HostTrust(TrustHostKey, AcceptNewHostKey);
        if (Confirm(node.Name, $"Add to {store.Location}" + (trust.IsAsked ? $"; {trust}" : ""), out var planned))
        {
            await trust.ApplyAsync(this, node, cancellationToken);
            WriteObject(await store.AddAsync(node, cancellationToken));
        }
        else if (planned && PassThru)
        {
            WriteObject(node);
        }
    });
}
