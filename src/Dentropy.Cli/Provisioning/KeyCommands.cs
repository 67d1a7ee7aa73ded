using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Provisioning;

internal static class KeyCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("certificates", KeyCertificatesCommand.Create),
        new("host", HostKeyCommands.Create),
        new("list", KeyListCommand.Create),
        new("new", KeyNewCommand.Create),
        new("sign", KeySignCommand.Create),
        new("update", KeyUpdateCommand.Create),
        new("remove", KeyRemoveCommand.Create),
    ];

    public static Command Create(string? only) => new Command("keys", "Keys that let one into the nodes, and the nodes' own: list, make, change, remove, sign.").With(s_verbs, only);
}
