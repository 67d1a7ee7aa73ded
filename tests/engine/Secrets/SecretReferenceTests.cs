using Dentropy.Engine.Secrets;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Secrets;

public sealed class SecretReferenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dentropy-secrets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("env:NAME", SecretSource.Env, "NAME")]
    [InlineData("file:a b.txt", SecretSource.File, "a b.txt")]
    [InlineData("command:pass show s3", SecretSource.Command, "pass show s3")]
    public void AReferenceIsRead(string text, SecretSource source, string value)
    {
        Assert.Equal(new SecretReference(source, value), SecretReference.Parse(text));
        Assert.Equal(text, SecretReference.Parse(text)!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("env:")]
    [InlineData("ENV:X")]
    public void EverythingElseIsNone(string text) => Assert.Null(SecretReference.Parse(text));

    [Fact]
    public async Task EachSourceGivesItsSecretWithoutTheLastLineBreak()
    {
        Environment.SetEnvironmentVariable("DENTROPY_TEST_SECRET", "s3cret ");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "key"), "from file\r\n");
        Assert.Equal("s3cret ", await ReadAsync("env:DENTROPY_TEST_SECRET"));
        Assert.Equal("from file", await ReadAsync("file:key"));
        Assert.Equal("from file", await ReadAsync($"file:{_folder.FullName}/key"));
        Assert.Equal("one\ntwo", await ReadAsync("command:printf 'one\\ntwo\\n'"));
    }

    [Theory]
    [InlineData("env:DENTROPY_TEST_NOT_SET")]
    [InlineData("file:none")]
    [InlineData("command:echo s3cret; echo s3cret >&2; exit 3")]
    [InlineData("command:true")]
    [InlineData("command:head -c 100000 /dev/zero")]
    public async Task WhatCannotBeReadIsSaidWithoutTheSecret(string text)
    {
        var error = await Errors.Of("SecretUnavailable", () => ReadAsync(text));
        Assert.Equal(text, error.Target);
        Assert.DoesNotContain("s3cret", error.Message.Replace(text, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private Task<string> ReadAsync(string text) => SecretReference.Parse(text)!.ReadAsync(_folder.FullName, default);
}
