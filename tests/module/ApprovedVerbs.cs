namespace Dentropy.Module.Tests;

// The verbs that PowerShell approves: learn.microsoft.com, "Approved Verbs for PowerShell Commands".
internal static class ApprovedVerbs
{
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(
        """
        Add Clear Close Copy Enter Exit Find Format Get Hide Join Lock Move New Open Optimize Pop Push Redo Remove Rename Reset Resize
        Search Select Set Show Skip Split Step Switch Undo Unlock Watch
        Connect Disconnect Read Receive Send Write
        Backup Checkpoint Compare Compress Convert ConvertFrom ConvertTo Dismount Edit Expand Export Group Import Initialize Limit Merge
        Mount Out Publish Restore Save Sync Unpublish Update
        Debug Measure Ping Repair Resolve Test Trace
        Approve Assert Build Complete Confirm Deny Deploy Disable Enable Install Invoke Register Request Restart Resume Start Stop Submit
        Suspend Uninstall Unregister Wait
        Block Grant Protect Revoke Unblock Unprotect
        Use
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    // Those that only look.
    public static IReadOnlySet<string> Looking { get; } = new HashSet<string>(
        ["Compare", "ConvertFrom", "ConvertTo", "Find", "Format", "Get", "Group", "Measure", "Read", "Resolve", "Search", "Select", "Show", "Test", "Wait", "Watch"],
        StringComparer.Ordinal);
}
