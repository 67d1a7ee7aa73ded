using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Facts;

public sealed class SerfFactsTests
{
    [Fact]
    public void Members_that_have_failed_are_nodes_that_are_down()
    {
        DcNode[] nodes = [new() { Name = "pi1" }, new() { Name = "pi2", Address = "10.0.0.2" }, new() { Name = "pi3" }, new() { Name = "pi4" }];
        var facts = SerfFacts.Read(
            new FactsQuestion("", nodes, []),
            [Member("PI1", DcMemberStatus.Failed), Member("other", DcMemberStatus.Failed, "10.0.0.2"), Member("pi3", DcMemberStatus.Alive), Member("pi4", DcMemberStatus.Left), Member("laptop", DcMemberStatus.Failed)]);
        Assert.Equal(["pi1", "pi2"], facts.DownNodes);
        Assert.Equal(2, facts.Notes.Count);
        Assert.StartsWith("pi4 left the Serf cluster in order", facts.Notes[0], StringComparison.Ordinal);
        Assert.Contains("laptop", facts.Notes[1], StringComparison.Ordinal);
    }

    private static SerfMember Member(string name, DcMemberStatus status, string address = "") => new(name, address, 7946, status, new Dictionary<string, string>(), 5);
}
