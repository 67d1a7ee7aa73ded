using Dentropy.Cli.Common;

var terminal = new Terminal();
using var signals = new StopSignals();
// Waited for here, at the bottom of the main thread, where nothing can be waiting for it.
return new CliApplication(terminal, signals).MainAsync(args).GetAwaiter().GetResult();
