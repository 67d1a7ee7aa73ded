using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Common;

// Reads the command line, runs the verb, and turns every way in which it can end into words and an exit code.
internal sealed class CliApplication(Terminal terminal, StopSignals signals)
{
    private readonly ErrorReport _errors = new(terminal);
    private readonly GlobalOptions _global = new();

    public static string Version =>
        typeof(CliApplication).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";

    public async Task<int> MainAsync(string[] args)
    {
        try
        {
            if (args is ["--version"])
                terminal.OutLine(Version);
            else
                await ParseAndRunAsync(args);
            terminal.OutBytes.Flush();
        }
        catch (BrokenPipeException)
        {
            return ExitCode.BrokenPipe;
        }
        catch (OperationCanceledException) when (signals.Code != 0)
        {
            _errors.Before?.Invoke();
        }
        catch (DentropyException e)
        {
            _errors.Write(e);
        }
        catch (Exception e)
        {
            _errors.WriteUnexpected(e);
        }

        return signals.Code != 0 ? signals.Code : _errors.Code;
    }

    public async Task<int> RunAsync(ParseResult parsed, Func<CommandContext, Task<int>> work, CancellationToken stop)
    {
        _errors.Verbose = parsed.GetValue(_global.Verbose);
        if (parsed.GetValue(_global.NoColor))
            terminal.WithoutColor();
        var code = await work(new CommandContext(parsed, _global, terminal, _errors, stop));
        _errors.Note(code);
        return code;
    }

    private async Task ParseAndRunAsync(string[] args)
    {
        _errors.AsJson = Asked(args) is OutputFormat.Json or OutputFormat.Jsonl;
        var root = Root();
        // @worker is a set of nodes here, never a response file.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not { ClearsParseErrors: true } && Usage.Problems(parsed, args) is { Count: > 0 } problems)
        {
            foreach (var message in problems)
                _errors.Write(CliError.Usage(message));
            return;
        }

        using var output = new StreamWriter(terminal.OutBytes, leaveOpen: true) { NewLine = "\n" };
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output };
        await parsed.InvokeAsync(configuration, signals.Token);
    }

    private RootCommand Root()
    {
        var root = new RootCommand("Runs a small cloud of your own: its nodes, and commands on many of them at once.");
        root.AddAll(_global.Cloud, _global.Output, _global.Verbose, _global.NoColor);
        root.Subcommands.Add(NodeCommands.Create(this));
        root.Subcommands.Add(RunCommand.Create(this));
        root.Subcommands.Add(CompletionCommand.Create(this));
        return root;
    }

    private static OutputFormat? Asked(string[] args)
    {
        for (var i = 0; i < args.Length && args[i] != "--"; i++)
        {
            if (args[i] is GlobalOptions.OutputName or "-o" && i + 1 < args.Length)
                return GlobalOptions.FormatOf(args[i + 1]);
            if (args[i].StartsWith(GlobalOptions.OutputName + "=", StringComparison.Ordinal))
                return GlobalOptions.FormatOf(args[i][(GlobalOptions.OutputName.Length + 1)..]);
        }

        return null;
    }
}
