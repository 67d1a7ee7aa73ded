using System.Management.Automation;
using Dentropy.Engine.Provisioning.Keys.Certificates;
using Dentropy.PowerShell.Common;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsCommon.Get, "DcSshCertificate")]
[OutputType(typeof(DcSshCertificate))]
public sealed class GetDcSshCertificateCommand : CloudCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Identity { get; set; } = [];

    [Parameter]
    public SwitchParameter Valid { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var patterns = Identity.Select(text => new WildcardPattern(text, WildcardOptions.IgnoreCase)).ToList();
        foreach (var one in await new SshCertificates(OpenStore().Location).ListAsync(cancellationToken))
        {
            if ((patterns.Count == 0 || patterns.Exists(pattern => pattern.IsMatch(one.Identity))) && (!Valid || one.ValidUntil > DateTimeOffset.UtcNow))
                WriteObject(one);
        }
    }
}
