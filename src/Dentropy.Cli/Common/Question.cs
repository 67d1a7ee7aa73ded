using Spectre.Console;

namespace Dentropy.Cli.Common;

internal static class Question
{
    // On standard error, since standard output may be on its way to a file.
    public static async Task<bool> AskAsync(string question, Terminal terminal, CancellationToken stop)
    {
        var console = Console(terminal);
        var capital = char.ToUpperInvariant(question[0]) + question[1..];
        var prompt = new ConfirmationPrompt(Markup.Escape(capital)) { DefaultValue = false };
        return await prompt.ShowAsync(console, stop);
    }

    public static IAnsiConsole Console(Terminal terminal) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        // Who wants no colours still has a terminal whose lines can be drawn over.
        Ansi = terminal.CanRedraw ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = terminal.ErrorColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(System.Console.Error),
    });
}
