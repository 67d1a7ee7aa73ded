using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Dns;

internal static class DnsCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("update", DnsUpdateCommand.Create),
        new("address", DnsAddressCommand.Create),
    ];

    public static Command Create(string? only) => new Command("dns", "DNS records, wherever they are kept.").With(s_verbs, only);
}
