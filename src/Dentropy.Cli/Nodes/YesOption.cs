using System.CommandLine;

namespace Dentropy.Cli.Nodes;

internal static class YesOption
{
    public static Option<bool> Create() => new("--yes", "-y") { Description = "Do not ask." };
}
