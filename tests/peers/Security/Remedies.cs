using Dentropy.Engine.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Security;

/// <summary>Does what a finding's remedy says, where that is a command on the node.</summary>
internal static class Remedies
{
    public static async Task RunAsync(SshLinkPool links, DcNode node, DcSecurityFinding finding)
    {
        const string start = "Invoke-DcClusterCommand ";
        Assert.StartsWith(start, finding.Remedy, StringComparison.Ordinal);
        Assert.EndsWith($" -Node {node.Name} -Sudo", finding.Remedy, StringComparison.Ordinal);
        var command = finding.Remedy![(start.Length + 1)..].Split(finding.Remedy[start.Length] + " -Node")[0];
        await foreach (var result in new ClusterCommand(links).RunAsync([node], new ClusterCommandSettings { Command = command, Sudo = true }, progress: null, TestContext.Current.CancellationToken))
            Assert.True(result.ExitCode == 0, $"{command}: {result.Error}");
    }
}
