using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Cluster;

namespace Dentropy.Cli.Cluster;

// What to run, and how, as options.
internal sealed class RunOptions
{
    private readonly Argument<string[]> _words = new("COMMAND")
    {
        Description = "Command line for the nodes' shell; several words are joined by spaces. With --script: the script's arguments.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _script = new("--script") { HelpName = "FILE", Description = "Send this script and run it instead of a command." };
    private readonly Option<bool> _sudo = new("--sudo") { Description = "Run as root, through sudo without a password." };
    private readonly Option<string[]> _environment = new("--env") { HelpName = "NAME=VALUE", Description = "Environment variable for the command; repeat it." };
    private readonly Option<string?> _folder = new("--working-directory") { HelpName = "DIR", Description = "Folder on the nodes to start in. Without it: the account's home." };
    private readonly Option<string?> _throttle = Number.Option("--throttle-limit", "N", "How many nodes work at the same time; 64 without it.");
    private readonly Option<string?> _timeout = new("--timeout") { HelpName = "TIME", Description = "Time for each node, e.g. 30s or 5m; then the command is stopped." };
    private readonly Option<string?> _retry = Number.Option("--retry", "N", "How often an unreachable node is tried again. A command that started is never run twice.");
    private readonly Option<string?> _input = new("--input") { HelpName = "FILE", Description = "Standard input for every node; - is this command's own." };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_words);
        command.AddAll(_script, _sudo, _environment, _folder, _throttle, _timeout, _retry, _input);
    }

    // What --what-if shows of it.
    public string Title(CommandContext context) =>
        (context.Get(_script) is { } script ? string.Join(' ', [script, .. Words(context)]) : string.Join(' ', Words(context)))
        + (context.Get(_sudo) ? " (as root)" : "");

    public async Task<ClusterCommandSettings> SettingsAsync(CommandContext context)
    {
        var words = Words(context);
        var script = context.Get(_script);
        if (script is null && words.Length == 0)
        {
            throw new DentropyException(
                "InvalidCommand",
                DentropyErrorCategory.InvalidArgument,
                target: null,
                "There is nothing to run. Give a command after --, such as dentropy run -n pi1 -- uptime, or a script with --script FILE.");
        }

        return new ClusterCommandSettings
        {
            Command = script is null ? string.Join(' ', words) : null,
            Script = script is null ? null : await ReadAsync("--script", script, context.Stop),
            Arguments = script is null ? [] : words,
            Input = context.Get(_input) is { } input ? await ReadAsync("--input", input, context.Stop) : null,
            Sudo = context.Get(_sudo),
            Environment = Pairs.Read("--env", context.Get(_environment), StringComparer.Ordinal),
            WorkingDirectory = context.Get(_folder),
            ThrottleLimit = Number.Read(context, _throttle) ?? new ClusterCommandSettings().ThrottleLimit,
            Timeout = Duration.Read(context, _timeout),
            Retry = Number.Read(context, _retry) ?? 0,
        };
    }

    private string[] Words(CommandContext context) => context.Parsed.GetValue(_words) ?? [];

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(string option, string path, CancellationToken stop)
    {
        try
        {
            if (!string.Equals(path, "-", StringComparison.Ordinal))
                return await File.ReadAllBytesAsync(path, stop);
            using var memory = new MemoryStream();
            // A terminal's read cannot be cancelled; what it still reads after Ctrl+C goes nowhere.
            await Task.Run(() => Console.OpenStandardInput().CopyTo(memory), stop).WaitAsync(stop);
            return memory.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliError.Unreadable(option, path, e);
        }
    }
}
