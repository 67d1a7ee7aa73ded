using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using Dentropy.Engine.Backups.Restore;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Backups;

// Asks through PowerShell's host, on the pipeline thread.
internal sealed class HostPrompt(RestoreCmdlet cmdlet, string parameters) : IRestorePrompt
{
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    public Task<int> ChooseAsync(string question, IReadOnlyList<string> choices, int first, CancellationToken cancellationToken)
    {
        var list = new Collection<ChoiceDescription>(
            [.. choices.Select((choice, index) => new ChoiceDescription($"&{(char)(index < 9 ? '1' + index : 'A' + index - 9)} {choice}", choice))]);
        return Task.FromResult(Ask(ui => ui.PromptForChoice(question, "", list, first)));
    }

    public async Task<string> ReadAsync(string question, string usual, CancellationToken cancellationToken)
    {
        var answer = Ask(ui =>
        {
            ui.Write(usual.Length > 0 ? $"{question} [{usual}] " : question + " ");
            return (string?)ui.ReadLine();
        });
        // Where a file or a pipe is read, its end looks like an empty line.
        var ended = answer is null || (answer.Length == 0 && usual.Length == 0 && Console.IsInputRedirected);
        if (!ended)
            return string.IsNullOrWhiteSpace(answer) ? usual : answer!;

        // Nothing at all is no answer: Ctrl+C, of which the cmdlet may hear a moment later, or the end of what can be read.
        await Task.Delay(s_moment, cancellationToken);
        throw Missing(refused: null);
    }

    public void Tell(string problem) => Ask(ui =>
    {
        ui.WriteWarningLine(problem);
        return true;
    });

    // A host that nobody sits at refuses. That is an answer of its own, and not the end of the pipeline.
    private T Ask<T>(Func<PSHostUserInterface, T> question)
    {
        T answer = default!;
        Exception? refused = null;
        cmdlet.AskHost(() =>
        {
            try
            {
                answer = question(cmdlet.Host.UI);
            }
            catch (Exception e) when (e is PSInvalidOperationException or HostException or NotImplementedException or NotSupportedException or NullReferenceException)
            {
                refused = e;
            }
        });
        return refused is null ? answer : throw Missing(refused);
    }

    private DentropyException Missing(Exception? refused) => new(
        "AnswerMissing",
        DentropyErrorCategory.InvalidArgument,
        target: null,
        $"Something has to be answered and nobody can be asked here. Give {parameters}, or say -Confirm:$false to keep names and kinds as they were. Nothing was changed.",
        refused);
}
