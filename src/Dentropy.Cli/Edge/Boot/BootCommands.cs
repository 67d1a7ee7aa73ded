using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Provisioning;

namespace Dentropy.Cli.Edge.Boot;

internal static class BootCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", BootListCommand.Create),
        new("set", BootSetCommand.Create),
        new("remove", BootRemoveCommand.Create),
        new("media", BootMediaCommand.Create),
    ];

    public static Command Create(string? only) => new Command("boot", "What machines boot: over the network from gateways, and from media for a first boot.").With(s_verbs, only);
}
