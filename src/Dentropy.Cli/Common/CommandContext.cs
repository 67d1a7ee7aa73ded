using System.CommandLine;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Common;

// What one verb works with.
internal sealed class CommandContext(ParseResult parsed, GlobalOptions global, Terminal terminal, ErrorReport errors, StopSignals signals)
{
    private INodeStore? _store;

    public ParseResult Parsed => parsed;

    public Terminal Terminal => terminal;

    public ErrorReport Errors => errors;

    public CancellationToken Stop => signals.Token;

    public bool Verbose => errors.Verbose;

    public Renderer Renderer { get; } = new(terminal, GlobalOptions.FormatOf(parsed.GetValue(global.Output)) ?? OutputFormat.Table);

    public INodeStore Store => _store ??= new FileNodeStore(CloudFolder.Resolve(Cloud()));

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    // Whether what is said now reaches anybody.
    public bool OutputIsRead => signals.Code != ExitCode.BrokenPipe;

    // For work that takes a while: `| head` ends it when head has ended, not when the next line is written.
    public void StopWhenOutputBreaks()
    {
        if (terminal.OutIsTerminal || OperatingSystem.IsWindows())
            return;
        var watch = new Thread(() =>
        {
            StandardStream.WaitUntilBroken(1);
            signals.StopWith(ExitCode.BrokenPipe);
        });
        watch.IsBackground = true;
        watch.Start();
    }

    // A line for people about what was done; machines get a document.
    public void Said(string line)
    {
        if (Renderer.ForPeople)
            terminal.OutLine(line);
    }

    public void Remark(string line)
    {
        if (Verbose)
            terminal.ErrorLine(line);
    }

    // The nodes that a verb is about. Broken files and names that no node has are errors of their own.
    public async Task<NodeSelection> SelectAsync(NodeQuery query)
    {
        var selection = await NodeSelector.SelectAsync(Store, query, Stop);
        foreach (var fault in selection.Faults)
            errors.Write(fault.Error);
        foreach (var name in selection.Missing)
            errors.Write(await NodeErrors.NotFoundAsync(Store, name, Stop));
        return selection;
    }

    // The same for a verb that changes something: where a name is missing, nothing is done at all.
    public async Task<IReadOnlyList<DcNode>?> SelectAllAsync(NodeQuery query)
    {
        var selection = await SelectAsync(query);
        return selection.Missing.Count == 0 ? selection.Nodes : null;
    }

    // Asks before what cannot be taken back. Where nobody can be asked, --yes has to be said.
    public async Task<bool> ConfirmAsync(string action, string names, bool yes)
    {
        if (yes)
            return true;
        if (!terminal.CanAsk)
            throw CliError.NotConfirmed(action, names);
        return await Question.AskAsync($"{action} {names}?", terminal, Stop);
    }

    // An empty variable of a script must not lead to another inventory.
    private string? Cloud() => parsed.GetValue(global.Cloud) is { } named && string.IsNullOrWhiteSpace(named)
        ? throw CliError.Option("--cloud", named, "is empty. Name a folder, or leave the option out.")
        : parsed.GetValue(global.Cloud);
}
