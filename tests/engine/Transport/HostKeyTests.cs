using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class HostKeyTests
{
    // Both made with ssh-keygen.
    private const string Blob = "AAAAC3NzaC1lZDI1NTE5AAAAIPDCKybt/wqHaVl6nfoHw++e+cKYeQFBUA4AznjDyH+/";
    private const string Fingerprint = "SHA256:4EZ4Tz5w9DVUCuGd7JZnXIbv77V5tr/G+UOwzoFt7Rs";

    [Fact]
    public void TheFingerprintIsTheOneThatSshKeygenPrints() =>
        Assert.Equal(Fingerprint, HostKey.Parse($"[127.0.0.1]:2222 ssh-ed25519 {Blob} comment")!.Fingerprint);

    [Theory]
    [InlineData("")]
    [InlineData("# a comment with words")]
    [InlineData("@revoked host ssh-ed25519 AAAA")]
    [InlineData("host ssh-ed25519")]
    [InlineData("host ssh-ed25519 not*base64")]
    public void OtherLinesAreNoKeys(string line) => Assert.Null(HostKey.Parse(line));
}
