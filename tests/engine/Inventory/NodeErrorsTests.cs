using Dentropy.Engine.Inventory;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Inventory;

public sealed class NodeErrorsTests : IDisposable
{
    private readonly TempCloud _cloud = new();

    public void Dispose() => _cloud.Dispose();

    [Theory]
    [InlineData("gatwey", "gateway", true)]
    [InlineData("GATEWAY2", "gateway", true)]
    [InlineData("pi9", "gateway", false)]
    public async Task AnUnknownNameComesWithTheNamesThatMayHaveBeenMeant(string asked, string hint, bool hinted)
    {
        await _cloud.Store.AddAsync(new DcNode { Name = "gateway" }, CancellationToken.None);
        var error = await NodeErrors.NotFoundAsync(_cloud.Store, asked, CancellationToken.None);
        Assert.Equal(("NodeNotFound", DentropyErrorCategory.ObjectNotFound, asked), (error.ErrorId, error.Category, error.Target));
        Assert.Contains(_cloud.Store.Location, error.Message, StringComparison.Ordinal);
        Assert.Equal(hinted, error.Message.Contains($"Did you mean {hint}?", StringComparison.Ordinal));
    }

    [Fact]
    public void ANameThatIsTakenNamesTheNodeThatHasIt()
    {
        var error = NodeErrors.Exists(_cloud.Store, "PI1", "pi1");
        Assert.Equal(("NodeExists", "PI1"), (error.ErrorId, error.Target));
        Assert.Contains("letter case alone", error.Message, StringComparison.Ordinal);
    }
}
