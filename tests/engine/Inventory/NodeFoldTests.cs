using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeFoldTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("web", "web")]
    [InlineData("pi7", "pi7")]
    [InlineData("pi1 pi2 pi3 pi7", "pi[1-3,7]")]
    [InlineData("pi2 pi1", "pi[1-2]")]
    [InlineData("pi3 pi2 pi1 pi1", "pi[1-3]")]
    [InlineData("pi1 web pi2 gw1", "gw1,pi[1-2],web")]
    [InlineData("pi08 pi09 pi10 pi11", "pi[08-11]")]
    [InlineData("pi8 pi9 pi10", "pi[8-10]")]
    [InlineData("pi1 pi01 pi10", "pi[1,01,10]")]
    [InlineData("r1n1 r1n2 r2n1 r2n2", "r[1-2]n[1-2]")]
    [InlineData("r1n1 r1n2 r2n1", "r1n[1-2],r2n1")]
    [InlineData("r1n1 r2n1 r3n1", "r[1-3]n1")]
    [InlineData("1 2 3", "[1-3]")]
    [InlineData("s12345678901234567890 s12345678901234567891", "s12345678901234567890,s12345678901234567891")]
    [InlineData("a1 a1b1", "a1,a1b1")]
    public void Folding(string names, string folded) =>
        Assert.Equal(folded, NodeSet.Fold(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void What_was_folded_names_exactly_the_same_nodes()
    {
        var random = new Random(11);
        for (var round = 0; round < 400; round++)
        {
            var all = Enumerable.Range(0, 60).Select(_ => Name(random)).Where(NodeRules.IsName).Distinct(StringComparer.OrdinalIgnoreCase).Select(n => new DcNode { Name = n }).ToArray();
            var wanted = all.Where(_ => random.Next(3) > 0).Select(n => n.Name).ToArray();
            var folded = NodeSet.Fold(wanted);
            if (wanted.Length == 0)
                continue;

            Assert.Equal(wanted, NodeSet.Parse(folded).Select(all).Select(n => n.Name).ToArray());
        }
    }

    private static string Name(Random random)
    {
        string[] letters = ["pi", "n", "r", "-", ".", "_"];
        var name = letters[random.Next(3)];
        for (var parts = random.Next(1, 4); parts > 0; parts--)
            name += (random.Next(3) == 0 ? random.Next(12).ToString("D2") : random.Next(12).ToString()) + (random.Next(2) == 0 ? letters[random.Next(6)] : "");
        return name;
    }
}
