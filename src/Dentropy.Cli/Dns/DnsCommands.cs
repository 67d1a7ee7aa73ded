using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Dns;

internal static class DnsCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", DnsListCommand.Create),
        new("set", DnsSetCommand.Create),
        new("remove", DnsRemoveCommand.Create),
        new("plan", DnsPlanCommand.Create),
        new("apply", DnsApplyCommand.Create),
        new("check", DnsCheckCommand.Create),
        new("update", DnsUpdateCommand.Create),
        new("address", DnsAddressCommand.Create),
    ];

    public static Command Create(string? only) => new Command("dns", "DNS records at every place that has some.").With(s_verbs, only);
}
