using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Edge.Dhcp;
using Dentropy.Cli.Output;
using Dentropy.Engine.Edge.Boot;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Edge.Boot;

internal static class BootListCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { Arity = ArgumentArity.ZeroOrMore, Description = "Names of machines; * and ? are wildcards. All without them." };
        var node = DhcpOptions.Node();
        var command = new Verb("list", "Lists the machines that boot over the network, and what.") { names, node };
        command.Work = async context =>
        {
            await using var links = new SshLinkPool();
            var found = new NetworkBoots(context.Store, links).GetAsync(await DhcpOptions.NodesAsync(context, node), context.Parsed.GetValue(names) ?? [], context.Stop);
            return await DhcpOptions.ShowAsync(context, found, BootOutcomes.Columns, NetworkBootView.Of, CliJsonContext.Default.NetworkBootView);
        };
        return command;
    }
}
