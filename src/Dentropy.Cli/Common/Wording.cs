using System.Text;

namespace Dentropy.Cli.Common;

// The engine's messages name the way out in the words of cmdlets; here it is said in those of this command.
internal static class Wording
{
    private static readonly (string Cmdlet, string Verb)[] s_cmdlets =
    [
        ("Backup-DcApp", "dentropy backup create"),
        ("Get-DcAppLog", "dentropy app logs"),
        ("Get-DcAppRoute", "dentropy route list"),
        ("Get-DcApp", "dentropy app list"),
        ("Remove-DcAppRoute", "dentropy route remove"),
        ("Deploy-DcApp", "dentropy app deploy"),
        ("Remove-DcApp", "dentropy app remove"),
        ("Get-DcClusterMember", "dentropy cluster members"),
        ("Invoke-DcClusterCommand -Via Serf", "dentropy run --via serf"),
        ("Get-DcHostKey", "dentropy keys host list"),
        ("Update-DcHostKey", "dentropy keys host update"),
        ("New-DcSshCertificate -Node", "dentropy keys host sign"),
        ("New-DcSshCertificate", "dentropy keys sign"),
        ("Get-DcSshCertificate", "dentropy keys certificates"),
        ("New-DcNodeKey", "dentropy keys new"),
        ("Get-DcNodeKey", "dentropy keys list"),
        ("Update-DcNodeKey", "dentropy keys update"),
        ("Remove-DcNodeKey", "dentropy keys remove"),
        ("New-DcNode", "dentropy node add"),
        ("Get-DcNodeHistory", "dentropy node show --history"),
        ("Get-DcNode", "dentropy node list"),
        ("Set-DcNode", "dentropy node set"),
        ("Remove-DcNode", "dentropy node remove"),
        ("Test-DcNode", "dentropy node test"),
        ("Restart-DcNode", "dentropy node restart"),
        ("Stop-DcNode", "dentropy node stop"),
        ("Initialize-DcNode", "dentropy init"),
        ("Get-DcProfile", "dentropy init --list"),
        ("Invoke-DcClusterCommand", "dentropy run"),
        ("Copy-DcItem", "dentropy copy"),
        ("Get-DcBackup", "dentropy backup list"),
        ("Test-DcBackup", "dentropy backup verify"),
        ("Remove-DcBackup", "dentropy backup prune"),
        ("Restore-DcApp", "dentropy restore"),
        ("Move-DcApp", "dentropy app move"),
        ("Get-DcDnsRecord", "dentropy dns list"),
        ("Get-DcDnsPlan", "dentropy dns plan"),
        ("Remove-DcDnsRecord", "dentropy dns remove"),
        ("Get-DcPublicAddress", "dentropy dns address"),
        ("Get-DcCephHealth", "dentropy ceph health"),
        ("Wait-DcCephHealth", "dentropy ceph wait"),
        ("Update-DcDynamicDns", "dentropy dns update"),
        ("Set-DcDhcpRange", "dentropy dhcp set"),
        ("New-DcFirewallRule", "dentropy firewall add"),
        ("Remove-DcPortForward", "dentropy gateway unforward"),
        ("New-DcCertificate", "dentropy cert issue"),
        ("Update-DcCertificate", "dentropy cert renew"),
        ("New-DcSerfKey", "dentropy cluster new-key"),
        ("Install-DcSerf", "dentropy cluster install"),
        ("Set-DcPublicEndpoint", "dentropy endpoint set"),
        ("Remove-DcPublicEndpoint", "dentropy endpoint remove"),
    ];

    private static readonly string[] s_parameters =
    [
        "AcceptNewHostKey", "Acknowledge", "Action", "Address", "AllowLocal", "AllowRemoval", "Architecture", "CertificateResolver", "Cloud", "Compression", "CompressionLevel", "Consistency",
        "ContinueOnFailure", "CreateFolders", "Destination", "DockerCertPath", "DockerHost", "EncryptKey", "EntryPoint", "ExcludeVolume", "Force", "ForwardHost",
        "HelperImage", "Hostname", "Identity", "IdentityFile", "IncludeBindMount", "IncludeImage", "Inside", "KeepDaily", "KeepLast",
        "KeepMacAddress", "KeepMonthly", "KeepWeekly", "KeepYearly", "LockTimeout", "MaxUnavailable", "Metadata", "Name", "Network", "NetworkMap",
        "Node", "NodeFolder", "OldHostname", "OnConflict", "Outside", "PathPrefix", "Place", "Port", "PortMap", "Priority", "Profile", "ProjectFolder",
        "ProofTimeout", "Protocol", "ProxyJump", "Recipient", "Recurse", "RemoveOrphan", "Retry", "Revision", "RevokeOld", "Role", "Service", "SkipUnchanged",
        "SkipVolume", "Sudo", "Tag", "Tail", "ThrottleLimit",
        "TimeLimit", "Timeout", "To", "TrustHostKey", "Tunnel", "Type", "User", "Value", "Via", "VolumeMap", "VolumeOnly", "Wait", "WorkingDirectory", "Zone",
    ];

    public static string Adapt(string message)
    {
        foreach (var (cmdlet, verb) in s_cmdlets)
            message = message.Replace(cmdlet, verb, StringComparison.Ordinal);

        foreach (var parameter in s_parameters)
        {
            for (var at = 0; (at = message.IndexOf("-" + parameter, at, StringComparison.Ordinal)) >= 0; at++)
            {
                var end = at + 1 + parameter.Length;
                var alone = (at == 0 || message[at - 1] is ' ' or '(') && (end == message.Length || !char.IsAsciiLetter(message[end]));
                if (alone)
                    message = string.Concat(message.AsSpan(0, at), "--", Kebab(parameter), message.AsSpan(end));
            }
        }

        return Pairs(message.Replace("--on-conflict Rename", "--on-conflict rename", StringComparison.Ordinal));
    }

    // --port-map @{ 8080 = ... } -> --port-map 8080=OTHER
    private static string Pairs(string message)
    {
        const string Open = " @{ ", Close = " }";
        for (var at = 0; (at = message.IndexOf(Open, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var end = message.IndexOf(Close, at + Open.Length, StringComparison.Ordinal);
            if (end < 0)
                break;
            var pair = message[(at + Open.Length)..end].Replace("'", "", StringComparison.Ordinal).Replace(" = ", "=", StringComparison.Ordinal).Replace("...", "OTHER", StringComparison.Ordinal);
            message = string.Concat(message.AsSpan(0, at), " ", pair, message.AsSpan(end + Close.Length));
        }

        return message;
    }

    private static string Kebab(string words)
    {
        var kebab = new StringBuilder();
        foreach (var c in words)
        {
            if (char.IsAsciiLetterUpper(c) && kebab.Length > 0)
                kebab.Append('-');
            kebab.Append(char.ToLowerInvariant(c));
        }

        return kebab.ToString();
    }
}
