using System.Management.Automation;
using Dentropy.Engine.Resilience;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Resilience;

namespace Dentropy.PowerShell.Resilience;

[Cmdlet(VerbsDiagnostic.Test, "DcResilience", DefaultParameterSetName = LevelSet)]
[OutputType(typeof(DcResilienceResult))]
public sealed class TestDcResilienceCommand : CloudCmdlet
{
    private const string LevelSet = "Level";
    private const string ThirdSet = "Third";
    private const string OsdSet = "Osd";

    [Parameter(ParameterSetName = LevelSet, Position = 0)]
    [ValidateRange(1, 3)]
    public int Level { get; set; } = 1;

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ResilienceCompleter))]
    public string[] Service { get; set; } = [];

    [Parameter(ParameterSetName = LevelSet)]
    public DcPartKind[] Kind { get; set; } = [];

    [Parameter(ParameterSetName = LevelSet)]
    public SwitchParameter NotSurvived { get; set; }

    [Parameter(ParameterSetName = LevelSet)]
    public SwitchParameter Minimal { get; set; }

    [Parameter(ParameterSetName = ThirdSet, Mandatory = true)]
    public SwitchParameter Third { get; set; }

    [Parameter(ParameterSetName = OsdSet, Mandatory = true)]
    [ValidateRange(1, 10_000)]
    public int Osd { get; set; }

    [Parameter]
    public SwitchParameter Observe { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var engine = await ResilienceFront.OpenAsync(this, Observe, WriteWarning, cancellationToken);
        if (ParameterSetName == ThirdSet)
        {
            WriteObject(ResilienceQuestions.AnyThird(engine, Service, cancellationToken));
            return;
        }

        if (ParameterSetName == OsdSet)
        {
            WriteObject(ResilienceQuestions.AnyOsds(engine, Osd, Service, cancellationToken));
            return;
        }

        var query = new ResilienceQuery
        {
            Level = Level,
            Services = ResilienceQuestions.Services(engine.Model, Service),
            Kinds = Kind,
            FailuresOnly = NotSurvived,
            MinimalOnly = Minimal,
        };
        foreach (var result in engine.TestAll(query, cancellationToken))
            WriteObject(result);
    }
}
