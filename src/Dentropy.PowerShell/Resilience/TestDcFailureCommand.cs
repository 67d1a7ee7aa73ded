using System.Management.Automation;
using Dentropy.Engine.Resilience;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;
using Dentropy.Resilience;

namespace Dentropy.PowerShell.Resilience;

[Cmdlet(VerbsDiagnostic.Test, "DcFailure")]
[OutputType(typeof(DcFailureResult))]
public sealed class TestDcFailureCommand : CloudCmdlet
{
    // A pipeline of nodes is about one cloud, and its files are read once.
    private readonly Dictionary<string, ResilienceEngine> _engines = new(StringComparer.Ordinal);

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ResilienceCompleter))]
    public DcPartReference[] Lose { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ResilienceCompleter))]
    public string[] Service { get; set; } = [];

    [Parameter]
    public SwitchParameter Observe { get; set; }

    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (!_engines.TryGetValue(Cloud ?? "", out var engine))
            _engines.Add(Cloud ?? "", engine = await ResilienceFront.OpenAsync(this, Observe, WriteWarning, cancellationToken));
        await AttemptAsync(string.Join(" + ", Lose.Select(part => part.ToString())), () =>
        {
            foreach (var result in ResilienceQuestions.Test(engine, [.. Lose.SelectMany(part => part.Words)], Service))
                WriteObject(result);
            return Task.CompletedTask;
        });
    }
}
