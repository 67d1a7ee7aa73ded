using System.Text;
using System.Text.RegularExpressions;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Cluster;

/// <summary>The settings of a command, checked and turned into what is sent to every node.</summary>
internal sealed partial class CommandPlan
{
    private CommandPlan(ClusterCommandSettings settings, ScriptPlan? script, IReadOnlyList<ReadOnlyMemory<byte>> input)
    {
        Settings = settings;
        Script = script;
        Input = input;
    }

    public ClusterCommandSettings Settings { get; }

    public ScriptPlan? Script { get; }

    /// <summary>What goes to standard input: the environment's values, then the caller's input.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Input { get; }

    public static CommandPlan From(ClusterCommandSettings settings)
    {
        if (settings.Command is null == settings.Script is null)
        {
            throw Invalid("Give either a command or a script, and only one of them.");
        }

        if (settings.Command is { } command && (string.IsNullOrWhiteSpace(command) || command.Contains('\0', StringComparison.Ordinal)))
        {
            throw Invalid("The command is empty or holds a NUL character. Give a command line for the node's shell.");
        }

        if (settings.Command is not null && settings.Arguments.Count > 0)
        {
            throw Invalid("Arguments go with a script. Write a command's own arguments into the command line.");
        }

        if (settings.ThrottleLimit < 1 || settings.Retry < 0 || settings.OutputLimit < 0 || settings.Timeout <= TimeSpan.Zero)
        {
            throw Invalid("The throttle limit must be at least 1, the timeout more than 0, and the number of retries not negative.");
        }

        var input = new List<ReadOnlyMemory<byte>>();
        foreach (var (name, value) in settings.Environment)
        {
            input.Add(EnvironmentLine(name, value));
        }

        if (settings.Input is { } bytes)
        {
            input.Add(bytes);
        }

        return new CommandPlan(settings, settings.Script is { } script ? ScriptPlan.From(script) : null, input);
    }

    /// <summary>The line for the node's shell.</summary>
    /// <param name="scriptPath">Where the script lies on the node, if it was sent there.</param>
    public string CommandLine(string? scriptPath)
    {
        var body = Script is null ? Settings.Command! : Script.Invocation(scriptPath, Settings.Arguments);
        if (!Settings.Sudo && Settings.Environment.Count == 0 && Settings.WorkingDirectory is null)
        {
            return body;
        }

        var lines = new StringBuilder();
        foreach (var (name, value) in Settings.Environment)
        {
            lines.Append(EnvironmentReader(name, value)).Append('\n');
        }

        if (Settings.WorkingDirectory is { } folder)
        {
            lines.Append("cd -- ").Append(ShellQuote.Word(folder)).Append(" || exit 1\n");
        }

        lines.Append(body);
        return Settings.Sudo ? RootCommand.Wrap(lines.ToString()) : $"exec /bin/sh -c {ShellQuote.Word(lines.ToString())}";
    }

    // Values travel on standard input, not on the command line, where every account of the node could read them. The shell's
    // read takes a pipe byte by byte, so what follows is left for the command. A value of several lines is sent escaped.
    private static string EnvironmentReader(string name, string value) => NeedsEscape(value)
        ? $"IFS= read -r {name}; {name}=$(printf '%b.' \"${name}\"); export {name}=\"${{{name}%.}}\""
        : $"IFS= read -r {name}; export {name}";

    private static ReadOnlyMemory<byte> EnvironmentLine(string name, string value)
    {
        if (!VariableName().IsMatch(name))
        {
            throw new DentropyException(
                "InvalidEnvironmentName",
                DentropyErrorCategory.InvalidArgument,
                name,
                $"'{name}' cannot be the name of an environment variable. Use letters, digits and underscores, not beginning with a digit.");
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw Invalid($"The value of {name} holds a NUL character, which an environment cannot.");
        }

        var line = NeedsEscape(value)
            ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            : value;
        return Encoding.UTF8.GetBytes(line + "\n");
    }

    private static bool NeedsEscape(string value) => value.Contains('\n', StringComparison.Ordinal);

    private static DentropyException Invalid(string message) =>
        new("InvalidCommand", DentropyErrorCategory.InvalidArgument, target: null, message);

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();
}
