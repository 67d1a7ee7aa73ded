using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>What runs on a node with dnsmasq: any POSIX shell. Words of a script's own stand on standard error behind <c>dentropy:</c>.</summary>
internal static class DnsmasqScripts
{
    public const string Mark = "dentropy:";

    // Whoever reads or writes takes turns through a lock on the folder itself, so that none is left behind.
    private const string Common = """
        PATH=$PATH:/usr/sbin:/sbin; LC_ALL=C; export PATH LC_ALL
        d=${c%/*}
        fail() { echo "dentropy:$1 $(printf %s "$2" | tr '\n' ' ')" >&2; exit 1; }
        [ -d "$d" ] || fail nofolder
        exec 9<"$d" || fail denied "$d cannot be read"
        flock $k -w 30 9 || fail busy

        """;

    // The configuration is checked as a whole, as dnsmasq will read it, in a folder that it does not read. Only then do the files get their names; from
    // there on a link that breaks does not stop it. What dnsmasq does not start with is taken back.
    private const string WriteText = """
        sum() { if [ -e "$1" ]; then sha256sum <"$1" | cut -c1-64; else echo none; fi; }
        full() { case "$1" in *"No space"*|*quota*) fail nospace;; *) fail write "$1";; esac; }
        [ "$(sum "$c")" = "$sc" ] && [ "$(sum "$h")" = "$sh" ] || fail changed
        command -v dnsmasq >/dev/null || fail missing
        t=$(mktemp -d "$d/.dentropy.XXXXXX" 2>&1) || case "$t" in *"No space"*) fail nospace;; *) fail denied "$t";; esac
        trap 'rm -rf "$t"' EXIT
        trap 'exit 1' HUP INT TERM PIPE
        said=$(cat 2>&1 >"$t/all") || full "$said"
        [ "$(sum "$t/all")" = "$sa" ] || fail cut
        said=$( { head -c "$n" "$t/all" >"$t/c" && tail -c "$m" "$t/all" >"$t/h"; } 2>&1) || full "$said"
        chmod 644 "$t/c" "$t/h"
        new=$(sum "$t/c")
        if [ "$new" != "$sc" ]; then
            said=$( {
                mkdir "$t/d"
                for f in "$d"/*; do if [ -f "$f" ] && [ "$f" != "$c" ]; then cp "$f" "$t/d/"; fi; done
                cp "$t/c" "$t/d/${c##*/}"
                : >"$t/main"
                if [ -e /etc/dnsmasq.conf ]; then sed "\|^[[:space:]]*conf-dir=$d/*\(,.*\)*[[:space:]]*\$|d" /etc/dnsmasq.conf >"$t/main"; fi
            } 2>&1) || full "$said"
            filter=$(sed -n "s|^[[:space:]]*conf-dir=$d/*,\(.*\)|\1|p" /etc/dnsmasq.conf 2>/dev/null)
            said=$(dnsmasq --test -C "$t/main" -7 "$t/d,${filter:-.dpkg-dist,.dpkg-old,.dpkg-new}" 2>&1) || fail syntax "$said"
        fi
        said=$(sync "$t/c" "$t/h" 2>&1 || sync 2>&1) || full "$said"

        only() {
            for f in $(sed -n 's/^[[:space:]]*pid-file=//p' /etc/dnsmasq.conf "$d"/* 2>/dev/null) /run/dnsmasq/dnsmasq.pid /run/dnsmasq.pid; do
                p=$(cat "$f" 2>/dev/null) && [ "$(cat "/proc/$p/comm" 2>/dev/null)" = dnsmasq ] && echo "$p" && return
            done
            p=$(pgrep -x dnsmasq) && [ "$(printf '%s\n' "$p" | wc -l)" = 1 ] && echo "$p"
        }
        again() {
            if [ -n "$r" ]; then sh -c "$r"; return; fi
            if [ -d /run/systemd/system ] && systemctl cat dnsmasq >/dev/null 2>&1; then
                if [ "$1" = hup ]; then systemctl kill -s HUP dnsmasq; else systemctl restart dnsmasq; fi
                return
            fi
            p=$(only) || { echo "dnsmasq does not run there, or more than one does"; return 1; }
            if [ "$1" = hup ]; then kill -HUP "$p"; return; fi
            if [ -x /etc/init.d/dnsmasq ]; then service dnsmasq restart; return; fi
            cat "/proc/$p/cmdline" >"$t/cmd"
            kill "$p"
            i=0
            while [ -e "/proc/$p" ] && [ $i -lt 100 ]; do sleep 0.05; i=$((i+1)); done
            case " $(tr '\0' ' ' <"$t/cmd")" in
                *" -k "*|*" -d "*|*" --keep-in-foreground "*|*" --no-daemon "*)
                    i=0
                    while ! only >/dev/null && [ $i -lt 100 ]; do sleep 0.05; i=$((i+1)); done
                    only >/dev/null || { echo "whoever started dnsmasq did not start it again"; return 1; } ;;
                *) xargs -0 env <"$t/cmd" ;;
            esac
        }
        how=hup
        [ "$new" = "$sc" ] || how=restart
        if [ $how = restart ] && [ -z "$r" ] && [ ! -d /run/systemd/system ]; then only >/dev/null || fail reload "dnsmasq does not run there, or more than one does"; fi
        trap '' HUP INT TERM PIPE
        for f in c h; do eval "real=\$$f"; if [ -e "$real" ]; then cp -p "$real" "$t/old.$f" || full "no copy could be made"; fi; done
        said=$( { mv -f "$t/h" "$h" && mv -f "$t/c" "$c"; } 2>&1) || fail write "$said"
        sync "$d" 2>/dev/null || sync
        if ! said=$(again $how 2>&1 9<&- </dev/null); then
            for f in c h; do eval "real=\$$f"; if [ -e "$t/old.$f" ]; then mv -f "$t/old.$f" "$real"; else rm -f "$real"; fi; done
            again restart >/dev/null 2>&1 9<&- </dev/null
            fail reload "$said"
        fi
        echo "$how"
        """;

    /// <summary>Prints the account's number, then the length of either file (-1 where there is none), then both.</summary>
    public static string Read(string file, string hosts) => Script("-s", "", ("c", file), ("h", hosts)) + Common + """
        id -u
        for f in "$c" "$h"; do
            if [ ! -e "$f" ]; then echo -1; continue; fi
            [ -r "$f" ] || fail denied "$f cannot be read"
            wc -c <"$f"
        done
        cat "$c" "$h" 2>/dev/null
        exit 0
        """;

    /// <summary>
    /// Takes the new content of both files on standard input, one behind the other, and puts it in place of what has these checksums. Prints how dnsmasq
    /// was told.
    /// </summary>
    public static string Write(string file, string hosts, string? reload, (string Configuration, string Hosts) before, byte[] configuration, byte[] hostsContent) =>
        Script(
            "-x",
            reload ?? "",
            ("c", file),
            ("h", hosts),
            ("sc", before.Configuration),
            ("sh", before.Hosts),
            ("sa", DnsmasqFiles.Sum([.. configuration, .. hostsContent])),
            ("n", Number(configuration.Length)),
            ("m", Number(hostsContent.Length))) + Common + WriteText;

    private static string Script(string lockKind, string reload, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var script = $"k={lockKind}\nr={ShellQuote.Word(reload)}\n";
        foreach (var (name, value) in variables)
            script += $"{name}={ShellQuote.Word(value)}\n";
        return script;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
