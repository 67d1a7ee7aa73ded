using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Provisioning;

internal static class HostKeyCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", HostKeyListCommand.Create),
        new("sign", HostKeySignCommand.Create),
        new("update", HostKeyUpdateCommand.Create),
    ];

    public static Command Create() => new Command("host", "Keys by which nodes prove who they are: list them, enter them into known_hosts, change them, certify them.").With(s_verbs, only: null);
}
