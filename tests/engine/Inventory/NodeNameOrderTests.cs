using Dentropy.Engine.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeNameOrderTests
{
    [Fact]
    public void Numbers_count_by_their_value()
    {
        string[] sorted = ["a", "gw", "Gw2", "pi", "pi1", "pi2", "pi2a", "pi09", "pi10", "pi10.b", "r1n2", "r1n10", "r2n1", "x99999999999999999998", "x99999999999999999999"];
        var shuffled = sorted.OrderBy(n => n[^1]).ThenByDescending(n => n, StringComparer.Ordinal).ToArray();
        Array.Sort(shuffled, NodeNameOrder.Instance);
        Assert.Equal(sorted, shuffled);
    }

    [Fact]
    public void It_is_a_total_order()
    {
        string[] names = ["pi1", "PI1", "pi01", "pi001", "Pi01", "pi", "pi0", "pi00", "p", "1", "01", "1a", "a1", "-", "pi1-", "pi1.", "pi1b2", "pi01b1"];
        foreach (var a in names)
        {
            foreach (var b in names)
            {
                var ab = NodeNameOrder.Instance.Compare(a, b);
                Assert.Equal(Math.Sign(ab), -Math.Sign(NodeNameOrder.Instance.Compare(b, a)));
                Assert.Equal(a == b, ab == 0);
                foreach (var c in names)
                {
                    if (ab < 0 && NodeNameOrder.Instance.Compare(b, c) < 0)
                        Assert.True(NodeNameOrder.Instance.Compare(a, c) < 0, $"{a} < {b} < {c}");
                }
            }
        }
    }
}
