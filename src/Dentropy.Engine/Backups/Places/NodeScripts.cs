using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Places;

/// <summary>
/// What runs on a node that keeps backups: any POSIX shell with the tools that GNU and BusyBox both have. Words of a script's own stand on
/// standard error behind <c>dentropy:</c>.
/// </summary>
internal static class NodeScripts
{
    /// <summary>What a script says goes behind this.</summary>
    public const string Mark = "dentropy:";

    private const string Fail = "fail() { echo \"dentropy:$1 $2\" >&2; exit 1; }\n";

    /// <summary>Prints a line for each file: its bytes, the second of its last change, its mode in hexadecimal, its name.</summary>
    public static string List(string folder) => Script(folder, """
        [ -d "$d" ] || fail nofolder
        cd "$d" 2>/dev/null && ls >/dev/null 2>&1 || fail denied
        stat -L -c '%s %Y %f %n' *.tar.zst *.tar.gz *.age 2>/dev/null
        exit 0
        """);

    /// <summary>Prints a file's bytes.</summary>
    public static string Length(string folder, string name) => Script(folder, """
        [ -f "$d/$n" ] || fail missing
        [ -r "$d/$n" ] || fail denied
        stat -c %s "$d/$n"
        """, ("n", name));

    /// <summary>Sends a stretch of a file. dd goes to its place at once and takes large blocks from there; older BusyBox has a dd that cannot.</summary>
    public static string Read(string folder, string name, long offset, long length) => Script(folder, """
        [ -f "$d/$n" ] || fail missing
        [ -r "$d/$n" ] || fail denied
        if dd if=/dev/null iflag=skip_bytes,count_bytes status=none 2>/dev/null; then
            exec dd if="$d/$n" bs=1048576 skip="$o" count="$c" iflag=skip_bytes,count_bytes status=none
        fi
        tail -c +$((o+1)) "$d/$n" | head -c "$c"
        """, ("n", name), ("o", Number(offset)), ("c", Number(length)));

    /// <summary>
    /// Takes a file on standard input under a temporary name, says how many bytes are safe on the disk, and waits for the one who commits
    /// it. A link that was cut looks like the end of the input, so nothing gets its name here; what nobody commits in a minute is removed.
    /// </summary>
    public static string Receive(string folder, string name, string temporary) => Script(folder, """
        umask 077
        mkdir -p "$d" 2>/dev/null || fail denied "$(mkdir -p "$d" 2>&1)"
        cd "$d" 2>/dev/null || fail denied
        [ ! -e "$n" ] || fail exists
        find . -maxdepth 1 -type f -name '.*.partial' -mtime +0 -exec rm -f {} \; 2>/dev/null
        trap 'rm -f "$t"' EXIT
        trap 'exit 1' HUP INT TERM PIPE
        (: >"$t") 2>/dev/null || fail denied "$( (: >"$t") 2>&1)"
        echo ready
        said=$(cat 2>&1 >"$t") || case "$said" in *"No space"*|*quota*) fail nospace;; *) fail write "$said";; esac
        said=$(sync "$t" 2>&1 || sync 2>&1) || fail write "$said"
        stat -c %s "$t"
        i=0
        while [ -e "$t" ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done
        exit 0
        """, ("n", name), ("t", temporary));

    /// <summary>Gives a received file its name.</summary>
    public static string Commit(string folder, string name, string temporary) => Script(folder, """
        cd "$d" 2>/dev/null || fail denied
        [ ! -e "$n" ] || fail exists
        [ -e "$t" ] || fail missing
        ln "$t" "$n" 2>/dev/null && rm -f "$t" || mv "$t" "$n" || fail write
        sync . 2>/dev/null || sync
        """, ("n", name), ("t", temporary));

    /// <summary>Removes a temporary file.</summary>
    public static string Abandon(string folder, string temporary) => Script(folder, """
        rm -f "$d/$t"
        """, ("t", temporary));

    /// <summary>Removes a file.</summary>
    public static string Delete(string folder, string name) => Script(folder, """
        [ -e "$d/$n" ] || fail missing
        said=$(rm -f "$d/$n" 2>&1) || fail denied "$said"
        sync "$d" 2>/dev/null || sync
        """, ("n", name));

    /// <summary>Prints how many KiB are free where the folder is, or will be.</summary>
    public static string Free(string folder) => Script(folder, """
        while [ ! -d "$d" ]; do d=$(dirname "$d"); done
        df -Pk "$d" | awk 'NR==2 { print $4 }'
        """);

    private static string Script(string folder, string text, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        // A folder below the account's own is written ~/name; the shell there knows which that is.
        var script = "LC_ALL=C; export LC_ALL\n" + (folder is ['~', '/', ..] ? $"d=\"$HOME\"/{ShellQuote.Word(folder[2..])}\n" : $"d={ShellQuote.Word(folder)}\n");
        foreach (var (name, value) in variables)
            script += $"{name}={ShellQuote.Word(value)}\n";
        return "exec /bin/sh -c " + ShellQuote.Word(script + Fail + text);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
