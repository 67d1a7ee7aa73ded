using System.Globalization;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Security;

/// <summary>The errors of an audit, worded in one place.</summary>
internal static class SecurityErrors
{
    public static DentropyException CheckNotFound(string name)
    {
        var near = NearNames.Find(name, SecurityChecks.All.Select(check => check.Name));
        return new DentropyException(
            "SecurityCheckNotFound",
            DentropyErrorCategory.ObjectNotFound,
            name,
            $"There is no check '{Shown.Text(name)}', and nothing was looked at. {(near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : $"There are {string.Join(", ", SecurityChecks.All.Select(check => check.Name))}.")}");
    }

    public static DentropyException InvalidLimit() => new(
        "InvalidLimit", DentropyErrorCategory.InvalidArgument, target: null, "The throttle limit must be at least 1, the timeout more than 0, and days not below 0.");

    public static DentropyException Timeout(string node, TimeSpan limit) => new(
        "AuditTimeout",
        DentropyErrorCategory.OperationTimeout,
        node,
        $"Node '{node}' was not looked at within {limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s, so nothing is known of it. Its disk may hang; allow more with -Timeout.");

    public static DentropyException Incomplete(string node, string why) => new(
        "AuditIncomplete",
        DentropyErrorCategory.InvalidResult,
        node,
        $"Node '{node}' did not finish its report ({Shown.Text(why)}), so nothing is known of it. Check that the account has a POSIX shell: Invoke-DcClusterCommand -Node {node} 'echo ok'");

    public static DentropyException Broken(string node, Exception cause) => new(
        "LinkLost",
        DentropyErrorCategory.ConnectionError,
        node,
        $"The link to node '{node}' failed while it was looked at: {cause.Message.TrimEnd('.')}. Nothing is known of it; check the node with Test-DcNode, then run it again.",
        cause);
}
