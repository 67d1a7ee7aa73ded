using System.Text;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster;

public sealed class CommandFoldTests
{
    [Fact]
    public void NodesThatDidTheSameAreOneGroupAndOthersSayHowTheyDiffer()
    {
        var folds = CommandFold.Fold([Result("pi3", "b\n"), Result("pi1", "a\n"), Result("pi2", "a\n"), Result("pi4", "a\n", code: 1)]);
        Assert.Equal(["pi[1-2]", "pi3", "pi4"], folds.Select(fold => fold.NodeSet));
        Assert.Equal(["", "-a\n+b", ""], folds.Select(fold => fold.Difference));
        Assert.Equal(2, folds[0].Count);
        Assert.Equal(1, folds[2].ExitCode);
    }

    [Fact]
    public void ANodeThatWasNotReachedHasNoDifference()
    {
        var unreachable = new DcCommandResult { Node = "pi9", Status = DcCommandStatus.Unreachable, Duration = TimeSpan.Zero };
        Assert.Equal("", CommandFold.Fold([Result("pi1", "a\n"), Result("pi2", "a\n"), unreachable])[1].Difference);
    }

    private static DcCommandResult Result(string node, string output, int code = 0) => new()
    {
        Node = node,
        Status = code == 0 ? DcCommandStatus.Succeeded : DcCommandStatus.Failed,
        ExitCode = code,
        RawOutput = Encoding.UTF8.GetBytes(output),
        Duration = TimeSpan.Zero,
    };
}
