using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dnsmasq;

/// <summary>
/// What runs on a node with dnsmasq: any POSIX shell. Words of a script's own stand on standard error behind <c>dentropy:</c>: <c>nofolder</c>, <c>denied</c>,
/// <c>busy</c>, <c>missing</c>, <c>changed</c>, <c>cut</c>, <c>nospace</c>, <c>syntax</c>, <c>write</c>, <c>reload</c>, each with what is known of it.
/// </summary>
internal static class DnsmasqScripts
{
    public const string Mark = "dentropy:";

    // Whoever reads or writes takes turns through a lock on the folder itself, so that none is left behind.
    private const string Common = """
        PATH=$PATH:/usr/sbin:/sbin; LC_ALL=C; export PATH LC_ALL
        fail() { echo "dentropy:$1 $(printf %s "$2" | tr '\n' ' ')" >&2; exit 1; }
        [ -d "$d" ] || fail nofolder
        exec 9<"$d" || fail denied "$d cannot be read"
        flock $k -w 30 9 || fail busy

        """;

    // Of file i: p its path, s the checksum that was read, n its new length (-1 where it goes), k whether dnsmasq reads it when it starts. The configuration
    // is checked as a whole, as dnsmasq will read it, in a folder that it does not read. Only then do the files get their names; from there on a link that
    // breaks does not stop it. What dnsmasq does not start with is taken back.
    private const string WriteText = """
        sum() { if [ -e "$1" ]; then sha256sum <"$1" | cut -c1-64; else echo none; fi; }
        full() { case "$1" in *"No space"*|*quota*) fail nospace;; *) fail write "$1";; esac; }
        of() { eval "p=\$p$1 s=\$s$1 n=\$n$1 k=\$k$1"; }
        for i in $all; do of $i; [ "$(sum "$p")" = "$s" ] || fail changed; done
        command -v dnsmasq >/dev/null || fail missing
        t=$(mktemp -d "$d/.dentropy.XXXXXX" 2>&1) || case "$t" in *"No space"*) fail nospace;; *) fail denied "$t";; esac
        trap 'rm -rf "$t"' EXIT
        trap 'exit 1' HUP INT TERM PIPE
        said=$(cat 2>&1 >"$t/all") || full "$said"
        [ "$(sum "$t/all")" = "$sa" ] || fail cut
        at=1 how=hup
        for i in $all; do
            of $i
            if [ "$n" -ge 0 ]; then
                said=$( { tail -c +$at "$t/all" | head -c "$n" >"$t/new.$i" && chmod 644 "$t/new.$i"; } 2>&1) || full "$said"
                at=$((at+n))
            fi
            [ "$k" = 0 ] || [ "$(sum "$t/new.$i")" = "$s" ] || how=restart
        done
        if [ $how = restart ]; then
            said=$( {
                mkdir "$t/d"
                for f in "$d"/*; do if [ -f "$f" ]; then cp "$f" "$t/d/"; fi; done
                for i in $all; do
                    of $i
                    [ "$k" = 1 ] || continue
                    rm -f "$t/d/${p##*/}"
                    if [ "$n" -ge 0 ]; then cp "$t/new.$i" "$t/d/${p##*/}"; fi
                done
                : >"$t/main"
                if [ -e /etc/dnsmasq.conf ]; then sed "\|^[[:space:]]*conf-dir=$d/*\(,.*\)*[[:space:]]*\$|d" /etc/dnsmasq.conf >"$t/main"; fi
            } 2>&1) || full "$said"
            filter=$(sed -n "s|^[[:space:]]*conf-dir=$d/*,\(.*\)|\1|p" /etc/dnsmasq.conf 2>/dev/null)
            said=$(dnsmasq --test -C "$t/main" -7 "$t/d,${filter:-.dpkg-dist,.dpkg-old,.dpkg-new}" 2>&1) || fail syntax "$said"
        fi
        said=$(sync "$t"/new.* 2>&1 || sync 2>&1) || full "$said"

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
            [ -s "$t/cmd" ] || cat "/proc/$p/cmdline" >"$t/cmd"
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
        back() {
            for i in $all; do of $i; if [ -e "$t/old.$i" ]; then mv -f "$t/old.$i" "$p"; else [ "$s" != none ] || rm -f "$p"; fi; done
        }
        if [ $how = restart ] && [ -z "$r" ] && [ ! -d /run/systemd/system ]; then only >/dev/null || fail reload "dnsmasq does not run there, or more than one does"; fi
        trap '' HUP INT TERM PIPE
        for i in $all; do of $i; if [ -e "$p" ]; then cp -p "$p" "$t/old.$i" || full "no copy could be made"; fi; done
        for i in $all; do
            of $i
            if [ "$n" -lt 0 ]; then said=$(rm -f "$p" 2>&1); else said=$(mv -f "$t/new.$i" "$p" 2>&1); fi || { back; fail write "$said"; }
        done
        sync "$d" 2>/dev/null || sync
        if ! said=$(again $how 2>&1 9<&- </dev/null); then
            back
            # What did not start has no process to be started anew from; its command line is still known.
            if [ -n "$r" ] || [ ! -s "$t/cmd" ] || only >/dev/null; then again restart >/dev/null 2>&1 9<&- </dev/null; else xargs -0 env <"$t/cmd" >/dev/null 2>&1 9<&-; fi
            fail reload "$said"
        fi
        echo "$how"
        """;

    /// <summary>Prints the account's number, then the length of each file (-1 where there is none), then all of them, then what a script of the caller's prints.</summary>
    public static string Read(string folder, IReadOnlyList<string> paths, string more)
    {
        var files = string.Join(' ', paths.Select(ShellQuote.Word));
        return Script("-s", folder, "") + Common + $$"""
            id -u
            for f in {{files}}; do
                if [ ! -e "$f" ]; then echo -1; continue; fi
                [ -r "$f" ] || fail denied "$f cannot be read"
                wc -c <"$f"
            done
            cat {{files}} 2>/dev/null
            {{more}}
            exit 0
            """;
    }

    /// <summary>
    /// Takes the new content of all files on standard input, one behind the other, and puts it in place of what has their checksums. Prints how dnsmasq
    /// was told.
    /// </summary>
    public static string Write(string folder, string? reload, IReadOnlyList<DnsmasqFile> files, byte[] input)
    {
        var script = Script("-x", folder, reload ?? "") + $"sa={DnsmasqFile.Sum(input)}\nall={ShellQuote.Word(string.Join(' ', Enumerable.Range(1, files.Count)))}\n";
        for (var at = 0; at < files.Count; at++)
        {
            var (number, file) = (Number(at + 1), files[at]);
            script += $"p{number}={ShellQuote.Word(file.Path)} s{number}={file.Before} n{number}={Number(file.Content?.Length ?? -1)} k{number}={(file.IsConfiguration ? 1 : 0)}\n";
        }

        return script + Common + WriteText;
    }

    private static string Script(string lockKind, string folder, string reload) => $"k={lockKind}\nd={ShellQuote.Word(folder)}\nr={ShellQuote.Word(reload)}\n";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
