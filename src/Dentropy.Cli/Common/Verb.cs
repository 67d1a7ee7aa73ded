using System.CommandLine;

namespace Dentropy.Cli.Common;

// A command that does something, as against one that only holds others.
internal sealed class Verb(string name, string description) : Command(name, description)
{
    // Returns the exit code. Failures are thrown, and told in one place, CliApplication; those of one node among several go to the error report.
    public Func<CommandContext, Task<int>> Work { get; set; } = static _ => Task.FromResult(ExitCode.Good);
}
