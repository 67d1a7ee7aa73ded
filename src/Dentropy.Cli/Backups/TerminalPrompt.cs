using Dentropy.Cli.Common;
using Dentropy.Engine.Backups.Restore;
using Spectre.Console;

namespace Dentropy.Cli.Backups;

// Asks in the terminal, on standard error, since standard output may be on its way to a file.
internal sealed class TerminalPrompt(Terminal terminal) : IRestorePrompt
{
    private readonly IAnsiConsole _console = Question.Console(terminal);

    public async Task<int> ChooseAsync(string question, IReadOnlyList<string> choices, int first, CancellationToken cancellationToken)
    {
        // The first choice is where the cursor stands.
        var order = Enumerable.Range(0, choices.Count).OrderBy(index => index == first ? -1 : index).ToList();
        var prompt = new SelectionPrompt<int>().Title(Markup.Escape(question)).UseConverter(index => Markup.Escape(choices[index])).AddChoices(order);
        return await prompt.ShowAsync(_console, cancellationToken);
    }

    public async Task<string> ReadAsync(string question, string usual, CancellationToken cancellationToken)
    {
        var prompt = new TextPrompt<string>(Markup.Escape(question)) { AllowEmpty = true };
        if (usual.Length > 0)
            prompt.DefaultValue(usual);
        return await prompt.ShowAsync(_console, cancellationToken);
    }

    public void Tell(string problem) => terminal.ErrorLine(problem);
}
