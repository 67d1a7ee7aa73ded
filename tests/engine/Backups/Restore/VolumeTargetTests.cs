using Dentropy.Engine.Backups.Restore;
using Xunit;

namespace Dentropy.Engine.Tests.Backups.Restore;

public sealed class VolumeTargetTests
{
    [Theory]
    [InlineData("data", "data")]
    [InlineData("/srv//data/", "/srv/data")]
    [InlineData("driver=local,opt=type=tmpfs,opt=device=tmpfs", "driver=local,opt=device=tmpfs,opt=type=tmpfs")]
    [InlineData("name=xx,driver=local,opt=o=addr=1.2.3.4,rw,nolock", "name=xx,driver=local,opt=o=addr=1.2.3.4,rw,nolock")]
    public void WhatIsWrittenIsRead(string text, string shown) => Assert.Equal(shown, VolumeTarget.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/srv/../etc")]
    [InlineData("a b")]
    [InlineData("-x")]
    [InlineData("x")]
    [InlineData("srv/data")]
    [InlineData("size=3")]
    [InlineData("opt=novalue")]
    [InlineData("driver=")]
    public void WhatMeansNoPlaceIsRefused(string text) =>
        Assert.Equal("InvalidVolumeTarget", Assert.Throws<DentropyException>(() => VolumeTarget.Parse(text)).ErrorId);

    [Fact]
    public void PasswordsOfSharesAreNotShown() =>
        Assert.DoesNotContain("hunter2", VolumeTarget.Parse("driver=local,opt=type=cifs,opt=o=username=me,password=hunter2").ToString(), StringComparison.Ordinal);
}
