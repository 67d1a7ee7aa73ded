using Dentropy.Cli.Common;

var terminal = new Terminal();
using var signals = new StopSignals();
return new CliApplication(terminal, signals).Main(args);
