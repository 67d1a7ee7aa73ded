using Dentropy.Engine.Backups.Format;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

public sealed class BackupNameTests
{
    [Theory]
    [InlineData("nextcloud", null, BackupCompression.Zstd, false, "nextcloud-20261120T153000Z.tar.zst")]
    [InlineData("my-app.v2_x", null, BackupCompression.Gzip, false, "my-app.v2_x-20261120T153000Z.tar.gz")]
    [InlineData("a/b c", null, BackupCompression.Zstd, false, "a%2Fb%20c-20261120T153000Z.tar.zst")]
    [InlineData("..", null, BackupCompression.Zstd, false, "%2E.-20261120T153000Z.tar.zst")]
    [InlineData("-rf", null, BackupCompression.Zstd, false, "%2Drf-20261120T153000Z.tar.zst")]
    [InlineData("Müsli", "pi-1", BackupCompression.Zstd, true, "M%C3%BCsli@pi-1-20261120T153000Z.tar.zst.age")]
    public void ANameSaysWhatItIs(string app, string? node, BackupCompression compression, bool encrypted, string text)
    {
        var name = new BackupName(app, node, Sample.Time, compression, encrypted);
        Assert.Equal(text, name.ToString());
        Assert.Equal(name, BackupName.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nextcloud.tar.zst")]
    [InlineData("-20261120T153000Z.tar.zst")]
    [InlineData("@pi1-20261120T153000Z.tar.zst.age")]
    [InlineData("a@-20261120T153000Z.tar.zst.age")]
    [InlineData("a-20261320T153000Z.tar.zst")]
    [InlineData("a-20261120T153000.tar.zst")]
    [InlineData("a-20261120T153000Z.tar.zst.tmp")]
    [InlineData("a-20261120T153000Z.tar.xz")]
    [InlineData(".a-20261120T153000Z.tar.zst")]
    [InlineData("a%2fb-20261120T153000Z.tar.zst")]
    [InlineData("a%-20261120T153000Z.tar.zst")]
    [InlineData("ä-20261120T153000Z.tar.zst")]
    public void EverythingElseIsNone(string text) => Assert.Null(BackupName.Parse(text));
}
