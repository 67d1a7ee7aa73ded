using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Security.Look;

/// <summary>
/// Makes the one script that looks at a node. It is for any POSIX shell, changes nothing, runs as root where the account is root or becomes it without a password, and
/// else as the account. Each line begins with a word that says what it is; what could not be looked at is said by <c>unseen PART REASON</c>.
/// </summary>
internal static class LookScript
{
    // The script stands in it once, as $0, since quoting it twice would make it several times as long.
    private static readonly string s_choice = ShellQuote.Word(
        "if [ \"$(id -u)\" = 0 ]; then exec /bin/sh -c \"$0\"; elif sudo -n -- /bin/sh -c : >/dev/null 2>&1; then " + RootCommand.WrapWord("\"$0\"") + "; else exec /bin/sh -c \"$0\"; fi");

    private static readonly (LookPart Part, string Text)[] s_parts =
    [
        (LookPart.Sshd, SshdScript.Text),
        (LookPart.Accounts, AccountScript.Text),
        (LookPart.Sockets, SocketScript.Text),
        (LookPart.Filter, FilterScript.Text),
        (LookPart.Docker, DockerScript.Text),
        (LookPart.Serf, SerfScript.Text),
        (LookPart.Ceph, CephScript.Text),
        (LookPart.Updates, UpdateScript.Text),
        (LookPart.Secrets, SecretScript.Text),
    ];

    /// <summary>The command line for a node.</summary>
    /// <param name="parts">What is asked for.</param>
    public static string Command(LookPart parts)
    {
        var text = new StringBuilder(Head);
        foreach (var (part, script) in s_parts)
        {
            // Each in a shell of its own, so that none can end the others.
            if (parts.HasFlag(part))
                text.Append("(\n").Append(script).Append("\n) 2>/dev/null </dev/null\n");
        }

        text.Append("echo 'end .'\n");
        return $"exec /bin/sh -c {s_choice} {ShellQuote.Word(text.ToString())}";
    }

    // Where there is no timeout(1), what might take long is not begun.
    private const string Head = """
        LC_ALL=C; PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
        u=$(id -u); echo "uid $u"
        has() { command -v "$1" >/dev/null 2>&1; }
        unseen() { echo "unseen $*"; }
        within() { if has timeout; then timeout -k 1 "$@"; else return 127; fi; }

        """;
}
