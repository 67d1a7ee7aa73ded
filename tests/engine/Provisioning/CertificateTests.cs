using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Provisioning.Keys.Certificates;
using Xunit;

namespace Dentropy.Engine.Tests.Provisioning;

public sealed class CertificateTests
{
    [Theory]
    [InlineData("90m", 5_400)]
    [InlineData("12h", 43_200)]
    [InlineData("1d12h", 129_600)]
    [InlineData(" 52w ", 31_449_600)]
    [InlineData("1s", 1)]
    public void Times_of_validity_are_read(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), CertificateValidity.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("0h")]
    [InlineData("-1h")]
    [InlineData("h")]
    [InlineData("12 h")]
    [InlineData("1h1d")]
    [InlineData("1h1h")]
    [InlineData("1.5h")]
    [InlineData("forever")]
    [InlineData("1y")]
    [InlineData("9999999s")]
    [InlineData("600w")]
    public void Other_words_are_no_time_of_validity(string text) => Assert.Equal("ValidForInvalid", Assert.Throws<DentropyException>(() => CertificateValidity.Parse(text)).ErrorId);

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDmFPqwCwGUJ5dB5FpTDVDRmJ3KkkXQ1gHRhG5mzr6xB")]
    [InlineData("ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29t")]
    [InlineData("ssh-ed25519-cert-v01@openssh.com not*base64")]
    public void What_is_no_certificate_is_none(string line) => Assert.Null(CertificateLine.Parse(line));

    [Fact]
    public void A_certificate_tells_its_key_names_and_end()
    {
        var read = CertificateLine.Parse(Certificate)!;
        Assert.Equal((7UL, "host pi7"), (read.Serial, read.Identity));
        Assert.Equal(["10.0.0.7", "pi7"], read.Principals);
        Assert.Equal(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero), read.From);
        Assert.Equal(new DateTimeOffset(2032, 1, 1, 0, 0, 0, TimeSpan.Zero), read.Until);
        Assert.Equal(Key, read.KeyBlob);
        Assert.Equal(Authority, read.AuthorityBlob);
    }

    private const string Certificate = "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIM7vLdk5UDEeI/As7Bx34iN9yrjP4HpPVzaTtPsiAKz4AAAAICj5sfTHfwmcrNYGSBMj1eth58Yoo1LMfvLyvYlQk5ruAAAAAAAAAAcAAAACAAAACGhvc3QgcGk3AAAAEwAAAAgxMC4wLjAuNwAAAANwaTcAAAAAcr0MAAAAAAB0nj+AAAAAAAAAAAAAAAAAAAAAMwAAAAtzc2gtZWQyNTUxOQAAACDaEkuWaexmVzQfOimR0Tvd+n7IbLRdfVc9VdYG9cF22wAAAFMAAAALc3NoLWVkMjU1MTkAAABA/kiMreDWjfOv9UOtgdrwlQRIXKkqytmK3Rooj3Qc32R1Oz5OavG4VmfJFR/yTPbJFYaXckMP6aQNNSErP7tLDQ==";
    private const string Key = "AAAAC3NzaC1lZDI1NTE5AAAAICj5sfTHfwmcrNYGSBMj1eth58Yoo1LMfvLyvYlQk5ru";
    private const string Authority = "AAAAC3NzaC1lZDI1NTE5AAAAINoSS5Zp7GZXNB86KZHRO936fshstF19Vz1V1gb1wXbb";
}
