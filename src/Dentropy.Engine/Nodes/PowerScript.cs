using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>The commands that send a node down, and what they print.</summary>
internal static class PowerScript
{
    /// <summary>The boot id follows.</summary>
    public const string Boot = "boot ";

    /// <summary>A command that sends the node down follows; from here on it may be gone.</summary>
    public const string Trying = "try ";

    /// <summary>The node took the request.</summary>
    public const string Taken = "taken";

    /// <summary>The reason why it did not take it follows.</summary>
    public const string Refused = "refused ";

    /// <summary>Prints what differs from one start of the system to the next; the BSDs tell the moment of the start instead.</summary>
    public const string ReadBoot = "cat /proc/sys/kernel/random/boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null";

    /// <summary>The command line that prints the boot id and nothing else.</summary>
    public const string BootCommand = "exec /bin/sh -c '" + ReadBoot + "'";

    // systemd's own command where systemd runs, and no way around its refusal (somebody may hold a lock for a reason);
    // elsewhere the first that works.
    private const string Text =
        """
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
        export PATH LC_ALL
        echo "boot $(READ_BOOT)"
        has() { command -v "$1" >/dev/null 2>&1; }
        root=
        if [ "$(id -u)" != 0 ]; then
          if has sudo; then root='sudo -n'; else echo 'refused the account is not root, and there is no sudo'; exit 1; fi
        fi
        said=
        go() {
          has "$1" || return 0
          echo "try $*"
          said=$($root "$@" 2>&1 </dev/null) && { echo taken; exit 0; }
          said="$1: $said"
        }
        if [ -d /run/systemd/system ] && has systemctl; then
          go systemctl SYSTEMCTL_WORD
        else
          go shutdown SHUTDOWN_WORD now
          go PLAIN_WORD
          go busybox PLAIN_WORD
        fi
        echo "refused $(printf '%s' "${said:-it has none of the commands shutdown, PLAIN_WORD, busybox}" | tr '\n' ' ')"
        exit 1
        """;

    /// <summary>The command line that asks the node to go down.</summary>
    public static string Command(DcNodePowerAction action)
    {
        var (plain, shutdown) = action == DcNodePowerAction.Restart ? ("reboot", "-r") : ("poweroff", "-h");
        var script = Text
            .Replace("READ_BOOT", ReadBoot, StringComparison.Ordinal)
            .Replace("SYSTEMCTL_WORD", plain, StringComparison.Ordinal)
            .Replace("SHUTDOWN_WORD", shutdown, StringComparison.Ordinal)
            .Replace("PLAIN_WORD", plain, StringComparison.Ordinal);
        return "exec /bin/sh -c " + ShellQuote.Word(script);
    }
}
