using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Edge;

internal static class FirewallCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", FirewallListCommand.Create),
        new("add", () => FirewallRuleCommand.Create(isNew: true)),
        new("set", () => FirewallRuleCommand.Create(isNew: false)),
        new("remove", FirewallRemoveCommand.Create),
    ];

    public static Command Create(string? only) => new Command("firewall", "Rules of nodes' firewalls. A change that locks you out takes itself back.").With(s_verbs, only);
}
