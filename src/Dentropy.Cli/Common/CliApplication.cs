using System.CommandLine;
using Dentropy.Cli.Apps;
using Dentropy.Cli.Backups;
using Dentropy.Cli.Certificates;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Dns;
using Dentropy.Cli.Edge;
using Dentropy.Cli.Edge.Boot;
using Dentropy.Cli.Edge.Dhcp;
using Dentropy.Cli.Edge.Public;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Cli.Provisioning;
using Dentropy.Cli.Resilience;
using Dentropy.Cli.Security;
using Dentropy.Cli.Storage;

namespace Dentropy.Cli.Common;

// Reads the command line, runs the verb, and turns every way in which it can end into words and an exit code.
internal sealed class CliApplication(Terminal terminal, StopSignals signals)
{
    private readonly ErrorReport _errors = new(terminal);
    private readonly GlobalOptions _global = new();

    public static string Version =>
        typeof(CliApplication).Assembly.GetName().Version is { } version ? version.ToString(3) : "0.0.0";

    public int Main(string[] args)
    {
        try
        {
            // Waited for here, at the bottom of the main thread, where nothing can be waiting for it.
            RunAsync(args).GetAwaiter().GetResult();
            terminal.OutBytes.Flush();
        }
        catch (BrokenPipeException)
        {
            return ExitCode.BrokenPipe;
        }

        return signals.Code != 0 ? signals.Code : _errors.Code;
    }

    // Verbs run from here and not through the parser's own invocation: each layer of asynchronous calls is compiled at every start.
    private async Task RunAsync(string[] args)
    {
        try
        {
            if (Parse(args) is var (verb, context))
                _errors.Note(await verb.Work(context));
        }
        catch (OperationCanceledException) when (signals.Code != 0)
        {
            // The verb has said how far it came.
        }
        catch (DentropyException e)
        {
            _errors.Write(e);
        }
        catch (Exception e) when (e is not BrokenPipeException)
        {
            _errors.WriteUnexpected(e);
        }
    }

    // The verb to run; null where everything is said already: help, the version, completions, or what is wrong.
    private (Verb Verb, CommandContext Context)? Parse(string[] args)
    {
        if (args is ["--version"])
        {
            terminal.OutLine(Version);
            return null;
        }

        _errors.AsJson = Asked(args) is OutputFormat.Json or OutputFormat.Jsonl;
        // @worker is a set of nodes here, never a response file.
        var parsed = Root(args).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is { ClearsParseErrors: true })
        {
            Answer(parsed);
            return null;
        }

        var problems = Usage.Problems(parsed, args);
        foreach (var problem in problems)
            _errors.Write(CliError.Usage(problem));
        if (problems.Count > 0 || parsed.CommandResult.Command is not Verb verb)
            return null;

        _errors.Verbose = parsed.GetValue(_global.Verbose);
        if (parsed.GetValue(_global.NoColor))
            terminal.WithoutColor();
        return (verb, new CommandContext(parsed, _global, terminal, _errors, signals));
    }

    private void Answer(ParseResult parsed)
    {
        using var output = new StreamWriter(terminal.OutBytes, leaveOpen: true) { NewLine = "\n" };
        parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output });
    }

    private RootCommand Root(string[] args)
    {
        var root = new RootCommand("Runs a small cloud of your own: its nodes, and commands on many of them at once.");
        root.AddAll(_global.Cloud, _global.Output, _global.Verbose, _global.NoColor);
        var verb = args.Length > 1 ? args[1] : null;
        root.With(
            [
                new("app", () => AppCommands.Create(verb)),
                new("node", () => NodeCommands.Create(verb)),
                new("backup", () => BackupCommands.Create(verb)),
                new("dns", () => DnsCommands.Create(verb)),
                new("boot", () => BootCommands.Create(verb)),
                new("dhcp", () => DhcpCommands.Create(verb)),
                new("cert", () => CertCommands.Create(verb)),
                new("ceph", () => CephCommands.Create(verb)),
                new("cluster", () => ClusterCommands.Create(verb)),
                new("endpoint", () => EndpointCommands.Create(verb)),
                new("init", InitCommand.Create),
                new("keys", () => KeyCommands.Create(verb)),
                new("firewall", () => FirewallCommands.Create(verb)),
                new("gateway", () => GatewayCommands.Create(verb)),
                new("run", RunCommand.Create),
                new("copy", () => CopyCommand.Create(verb)),
                new("resilience", () => ResilienceCommands.Create(verb)),
                new("audit", AuditCommand.Create),
                new("restore", RestoreCommand.Create),
                new("route", () => RouteCommands.Create(verb)),
                new("completion", CompletionCommand.Create),
            ],
            args.Length > 0 ? args[0] : null);
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
