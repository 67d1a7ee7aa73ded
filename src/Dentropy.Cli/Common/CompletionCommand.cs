using System.CommandLine;

namespace Dentropy.Cli.Common;

internal static class CompletionCommand
{
    private const string Bash = """
        # In ~/.bashrc: source <(dentropy completion bash)
        _dentropy() {
            local word="${COMP_WORDS[COMP_CWORD]}" IFS=$'\n'
            COMPREPLY=($(compgen -W "$(dentropy "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _dentropy dentropy

        """;

    private const string Zsh = """
        #compdef dentropy
        # In ~/.zshrc, after compinit: source <(dentropy completion zsh)
        _dentropy() {
            local -a words_found
            words_found=("${(@f)$(dentropy "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- $words_found
        }
        compdef _dentropy dentropy

        """;

    public static Command Create(CliApplication application)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        var command = new Command("completion", "Prints a script that makes bash or zsh complete verbs, options and node names.") { shell };
        command.Does(application, context =>
        {
            context.Terminal.Out(string.Equals(context.Parsed.GetRequiredValue(shell), "zsh", StringComparison.Ordinal) ? Zsh : Bash);
            return Task.FromResult(ExitCode.Good);
        });
        return command;
    }
}
