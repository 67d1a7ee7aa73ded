using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning;

/// <summary>Errors of work on a node, worded in one place.</summary>
internal static class ProvisionErrors
{
    public static DentropyException Settings(string what, string problem) => new(
        "InvalidLimit", DentropyErrorCategory.InvalidArgument, what, $"{what} {problem}. Nothing was sent.");

    public static DentropyException Cannot(string errorId, string node, string problem) => new(
        errorId, DentropyErrorCategory.InvalidData, node, $"On node '{node}' {problem} Nothing was changed there.");

    public static DentropyException Local() => new(
        "ProvisionLocalNode", DentropyErrorCategory.InvalidArgument, DcNode.LocalName,
        "localhost is the machine that you work at, and is not set up by a profile. To do so all the same, give it a node of its own (New-DcNode) that is reached by ssh.");

    public static DentropyException NeedsRoot(string node, string said) => new(
        "ProvisionNeedsRoot", DentropyErrorCategory.PermissionDenied, node,
        $"Node '{node}' lets its account do nothing as root: {said.TrimEnd('.')}. Use an account that is root, or that may run sudo without a password.");

    public static DentropyException NotUnderstood(string node, string said) => new(
        "ProvisionLookFailed", DentropyErrorCategory.InvalidResult, node, $"Node '{node}' did not say what is there: {said.TrimEnd('.')}. Nothing was changed on it.");

    public static DentropyException TooLarge(string profile) => new(
        "ProfileTooLarge", DentropyErrorCategory.InvalidData, profile,
        $"Profile '{Shown.Text(profile)}' names too much for one look at a node (some hundred files). Split it into several, or let it bring a directory as a package.");

    public static DentropyException System(string node, string found) => new(
        "ProvisionSystemUnknown", DentropyErrorCategory.NotImplemented, node,
        $"Node '{node}' runs {(found.Length > 0 ? Shown.Text(found) : "a system that does not say what it is")}, and profiles are for Debian and Ubuntu. Nothing was changed on it.");

    public static DentropyException Differs(string node, string what, string found, string expected, string way) => new(
        "ProvisionNodeDiffers", DentropyErrorCategory.InvalidData, node,
        $"Node '{node}' has {what} {Shown.Text(found)}, and the inventory says {Shown.Text(expected)}. It may be another machine than you think. If it is the right one, correct the inventory: {way}. Nothing was changed on it.");

    public static DentropyException Busy(string node, string who) => new(
        "ProvisionBusy", DentropyErrorCategory.ResourceBusy, node,
        $"Node '{node}' is being set up by {(who.Length > 0 ? Shown.Text(who) : "somebody else")} at this moment. Nothing was changed by this run; run it again when that has ended.");

    public static DentropyException Unstable(string node) => new(
        "ProvisionUnstable", DentropyErrorCategory.InvalidResult, node,
        $"Node '{node}' changed under this run: its state was another when the lock was there. Run it again.");

    public static DentropyException Proof(string node, Exception cause, bool back) => new(
        "ProvisionLockedOut", DentropyErrorCategory.AuthenticationError, node,
        $"With sshd's new settings a fresh login on node '{node}' does not work: {cause.Message.TrimEnd('.')}. {(back ? "They were taken back" : "The node takes them back by itself")}; see to the account's key, then run this again.", cause);

    /// <summary>What a script of a step says.</summary>
    public static DentropyException Step(string node, string kind, string name, string word, string why)
    {
        why = why.TrimEnd('.', ' ');
        var step = $"{kind} {Shown.Text(name)}";
        if (word is "write" or "full" or "keys" or "user" && (word == "full" || why.Contains("No space left", StringComparison.Ordinal)))
            return new("ProvisionDiskFull", DentropyErrorCategory.WriteError, node, $"A disk of node '{node}' is full, at {step}: {why}. Make room (df -h there), then run this again; what was there is as it was.");
        return word switch
        {
            "locked" => new("AptLocked", DentropyErrorCategory.ResourceBusy, node, $"Packages of node '{node}' are being changed by {why}, and that did not end in time. Wait for it, or allow more with -LockTimeout, then run this again."),
            "mirror" => new("AptMirrorGone", DentropyErrorCategory.ConnectionError, node, $"Node '{node}' does not get at its package archive: {why}. Check its sources (/etc/apt), name resolution and way out, then run this again."),
            "unknown" => new("AptPackageUnknown", DentropyErrorCategory.ObjectNotFound, node, $"The archives of node '{node}' have no such package: {why}. Correct the profile, or add the archive that has it. No package was installed."),
            "package" => new("AptFailed", DentropyErrorCategory.InvalidResult, node, $"apt-get failed on node '{node}' at {step}: {why}. Look at it there (apt-get -f install), then run this again."),
            "busy" => Busy(node, "a step that still runs"),
            "cut" => new("ProvisionCut", DentropyErrorCategory.ConnectionError, node, $"Not all of {step} reached node '{node}'. What was there stays; run this again."),
            "owner" => new("ProvisionOwnerUnknown", DentropyErrorCategory.ObjectNotFound, node, $"On node '{node}' {step} cannot have its owner: {why}. Have the profile make the account, or correct it; what was there stays."),
            "check" => new("ProvisionFileRefused", DentropyErrorCategory.InvalidData, node, $"On node '{node}' the check of {step} refuses the new file: {why}. What was there stays."),
            "user" => new("ProvisionUserFailed", DentropyErrorCategory.InvalidResult, node, $"On node '{node}' {step} could not be changed: {why}. Mend that, then run this again."),
            "keys" => new("ProvisionKeysFailed", DentropyErrorCategory.WriteError, node, $"On node '{node}' the keys of {step} could not be written: {why}. Those that were there stay."),
            "missing" => new("ProvisionServiceMissing", DentropyErrorCategory.ObjectNotFound, node, $"Node '{node}' has no service {Shown.Text(name)}. Name the package that it comes with in the profile, or correct the name."),
            "service" => new("ProvisionServiceFailed", DentropyErrorCategory.InvalidResult, node, $"On node '{node}' {step} does not do as it is told: {(why.Length == 0 ? "it says nothing" : why)}. Look at its log there, mend that, then run this again."),
            "sysctl" => new("ProvisionSysctlRefused", DentropyErrorCategory.InvalidArgument, node, $"The kernel of node '{node}' does not take {why}. Correct the profile, or load the module that has the setting."),
            "refused" => new("SshdRefused", DentropyErrorCategory.InvalidData, node, $"sshd on node '{node}' does not take its new settings: {why}. The ones before stay, and it was not reloaded. Correct the profile."),
            "overruled" => new("SshdOverruled", DentropyErrorCategory.InvalidData, node, $"On node '{node}' another file overrules the new settings of sshd: {why}. The ones before stay. Look for the setting in /etc/ssh/sshd_config, which has to include sshd_config.d at its top."),
            "late" => new("ProvisionLockedOut", DentropyErrorCategory.OperationTimeout, node, $"On node '{node}' nobody proved in time that one still gets in with sshd's new settings, so they were taken back. Run this again."),
            "write" => new("ProvisionWriteFailed", DentropyErrorCategory.WriteError, node, $"On node '{node}' {step} could not be written: {why}. What was there stays; mend that, then run this again."),
            _ => new("ProvisionStepFailed", DentropyErrorCategory.InvalidResult, node, $"On node '{node}' {step} failed: {why}. Mend that, then run this again."),
        };
    }

    /// <summary>Whatever an exception was, as an error of a node.</summary>
    public static DentropyException Of(string node, Exception e) => e as DentropyException ?? LinkErrors.Broken(node, e);
}
