using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Engine.Tests.Transport;

public sealed class KnownHostsTests
{
    private const string A = "AAAAC3NzaC1lZDI1NTE5AAAAIDmFPqwCwGUJ5dB5FpTDVDRmJ3KkkXQ1gHRhG5mzr6xB";
    private const string B = "AAAAC3NzaC1lZDI1NTE5AAAAIHF5BgBmKtf40dXK7SblG+KdTNZTNZbesAd043nUyzKD";
    private static readonly string[] s_names = ["10.0.0.7", "pi7"];

    [Fact]
    public void A_key_comes_once_and_under_the_names_that_are_the_hosts_own()
    {
        string[] lines = ["# remark", $"pi7,10.0.0.7,shared ssh-ed25519 {A}"];
        Assert.Equal([.. lines, $"pi7,10.0.0.7 ssh-ed25519 {B}"], KnownHosts.With(lines, s_names, [new HostKey("x", "ssh-ed25519", A), new HostKey("x", "ssh-ed25519", B), new HostKey("x", "ssh-ed25519", B)]));
        Assert.Equal([$"10.0.0.7 ssh-ed25519 {B}"], KnownHosts.With([], s_names, [new HostKey("x", "ssh-ed25519", B)]));
    }

    [Fact]
    public void A_key_goes_from_its_host_and_stays_for_others()
    {
        string[] lines = [$"pi7,10.0.0.7,shared ssh-ed25519 {A}", $"10.0.0.7 ssh-ed25519 {B}", $"pi7 ssh-ed25519 {A}", $"@revoked 10.0.0.7 ssh-ed25519 {A}", $"10.0.0.77 ssh-ed25519 {A}", "broken"];
        Assert.Equal([$"shared ssh-ed25519 {A}", lines[1], lines[3], lines[4], lines[5]], KnownHosts.Without(lines, s_names, key => key.Blob == A));
    }

    [Fact]
    public void A_certificate_authority_gains_the_names_that_it_lacks()
    {
        string[] lines = [$"@cert-authority pi6 ssh-ed25519 {A}", $"pi7 ssh-ed25519 {B}"];
        Assert.Equal([$"@cert-authority pi6,10.0.0.7,pi7 ssh-ed25519 {A}", lines[1]], KnownHosts.WithAuthority(lines, s_names, "ssh-ed25519", A));
        Assert.Equal([.. lines, $"@cert-authority 10.0.0.7,pi7 ssh-ed25519 {B}"], KnownHosts.WithAuthority(lines, s_names, "ssh-ed25519", B));
        Assert.Equal(lines, KnownHosts.WithAuthority(lines, ["pi6"], "ssh-ed25519", A));
    }
}
