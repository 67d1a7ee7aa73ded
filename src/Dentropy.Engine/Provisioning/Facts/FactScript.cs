using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Facts;

/// <summary>
/// Makes the one script that tells a node's state. It is for any POSIX shell with what every Debian has (dpkg, coreutils, awk, sed), changes nothing, and asks for
/// everything of a kind with one process, since starting processes is what takes the time.
/// </summary>
internal static class FactScript
{
    /// <summary>Larger files are compared by their sum alone.</summary>
    public const int LargestShown = 256 * 1024;

    // sshd hands the whole line to the account's shell as one argument, and Linux takes none of 128 KiB (MAX_ARG_STRLEN).
    private const int Longest = 120 * 1024;

    // The script stands in it once, as $0, since quoting it twice would make it several times as long.
    private static readonly string s_choice = ShellQuote.Word("if [ \"$(id -u)\" = 0 ]; then exec /bin/sh -c \"$0\"; fi; " + RootCommand.WrapWord("\"$0\""));

    /// <summary>The command line for a node: the script as root, whether the account is root or may become it.</summary>
    public static string Command(string script) => $"exec /bin/sh -c {s_choice} {ShellQuote.Word("LC_ALL=C; export LC_ALL\n" + script)}";

    /// <summary>The script for a set of questions; null where it would be too long for a command line.</summary>
    public static string? Make(FactQuestions questions)
    {
        var text = new StringBuilder(Head);
        Packages(text, questions);
        Files(text, questions);
        Users(text, questions);
        Services(text, questions);
        // The shell's own read takes such a file byte by byte, and the kernel answers only the first time.
        if (questions.Sysctl.Count > 0)
            text.Append("grep -sH '' ").Append(ShellQuote.Words(questions.Sysctl.Select(key => "/proc/sys/" + key.Replace('.', '/')))).Append(" | sed 's|^/proc/sys/|sysctl |'\n");
        if (questions.Zone is { } zone)
            text.Append("echo \"zone $(readlink /etc/localtime)\"; x=; read -r x </etc/timezone 2>/dev/null; echo \"zonename $x\"\n")
                .Append($"if [ -f {ShellQuote.Word("/usr/share/zoneinfo/" + zone)} ]; then echo 'zoneknown yes'; fi\n");
        if (questions.HostName)
            text.Append("echo \"hostname $(uname -n)\"\n");
        if (questions.Sshd.Count > 0)
            text.Append($"if command -v sshd >/dev/null; then x=$(sshd -T 2>&1) && printf '%s\\n' \"$x\" | grep -E '^({string.Join('|', questions.Sshd)}) ' | sed 's/^/sshd /' || printf 'sshdfault %s\\n' \"$(printf '%s\\n' \"$x\" | tail -n 1)\"; fi\n")
                .Append("if [ -e /var/lib/dentropy/ssh.unproven ]; then echo 'unproven yes'; fi\n");
        text.Append("echo 'end .'\n");
        var script = text.ToString();
        return Command(script).Length <= Longest ? script : null;
    }

    private static void Packages(StringBuilder text, FactQuestions questions)
    {
        if (questions.Packages.Count == 0)
            return;
        // The second letter is the state: H, U, F, W and t are packages that dpkg has not finished with (dpkg-query(1), db:Status-Abbrev).
        text.Append("dpkg-query -W -f '${db:Status-Abbrev}|${Package}|${Version}\\n' 2>/dev/null | awk -F'|' -v want=").Append(ShellQuote.Word($" {string.Join(' ', questions.Packages)} ")).Append(
            " '{ s = substr($1, 2, 1); if (index(want, \" \" $2 \" \")) print \"package \" $2 \" \" s \" \" $3; if (s ~ /[HUFWt]/ || substr($1, 3, 1) == \"R\") print \"broken \" $2 }'\n");
        text.Append("for x in /var/lib/dpkg/updates/[0-9]*; do if [ -e \"$x\" ]; then echo 'journal yes'; break; fi; done\n");
    }

    private static void Files(StringBuilder text, FactQuestions questions)
    {
        if (questions.Files.Count == 0)
            return;
        text.Append("set -- ").Append(ShellQuote.Words(questions.Files.Keys)).Append('\n').Append(
            $$"""
            stat -c 'file %a|%U|%G|%F|%s|%n' -- "$@" 2>/dev/null
            s=$n$(sha256sum -- "$@" 2>/dev/null)$n
            f() {
                case $s in *"$n$1  $2$n"*) echo "same $2"; return ;; esac
                if [ -f "$2" ] && [ ! -L "$2" ]; then echo "content $(head -c {{LargestShown}} -- "$2" | base64 -w 0) $2"; fi
            }

            """);
        foreach (var (path, sum) in questions.Files)
            text.Append("f ").Append(sum ?? "-").Append(' ').Append(ShellQuote.Word(path)).Append('\n');
    }

    private static void Users(StringBuilder text, FactQuestions questions)
    {
        if (questions.Users.Count == 0)
            return;
        var users = ShellQuote.Words(questions.Users);
        // Of the shadow entry only its kind leaves the node. The keys are read as the account itself: what it has put there may be a link to anything.
        text.Append(
            $$"""
            getent passwd -- {{users}} | sed 's/^/passwd /'
            getent group | sed 's/^/group /'
            getent shadow -- {{users}} | awk -F: '{ k = substr($2, 1, 1); print "shadow " $1 " " ($2 == "" ? "empty" : k == "*" ? "none" : k == "!" ? "locked" : "password") }'
            for u in {{users}}; do
                h=$(getent passwd -- "$u" | cut -d: -f6)
                if [ -n "$h" ] && [ -e "$h/.ssh/authorized_keys" ]; then echo "keys $u $(runuser -u "$u" -- head -c {{LargestShown}} -- "$h/.ssh/authorized_keys" 2>/dev/null | base64 -w 0)"; fi
            done

            """);
    }

    private static void Services(StringBuilder text, FactQuestions questions)
    {
        text.Append("for x in /var/lib/dentropy/restart/*; do if [ -e \"$x\" ]; then echo \"pending ${x##*/}\"; fi; done\n");
        if (questions.Services.Count == 0)
            return;
        text.Append(
            $$"""
            if [ -d /run/systemd/system ]; then
                systemctl show -p Id,LoadState,ActiveState,UnitFileState,ConditionResult,ConditionTimestampMonotonic -- {{ShellQuote.Words(questions.Services.Select(name => name + ".service"))}} 2>/dev/null | sed 's/^/unit /'
            else
                for u in {{ShellQuote.Words(questions.Services)}}; do
                    if [ -x "/etc/init.d/$u" ]; then
                        a=inactive; if service "$u" status >/dev/null 2>&1 </dev/null; then a=active; fi
                        e=disabled; for x in /etc/rc[2345].d/S[0-9][0-9]"$u"; do if [ -e "$x" ]; then e=enabled; fi; done
                        echo "sysv $u $a $e"
                    fi
                done
            fi

            """);
    }

    private const string Head = """
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        n='
        '
        echo "uid $(id -u)"
        ( . /etc/os-release 2>/dev/null && echo "os $ID $VERSION_CODENAME" )
        echo "arch $(dpkg --print-architecture 2>/dev/null)"
        if [ -d /run/systemd/system ]; then echo 'systemd yes'; fi

        """;
}
