using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>The errors of restarts and stops, worded in one place.</summary>
internal static class PowerErrors
{
    public static DentropyException Local(DcNodePowerAction action) => new(
        "LocalPowerRefused",
        DentropyErrorCategory.PermissionDenied,
        DcNode.LocalName,
        $"localhost is the machine that you work at; it was not {Participle(action)}. If you mean it, say so with -AllowLocal.");

    public static DentropyException Refused(string node, DcNodePowerAction action, string reason) => new(
        action == DcNodePowerAction.Restart ? "RebootRefused" : "PowerOffRefused",
        DentropyErrorCategory.PermissionDenied,
        node,
        $"Node '{node}' was not {Participle(action)}: {reason.Trim().TrimEnd('.')}. Use an account that is root or may run this through sudo without a password.");

    public static DentropyException Unconfirmed(string node, DcNodePowerAction action, TimeSpan limit) => new(
        "PowerRequestTimeout",
        DentropyErrorCategory.OperationTimeout,
        node,
        $"Node '{node}' did not say within {limit.TotalSeconds:0.###} s whether it took the request, so it may or may not be {Participle(action)}. Look at it with Test-DcNode.");

    public static DentropyException ConnectTimeout(string node, TimeSpan limit) => new(
        "ConnectTimeout",
        DentropyErrorCategory.ConnectionError,
        node,
        $"Node '{node}' could not be connected to and asked within {limit.TotalSeconds:0.###} s; it was left as it is. Check that it is on: Test-DcNode {node}");

    public static DentropyException NotDown(string node, TimeSpan limit) => new(
        "ShutdownTimeout",
        DentropyErrorCategory.OperationTimeout,
        node,
        $"Node '{node}' took the request, but still ran {limit.TotalSeconds:0.###} s later. Something holds its shutdown up; allow more time, or look at its journal.");

    public static DentropyException NotBack(string node, TimeSpan limit, Exception? last) => new(
        "BootTimeout",
        DentropyErrorCategory.OperationTimeout,
        node,
        $"Node '{node}' went down and was not back {limit.TotalSeconds:0.###} s after the request.{Last(last)} Look at its console, or allow more time if it starts slowly.",
        last);

    public static DentropyException CameBack(string node) => new(
        "NodeCameBack",
        DentropyErrorCategory.InvalidResult,
        node,
        $"Node '{node}' went down as asked and has started again by itself. A watchdog or its power supply may switch it on.");

    private static string Last(Exception? last) => last is null ? "" : $" The last attempt said: {last.Message}";

    private static string Participle(DcNodePowerAction action) => action == DcNodePowerAction.Restart ? "restarted" : "stopped";
}
