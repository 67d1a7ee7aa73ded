using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Dynamic;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Dns;

internal static class DnsAddressCommand
{
    public static Command Create()
    {
        var family = new Option<string[]>("--family") { HelpName = "ipv4|ipv6", Description = "Only this family. Can be repeated; without it, those that there are." };
        family.CompletionSources.Add("ipv4", "ipv6");
        var command = new Verb("address", "Prints the public addresses of this network, as several sources agree on them.") { family };
        command.Work = async context =>
        {
            IReadOnlyList<DcAddressFamily> families = [.. (context.Get(family) ?? []).Select(Family)];
            await using var links = new SshLinkPool();
            var found = new List<DcPublicAddress>();
            foreach (var outcome in await new PublicAddresses(context.Store, links).FindAsync(families, context.Stop))
            {
                if (outcome.Failure is { } failure)
                    context.Errors.Write(failure);
                if (outcome.Address is not { } address)
                    continue;
                found.Add(address);
                context.Said(address.Address);
                foreach (var other in address.Disagreed)
                    context.Remark($"does not agree: {other}");
            }

            if (!context.Renderer.ForPeople)
                context.Renderer.Document([.. found.Select(PublicAddressView.Of)], CliJsonContext.Default.PublicAddressView);
            return ExitCode.Good;
        };
        return command;

        DcAddressFamily Family(string word) => word switch
        {
            "ipv4" => DcAddressFamily.IPv4,
            "ipv6" => DcAddressFamily.IPv6,
            _ => throw CliError.Option(family.Name, word, "is neither ipv4 nor ipv6."),
        };
    }
}
