namespace Dentropy.Build.Tour;

// Runs the built command as an operator would, on an inventory of its own, and shows what was typed.
internal sealed class DentropyCommand(Repository repository, string cloud)
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal) { ["DENTROPY_CLOUD"] = cloud };

    public string Cloud => cloud;

    public async Task ShowAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        Show(arguments);
        var code = await Tool.RunAsync(repository.Command, arguments, cancellationToken, _environment);
        if (code != 0)
            throw new BuildException($"dentropy {arguments[0]} ended with exit code {code}; what it said is above.");
    }

    // Lines of output, and the exit code.
    public async Task<(int Code, IReadOnlyList<string> Lines)> ReadAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var lines = new List<string>();
        var code = await Tool.ReadAsync(repository.Command, arguments, lines.Add, cancellationToken, _environment);
        return (code, lines);
    }

    public static void Show(params string[] arguments) => Console.WriteLine("  $ dentropy " + string.Join(' ', arguments.Select(Quote)));

    // As it would have to be typed in a shell.
    private static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./=:,@%+".Contains(letter, StringComparison.Ordinal)) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
