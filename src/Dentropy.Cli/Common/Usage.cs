using System.CommandLine;
using System.CommandLine.Parsing;

namespace Dentropy.Cli.Common;

// What is wrong with a command line, with the way out.
internal static class Usage
{
    public static IReadOnlyList<string> Problems(ParseResult parsed, IReadOnlyList<string> args)
    {
        var command = parsed.CommandResult.Command;
        // Of words that fit nowhere the first is enough: those after it are often what belongs to it.
        var problems = parsed.Errors
            .Select(error => error.Message)
            .Where(message => !message.StartsWith("Unrecognized command or argument", StringComparison.Ordinal))
            .Concat(Superfluous(parsed))
            .Concat(MistakenOptions(parsed, args))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (problems.Count == 0)
            return [];

        // That a verb is missing goes without saying beside a word that is none.
        if (command.Subcommands.Count > 0)
        {
            problems = parsed.UnmatchedTokens.Count > 0
                ? [.. parsed.UnmatchedTokens.Take(1).Select(word => $"There is no {Path(parsed)} {word}.")]
                : [$"Say what to do: {Path(parsed)} {string.Join('|', command.Subcommands.Select(verb => verb.Name))}."];
        }

        return [.. problems.Select(problem => $"{problem.TrimEnd('.')}. See {Path(parsed)} --help.")];
    }

    private static IEnumerable<string> Superfluous(ParseResult parsed) =>
        parsed.UnmatchedTokens.Take(1).Select(word => word.StartsWith('-') ? $"There is no option {word} here." : $"'{word}' is one word too many.");

    // The parser takes an option that it does not know as one more word. A mistyped option must not become part of a command or a name.
    private static IEnumerable<string> MistakenOptions(ParseResult parsed, IReadOnlyList<string> args)
    {
        var dashes = args.TakeWhile(word => !string.Equals(word, "--", StringComparison.Ordinal)).Count();
        var after = Math.Max(0, args.Count - dashes - 1);
        var words = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens).ToList();
        var isRun = string.Equals(parsed.CommandResult.Command.Name, "run", StringComparison.Ordinal);
        return words
            .Take(words.Count - after)
            .Select(token => token.Value)
            .Where(word => word.Length > 1 && word[0] == '-')
            .Take(1)
            .Select(word => $"There is no option {word} here." + (isRun ? " If it is part of the command, put -- before the command: dentropy run -n NODES -- uptime -p." : ""));
    }

    private static string Path(ParseResult parsed)
    {
        var path = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            path.Insert(0, result.Command is RootCommand ? "dentropy" : result.Command.Name);
        return string.Join(' ', path);
    }
}
