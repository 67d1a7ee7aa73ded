using System.CommandLine;

namespace Dentropy.Cli.Common;

// A verb that is made when it is needed. A class: lists of value tuples would be compiled at every start.
internal sealed record VerbSource(string Name, Func<Command> Create);
