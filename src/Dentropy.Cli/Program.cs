using Dentropy.Cli.Common;

using var terminal = new Terminal();
using var signals = new StopSignals();
return await new CliApplication(terminal, signals).MainAsync(args);
