using System.Management.Automation;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Keys;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Cluster.Serf;

[Cmdlet(VerbsCommon.New, "DcSerfKey", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(DcSerfKeyFile), typeof(string))]
public sealed class NewDcSerfKeyCommand : AsyncCmdlet
{
    private const string PathSet = "Path";
    private const string TextSet = "Text";

    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    [Parameter(ParameterSetName = TextSet, Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        if (ParameterSetName == TextSet)
        {
            WriteObject(SerfKeyFile.CreateText());
            return Task.CompletedTask;
        }

        var path = LocalPath.Full(this, Path);
        var go = false;
        CallHost(() => go = ShouldProcess(path, "Write a new key"));
        if (go)
            WriteObject(SerfKeyFile.Create(path));
        return Task.CompletedTask;
    }
}
