using Dentropy.Engine.Edge.Public;
using Xunit;

namespace Dentropy.Engine.Tests.Edge.Public;

public sealed class PublicPortTests
{
    [Fact]
    public void Ports_are_read_sorted_and_each_once() =>
        Assert.Equal(["80", "443:8443", "8080"], PublicPort.ParseAll(["443:8443", "8080:8080", "80", " 80 "]).Select(port => port.ToString()));

    [Theory, InlineData(""), InlineData("0"), InlineData("65536"), InlineData("80:"), InlineData(":80"), InlineData("80:81:82"), InlineData("http"), InlineData("-1"), InlineData("80-90")]
    public void What_is_no_port_is_refused(string text) => Assert.Equal("InvalidPublicPort", Assert.Throws<DentropyException>(() => PublicPort.ParseAll([text])).ErrorId);

    [Fact]
    public void A_public_port_leads_to_one_port_alone() => Assert.Contains("443", Assert.Throws<DentropyException>(() => PublicPort.ParseAll(["443", "443:8443"])).Message, StringComparison.Ordinal);
}
