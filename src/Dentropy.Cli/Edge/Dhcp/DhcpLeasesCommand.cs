using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Edge.Dhcp;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Dhcp;

internal static class DhcpLeasesCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Arity = ArgumentArity.ZeroOrMore, Description = "Names of clients; * and ? are wildcards. All without them." };
        var node = DhcpOptions.Node();
        var command = new Verb("leases", "Lists the addresses that clients have now.") { names, node };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var found = new DhcpLeases(context.Store, links).GetAsync(await DhcpOptions.NodesAsync(context, node), context.Parsed.GetValue(names) ?? [], context.Stop);
            return await DhcpOptions.ShowAsync(context, found, DhcpText.Leases, DhcpLeaseView.Of, CliJsonContext.Default.DhcpLeaseView);
        };
        return command;
    }
}
