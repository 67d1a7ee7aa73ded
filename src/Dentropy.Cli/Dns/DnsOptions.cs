using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

// What the verbs for DNS records share.
internal static class DnsOptions
{
    public static Option<string?> Zone() => new("--zone", "-z") { HelpName = "ZONE", Description = "Zone, such as example.org. Without it the longest that a place has for the name." };

    public static Option<string?> Place() => new("--place", "-p") { HelpName = "PLACE", Description = "Place of cloud.yaml. Without it the one that has the zone." };

    public static Option<string?> Type() => new("--type", "-t") { HelpName = "TYPE", Description = "Type, such as A, CNAME or TXT. Addresses tell theirs." };

    public static DnsPlaces DnsPlaces(this CommandContext context, ILinkPool links) => new(context.Store, links);
}
