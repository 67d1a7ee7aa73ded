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
        if (!terminal.CanRedraw)
            return await NumberAsync(question, choices, first, cancellationToken);

        // The first choice is where the cursor stands.
        var order = Enumerable.Range(0, choices.Count).OrderBy(index => index == first ? -1 : index).ToList();
        var prompt = new SelectionPrompt<int>().Title(Markup.Escape(question)).UseConverter(index => Markup.Escape(choices[index])).AddChoices(order);
        int chosen;
        try
        {
            chosen = await prompt.ShowAsync(_console, cancellationToken);
        }
        finally
        {
            // The list hides the cursor, and leaves it so where Ctrl+C ends it.
            _console.Cursor.Show();
        }

        // The list is gone with the answer. What was said stays to be read, above the last question.
        terminal.ErrorLine($"{question} {choices[chosen]}");
        return chosen;
    }

    public async Task<string> ReadAsync(string question, string usual, CancellationToken cancellationToken)
    {
        var prompt = new TextPrompt<string>(Markup.Escape(question)) { AllowEmpty = true };
        if (usual.Length > 0)
            prompt.DefaultValue(usual);
        return await prompt.ShowAsync(_console, cancellationToken);
    }

    public void Tell(string problem) => terminal.ErrorLine(problem);

    // For terminals that show nothing but lines.
    private async Task<int> NumberAsync(string question, IReadOnlyList<string> choices, int first, CancellationToken cancellationToken)
    {
        terminal.ErrorLine(question);
        for (var i = 0; i < choices.Count; i++)
            terminal.ErrorLine($"  {i + 1}  {choices[i]}");
        var prompt = new TextPrompt<int>("Number").DefaultValue(first + 1)
            .Validate(number => number >= 1 && number <= choices.Count, $"Say a number from 1 to {choices.Count}.")
            .ValidationErrorMessage($"Say a number from 1 to {choices.Count}.");
        return await prompt.ShowAsync(_console, cancellationToken) - 1;
    }
}
