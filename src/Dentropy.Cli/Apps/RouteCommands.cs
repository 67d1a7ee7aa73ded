using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Apps;

internal static class RouteCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", RouteListCommand.Create),
        new("set", RouteSetCommand.Create),
        new("remove", RouteRemoveCommand.Create),
    ];

    public static Command Create(string? only) => new Command("route", "Routes from host names to apps: Traefik, and Nginx Proxy Manager.").With(s_verbs, only);
}
