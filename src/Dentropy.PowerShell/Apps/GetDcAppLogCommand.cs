using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet(VerbsCommon.Get, "DcAppLog")]
[OutputType(typeof(DcAppLogLine))]
public sealed class GetDcAppLogCommand : CloudCmdlet
{
    private readonly AppTargets _apps = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "App")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AppNameCompleter))]
    public DcAppReference[] Name { get; set; } = [];

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Service { get; set; } = [];

    [Parameter]
    public SwitchParameter Follow { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    [Parameter]
    [PastTimeTransformation]
    public DateTimeOffset? Since { get; set; }

    [Parameter]
    [PastTimeTransformation]
    public DateTimeOffset? Until { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _apps.Add(Cloud, Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var apps = await _apps.ResolveAsync(this, Node, cancellationToken);
        var query = new AppLogQuery { Follow = Follow, Tail = Tail, Since = Since, Until = Until, Services = Service };
        await foreach (var (match, line, failure) in new AppLogs(Session.Current.Docker()).ReadAsync(apps, query, cancellationToken))
        {
            if (failure is not null)
                WriteError(failure, match.Name);
            else
                WriteObject(line);
        }
    }
}
