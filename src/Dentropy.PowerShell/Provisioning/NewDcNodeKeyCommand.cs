using System.Management.Automation;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.PowerShell.Common;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsCommon.New, "DcNodeKey", SupportsShouldProcess = true)]
[OutputType(typeof(DcKeyFile))]
public sealed class NewDcNodeKeyCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Comment { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var path = LocalPath.Full(this, Path);
        var go = false;
        CallHost(() => go = ShouldProcess(path, "Make a new key"));
        if (go)
            WriteObject(await KeyFiles.CreateAsync(path, Comment ?? $"{Environment.UserName}@{Environment.MachineName}", cancellationToken));
    }
}
