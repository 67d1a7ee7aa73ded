using System.Management.Automation;
using Dentropy.Engine.Provisioning.Profiles;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Provisioning;

namespace Dentropy.PowerShell.Provisioning;

[Cmdlet(VerbsCommon.Get, "DcProfile")]
[OutputType(typeof(DcProfile))]
public sealed class GetDcProfileCommand : CloudCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string[] Name { get; set; } = ["*"];

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var folder = new ProfileFolder(OpenStore().Location);
        var all = await folder.ListAsync(cancellationToken);
        foreach (var name in Name)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            var found = all.Where(profile => pattern.IsMatch(profile.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(folder.NotFound(name), name);
            foreach (var profile in found)
            {
                WriteObject(profile);
                if (profile.Failure is { } failure)
                    WriteError(failure, profile.Path ?? profile.Name);
            }
        }
    }
}
