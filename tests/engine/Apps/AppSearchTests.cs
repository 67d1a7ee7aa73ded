using Dentropy.Engine.Apps;
using Xunit;

namespace Dentropy.Engine.Tests.Apps;

public sealed class AppSearchTests
{
    [Theory]
    [InlineData("NodeUnreachable", "", "", false, true)]
    [InlineData("NodeUnreachable", "shop", "shop", false, false)]
    [InlineData("NodeUnreachable", "shop", "Shop", false, false)]
    [InlineData("NodeUnreachable", "shop db", "shop", false, true)]
    [InlineData("NodeUnreachable", "sh*", "shop", false, true)]
    [InlineData("DockerNotInstalled", "", "", false, false)]
    [InlineData("DockerNotInstalled", "shop", "", false, false)]
    [InlineData("DockerNotInstalled", "shop", "", true, true)]
    public void A_node_that_could_not_be_asked_matters_where_it_may_have_had_what_was_asked_for(string errorId, string names, string found, bool named, bool matters)
    {
        var failure = new DentropyException(errorId, DentropyErrorCategory.ConnectionError, "pi1", "no");

        Assert.Equal(matters, AppCatalog.Matters(failure, Words(names), Words(found), named));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
