using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Nodes;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// How nodes are restarted or stopped, as options.
internal sealed class NodePowerOptions(DcNodePowerAction action)
{
    private readonly Option<bool> _wait = new("--wait")
    {
        Description = action == DcNodePowerAction.Restart ? "Wait until each node is back; the next ones follow then." : "Wait until each node is off.",
    };

    private readonly Option<string?> _limit = new("--time-limit") { HelpName = "TIME", Description = "Time that one node may take, 5m without it. Waits." };
    private readonly Option<string?> _unavailable = Number.Option("--max-unavailable", "N", "How many nodes may be down at the same time, 1 without it. Waits.");
    private readonly Option<bool> _goOn = new("--continue-on-failure") { Description = "Go on with the others after a node did not come back." };
    private readonly Option<bool> _local = new("--allow-local") { Description = "Also this machine, where localhost is named." };

    public void AddTo(Command command)
    {
        command.AddAll(_wait, _limit);
        if (action == DcNodePowerAction.Restart)
            command.AddAll(_unavailable, _goOn);
        command.Options.Add(_local);
    }

    public NodePowerSettings Settings(CommandContext context)
    {
        var defaults = new NodePowerSettings();
        return defaults with
        {
            // The other two say how to wait, and would say nothing without it.
            Wait = context.Get(_wait) || context.Has(_limit) || context.Has(_unavailable),
            WaitLimit = Duration.Read(context, _limit) ?? defaults.WaitLimit,
            MaxUnavailable = Number.Read(context, _unavailable) ?? defaults.MaxUnavailable,
            ContinueOnFailure = context.Get(_goOn),
            AllowLocal = context.Get(_local),
        };
    }
}
