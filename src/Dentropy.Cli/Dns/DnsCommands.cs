using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Dns;

internal static class DnsCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("check", DnsCheckCommand.Create),
    ];

    public static Command Create(string? only) => new Command("dns", "DNS records at every place.").With(s_verbs, only);
}
