using Dentropy.Cli.Output;
using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// Results for machines: one document at the end, or with jsonl a line each at once.
internal sealed class DocumentReport(Renderer renderer) : RunReport
{
    private readonly List<CommandResultView> _results = [];

    public override void Add(DcCommandResult result)
    {
        var view = CommandResultView.Of(result);
        if (renderer.Format == OutputFormat.Jsonl)
            renderer.Line(view, CliJsonContext.Default.CommandResultView);
        else
            _results.Add(view);
    }

    public override void End()
    {
        if (renderer.Format != OutputFormat.Jsonl)
            renderer.Document(_results, CliJsonContext.Default.CommandResultView);
    }
}
