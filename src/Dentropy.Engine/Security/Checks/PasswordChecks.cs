using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Ways in by password: what sshd lets in, and which accounts have one.</summary>
internal sealed class PasswordChecks : INodeCheck
{
    public IReadOnlyList<string> Names { get; } =
        [SecurityChecks.SshPasswordLogin, SecurityChecks.SshRootPassword, SecurityChecks.SshEmptyPassword, SecurityChecks.AccountEmptyPassword, SecurityChecks.AccountPassword];

    public LookPart Parts => LookPart.Sshd | LookPart.Accounts;

    public IEnumerable<DcSecurityFinding> Judge(NodeScope node)
    {
        var name = node.Node.Name;
        var harden = $"Initialize-DcNode {name} -Profile base";
        var logins = SshdSettings.Read(node.Look);
        var accounts = node.Look.Words("account").Where(words => words.Length == 2).ToLookup(words => words[1], words => words[0], StringComparer.Ordinal);
        var passwords = logins.Where(login => login.TakesPasswords).ToList();
        var roots = logins.Where(login => login.TakesPasswords && login.TakesRoot).ToList();
        var empties = logins.Where(login => login.TakesEmpty).ToList();

        // This machine is not reached by ssh, so it may well have no such server.
        if (!node.Node.IsLocal)
        {
            foreach (var unseen in node.Unseen(SecurityChecks.SshPasswordLogin, "nosshd", "password logins over ssh"))
                yield return unseen;
        }

        foreach (var unseen in node.Unseen(SecurityChecks.SshPasswordLogin, "sshd", "password logins over ssh").Concat(node.Unseen(SecurityChecks.SshPasswordLogin, "match", "some of sshd's Match blocks"))
            .Concat(node.Unseen(SecurityChecks.AccountPassword, "accounts", "passwords of accounts")))
            yield return unseen;
        if (passwords.Count > 0)
            yield return node.Finding(DcSecuritySeverity.High, SecurityChecks.SshPasswordLogin, $"sshd: {passwords[0].PasswordSetting}{For(passwords)}", "Accounts are let in by password, so passwords can be guessed from wherever the port is reached.", harden);
        if (roots.Count > 0)
        {
            var real = accounts["password"].Concat(accounts["empty"]).Contains("root", StringComparer.Ordinal);
            yield return node.Finding(
                real ? DcSecuritySeverity.Critical : DcSecuritySeverity.High,
                SecurityChecks.SshRootPassword,
                $"sshd: PermitRootLogin yes and {roots[0].PasswordSetting}{For(roots)}; root has {(real ? "a" : "no")} password",
                real ? "Who guesses root's password has the node." : "Who gives root a password opens the node to guesses.",
                harden);
        }

        if (empties.Count > 0)
            yield return node.Finding(
                accounts["empty"].Any() ? DcSecuritySeverity.Critical : DcSecuritySeverity.High, SecurityChecks.SshEmptyPassword, $"sshd: PermitEmptyPasswords yes{For(empties)}", "Accounts without a password are let in by anybody.", harden);
        if (accounts["empty"].Any())
            yield return node.Finding(
                empties.Count > 0 ? DcSecuritySeverity.Critical : DcSecuritySeverity.High,
                SecurityChecks.AccountEmptyPassword,
                $"empty password: {NodeScope.List(accounts["empty"])}",
                "Anybody becomes this account at the console, by su, and wherever a service takes empty passwords.",
                TakeAway(name, accounts["empty"]));
        if (accounts["password"].Any())
            yield return node.Finding(
                passwords.Count > 0 ? DcSecuritySeverity.Medium : DcSecuritySeverity.Low,
                SecurityChecks.AccountPassword,
                $"with a password: {NodeScope.List(accounts["password"])}",
                passwords.Count > 0 ? "Passwords of these accounts can be guessed over ssh." : "These passwords work at the console and for sudo; over ssh they do not.",
                TakeAway(name, accounts["password"]));
    }

    private static string For(List<SshdSettings> logins) => logins[0].User is null ? "" : $", for {NodeScope.List(logins.Select(login => $"{login.User} from {login.From}"))}";

    // usermod(8): what is no hash, * among them, matches no password, and leaves keys alone.
    private static string? TakeAway(string node, IEnumerable<string> accounts) => !accounts.Any(IsPlain) ? null
        : $"Invoke-DcClusterCommand \"{string.Join("; ", accounts.Where(IsPlain).Select(account => $"usermod -p '*' {account}"))}\" -Node {node} -Sudo";

    // useradd(8); any other name is mended by hand.
    private static bool IsPlain(string account) => account.Length > 0 && account[0] != '-' && account.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
