using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Edge.Dhcp;

internal static class DhcpCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", DhcpListCommand.Create),
        new("set", DhcpSetCommand.Create),
        new("remove", () => DhcpRemoveCommand.Create(isRange: true)),
        new("reservations", DhcpReservationsCommand.Create),
        new("reserve", DhcpReserveCommand.Create),
        new("unreserve", () => DhcpRemoveCommand.Create(isRange: false)),
        new("leases", DhcpLeasesCommand.Create),
        new("names", DhcpNamesCommand.Create),
    ];

    public static Command Create(string? only) => new Command("dhcp", "Addresses that gateways give out with dnsmasq: ranges, reservations and leases.").With(s_verbs, only);
}
