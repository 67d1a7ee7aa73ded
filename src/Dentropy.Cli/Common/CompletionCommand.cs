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

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { HelpName = "bash|zsh", Description = "The shell." };
        shell.CompletionSources.Add("bash", "zsh");
        var command = new Verb("completion", "Prints a script that makes bash or zsh complete verbs, options and node names.") { shell };
        command.Work = context =>
        {
            var name = context.Parsed.GetRequiredValue(shell);
            context.Terminal.Out(name switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => throw CliError.Usage($"There is no completion for '{name}'. Say bash or zsh."),
            });
            return Task.FromResult(ExitCode.Good);
        };
        return command;
    }
}
