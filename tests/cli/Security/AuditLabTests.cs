using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Security;

public sealed class AuditLabTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_finding_ends_with_1_and_its_remedy_is_a_command_of_this_program()
    {
        Lab.Require();
        _cli.Environment["DENTROPY_CLOUD"] = Lab.Cloud;
        const string conf = "/etc/ssh/sshd_config.d/50-audit.conf";
        (await _cli.RunAsync("audit", "pi2", "--check", "ssh-*")).Good();
        (await _cli.RunAsync("run", "-n", "pi2", "--sudo", $"echo 'PasswordAuthentication yes' >{conf}")).Good();
        try
        {
            var found = await _cli.RunAsync("audit", "pi2", "--check", "ssh-*");

            Assert.Equal(1, found.Code);
            Assert.StartsWith("high        pi2: ssh-password-login: sshd: PasswordAuthentication yes\n", found.Out, StringComparison.Ordinal);
            Assert.Contains("    > dentropy init pi2 --profile base\nlooked at 1 node: 1 high\n", found.Out, StringComparison.Ordinal);
        }
        finally
        {
            (await _cli.RunAsync("run", "-n", "pi2", "--sudo", $"rm -f {conf}")).Good();
        }

        (await _cli.RunAsync("audit", "pi2", "--check", "ssh-*")).Good();
    }
}
