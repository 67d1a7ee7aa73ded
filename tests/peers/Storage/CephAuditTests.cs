using Dentropy.Engine.Security;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Peers.Tests.Storage;

/// <summary>What an audit says of the lab's cluster.</summary>
public sealed class CephAuditTests : CephTest
{
    private static readonly string[] s_modes = ["ms_cluster_mode", "ms_service_mode", "ms_client_mode"];

    [Fact]
    public async Task CephThatMayTalkInTheOpenIsFoundAndGoneOnceItMayNot()
    {
        var finding = Assert.Single(await AuditAsync());

        Assert.Equal((DcSecuritySeverity.Medium, "ms_cluster_mode is 'crc secure', ms_service_mode is 'crc secure', ms_client_mode is 'crc secure'"), (finding.Severity, finding.Evidence));
        Assert.Equal("Invoke-DcClusterCommand 'ceph config set global ms_cluster_mode secure; ceph config set global ms_service_mode secure; ceph config set global ms_client_mode secure' -Node pi1 -Sudo", finding.Remedy);
        try
        {
            foreach (var mode in s_modes)
                await Lab.ExecAsync("pi1", $"ceph config set global {mode} secure");
            await Lab.UntilAsync(async () => (await AuditAsync()).Count == 0, "nothing is found any more");
        }
        finally
        {
            foreach (var mode in s_modes)
                await Lab.ExecAsync("pi1", $"ceph config rm global {mode}");
        }
    }

    private async Task<IReadOnlyList<DcSecurityFinding>> AuditAsync()
    {
        var found = new List<DcSecurityFinding>();
        await foreach (var report in new SecurityAudit(Store, Links).RunAsync([await NodeAsync("pi1")], new SecurityAuditSettings { Checks = ["ceph-unencrypted"] }, progress: null, Stop))
        {
            Assert.Null(report.Failure);
            found.AddRange(report.Findings);
        }

        return found;
    }
}
