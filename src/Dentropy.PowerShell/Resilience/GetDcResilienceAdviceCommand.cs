using System.Management.Automation;
using Dentropy.Engine.Resilience;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Resilience;

namespace Dentropy.PowerShell.Resilience;

[Cmdlet(VerbsCommon.Get, "DcResilienceAdvice")]
[OutputType(typeof(DcResilienceAdvice))]
public sealed class GetDcResilienceAdviceCommand : CloudCmdlet
{
    private static readonly AdviceQuery s_usual = new();

    [Parameter(Position = 0)]
    [ValidateRange(1, 3)]
    public int Level { get; set; } = s_usual.Level;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ResilienceCompleter))]
    public string[] Service { get; set; } = [];

    [Parameter]
    public DcPartKind[] Kind { get; set; } = [];

    [Parameter]
    [ValidateRange(1, 100)]
    public int Count { get; set; } = s_usual.Count;

    [Parameter]
    public SwitchParameter Observe { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var engine = await ResilienceFront.OpenAsync(this, Observe, WriteWarning, cancellationToken);
        var query = new AdviceQuery { Level = Level, Services = ResilienceQuestions.Services(engine.Model, Service), Kinds = Kind, Count = Count };
        foreach (var advice in engine.Advise(query, cancellationToken))
            WriteObject(advice);
    }
}
