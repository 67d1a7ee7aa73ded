using Dentropy.Engine.Edge.Dhcp;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Dhcp;

public sealed class DhcpLeaseFileTests
{
    private const string Four = "1795800000 dc:a6:32:01:02:03 10.77.1.17 pi7 01:dc:a6:32:01:02:03\n0 06-aa:bb 10.77.1.18 * *\n";
    private const string Six = "duid 00:01:00:01:2a:bb\n1795800000 1234567 fd00::17 pi7 00:01:00:01:aa\n";

    [Fact]
    public void BothFamiliesAreRead()
    {
        var leases = DhcpLeaseFile.Read(Four + Six, "gw1", "/cloud").Select(line => line.Lease!).ToList();
        Assert.Equal(
            ["10.77.1.17|pi7|dc:a6:32:01:02:03|01:dc:a6:32:01:02:03|1795800000", "10.77.1.18||06-aa:bb||", "fd00::17|pi7||00:01:00:01:aa|1795800000"],
            leases.Select(lease => $"{lease.Address}|{lease.Hostname}|{lease.MacAddress}|{lease.ClientId}|{lease.Expires?.ToUnixTimeSeconds()}"));
        Assert.All(leases, lease => Assert.Equal(("gw1", "/cloud"), (lease.Node, lease.Cloud)));
    }

    [Fact]
    public void WhereverTheFileIsCutTheWholeLinesAreReadAndTheOtherIsTold()
    {
        for (var length = 0; length < Four.Length; length++)
        {
            var read = DhcpLeaseFile.Read(Four[..length], "gw1", null).ToList();
            var whole = Four[..length].Count(c => c == '\n');
            Assert.Equal(whole, read.Count(line => line.Lease is not null));
            var cut = length > 0 && Four[length - 1] != '\n';
            Assert.Equal(cut ? [whole + 1] : [], read.Where(line => line.Problem is not null).Select(line => line.Line));
        }
    }

    [Theory]
    [InlineData("soon dc:a6:32:01:02:03 10.77.1.17 pi7 *")]
    [InlineData("1795800000 dc:a6:32:01:02:03 10.77.1 pi7 *")]
    [InlineData("1795800000 dc:a6:32:01:02:03 10.77.1.17 pi7")]
    [InlineData("99999999999999 dc:a6:32:01:02:03 10.77.1.17 pi7 *")]
    public void ALineThatIsNoLeaseIsToldAndTheOthersAreRead(string line)
    {
        var read = DhcpLeaseFile.Read(Four + line + "\n" + Six, "gw1", null).ToList();
        Assert.Equal(3, Assert.Single(read, one => one.Problem is not null).Line);
        Assert.Equal(3, read.Count(one => one.Lease is not null));
    }
}
