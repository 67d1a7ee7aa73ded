using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>What can be wrong with a drill, worded in one place.</summary>
internal static class DrillErrors
{
    public static DentropyException NothingToCut(IReadOnlyCollection<DcPart> lost)
    {
        var parts = string.Join(" + ", lost);
        return new("DrillNothingToCut", DentropyErrorCategory.InvalidArgument, parts, $"{parts} takes no node of the inventory off the network, so a drill would do nothing. Name a node, a switch, a power feed, a site or a cable that nodes hang on.");
    }

    public static DentropyException Local(string node) => new(
        "DrillLocalNode", DentropyErrorCategory.PermissionDenied, node, $"'{node}' is the machine that you work at. It has to watch the drill and to undo it, so it cannot be lost in it; run the drill from another machine. Nothing was done.");

    public static DentropyException NotWatched(string drill) => new(
        "DrillNotWatched", DentropyErrorCategory.InvalidData, drill, "No service of the drill has a check, so nothing would be learnt. Give services in cloud.yaml a check, such as 'check: tcp://{node}:5432', and make the plan anew.");

    public static DentropyException Unwell(string service, string detail) => new(
        "DrillServiceUnwell", DentropyErrorCategory.InvalidResult, service, $"{service} does not work before anything has failed: {detail.TrimEnd('.')}. Put it right, or its check, and try again. Nothing was done.");

    public static DentropyException Busy(string node) => new(
        "DrillBusy", DentropyErrorCategory.ResourceBusy, node, $"Another drill holds node '{node}'. Its own timer ends it; try again then. Nothing was done.");

    public static DentropyException NotArmed(string node, string why) => new(
        "DrillNotArmed", DentropyErrorCategory.InvalidResult, node, $"Node '{node}' cannot take part in a drill: {why.TrimEnd('.')}. Nothing was cut.");

    public static DentropyException Unreachable(string node, Exception cause) => new(
        "DrillNodeUnreachable", DentropyErrorCategory.ConnectionError, node, $"Node '{node}' cannot be reached, so a drill could not be undone there: {cause.Message.TrimEnd('.')}. Nothing was cut.", cause);

    public static DentropyException NotCut(string node, string why) => new(
        "DrillNotCut", DentropyErrorCategory.InvalidResult, node, $"Node '{node}' could not be cut off: {why.TrimEnd('.')}. Everything was put back.");

    public static DentropyException TimerElapsed(string node) => new(
        "DrillTooSlow", DentropyErrorCategory.OperationTimeout, node, $"The timer on node '{node}' ended before the drill did, so what was seen does not count. Everything was put back; allow a longer grace, or try again on a quieter machine.");

    public static DentropyException InvalidCheck(string service, string check) => new(
        "InvalidCheck", DentropyErrorCategory.InvalidData, service, $"The check of {service} is no tcp://host:port: {Shown.Text(check)}. Write tcp://host:port, an http:// or https:// address, or a command.");

    public static DentropyException InvalidDuration(TimeSpan duration) => new(
        "InvalidDuration", DentropyErrorCategory.InvalidArgument, duration.ToString(), "A drill lasts from 1 second to 1 hour.");

    public static DentropyException InvalidPowerCommand(string command) => new(
        "InvalidPowerCommand", DentropyErrorCategory.InvalidArgument, command, "The command for power has to hold {node} and {state}, which are replaced by the node's name and by off or on, such as 'pdu-switch {node} {state}'.");
}
