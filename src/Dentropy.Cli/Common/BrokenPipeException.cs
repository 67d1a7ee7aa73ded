namespace Dentropy.Cli.Common;

internal sealed class BrokenPipeException() : IOException("Nobody reads the output any more.");
