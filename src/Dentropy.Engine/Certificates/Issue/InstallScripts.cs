using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>
/// What runs on a node that a certificate is installed on: any POSIX shell with the tools that GNU and BusyBox both have. The name of the certificate is
/// a link to a folder with the four files of one generation, so that all of them change in one rename.
/// </summary>
internal static class InstallScripts
{
    /// <summary>Says whether a certificate can be installed, and the node's clock in seconds. Nothing is changed but for the folder itself.</summary>
    public static string Check(string folder, string name) => Script(folder, name, """
        [ -d "$d" ] || said=$(mkdir -p "$d" 2>&1) || { echo "dentropy:denied $said" >&2; exit 1; }
        [ ! -e "$d/$n" ] || [ -L "$d/$n" ] || { echo "dentropy:taken there is $d/$n already, and it was not made by Dentropy" >&2; exit 1; }
        said=$( (: >"$d/.$n.test") 2>&1) && rm -f "$d/.$n.test" || { echo "dentropy:denied $said" >&2; exit 1; }
        date +%s
        """);

    /// <summary>Takes the files of a generation as a tar archive. They are on the disk when it ends well, and nothing is left where it does not.</summary>
    public static string Put(string folder, string name, string generation, long bytes) => Script(folder, name, $$"""
        g="$d/.$n.{{generation}}"
        b={{bytes}}
        """ + "\n" + """
        umask 077
        fail() { rm -rf "$g"; echo "dentropy:write $1" >&2; exit 1; }
        trap 'rm -rf "$g"; exit 1' HUP INT TERM
        said=$(mkdir "$g" 2>&1) || fail "$said"
        said=$(cd "$g" && tar -xpf - 2>&1) || fail "$said"
        [ "$(cat "$g/privkey.pem" "$g/cert.pem" "$g/chain.pem" "$g/fullchain.pem" 2>/dev/null | wc -c)" -eq "$b" ] || fail "not all of it arrived"
        said=$(chmod 755 "$g" && chmod 600 "$g/privkey.pem" && chmod 644 "$g/cert.pem" "$g/chain.pem" "$g/fullchain.pem" 2>&1) || fail "$said"
        said=$(sync 2>&1) || fail "$said"
        """);

    /// <summary>Removes a generation that is not in use.</summary>
    public static string Drop(string folder, string name, string generation) => Script(folder, name, $$"""
        [ "$(readlink "$d/$n")" = ".$n.{{generation}}" ] || rm -rf "$d/.$n.{{generation}}"
        """);

    /// <summary>
    /// Puts a generation in place and runs the reload command. Where that fails, the one from before is put back and the command runs again. It goes on to its end
    /// when the link is lost. Of older generations one is kept.
    /// </summary>
    public static string Switch(string folder, string name, string generation, string? reload) => Script(folder, name, $$"""
        new=".$n.{{generation}}"
        r={{ShellQuote.Word(reload ?? ":")}}
        """ + "\n" + """
        trap '' HUP INT PIPE
        old=$(readlink "$d/$n" 2>/dev/null)
        point() { rm -f "$d/.$n.next"; ln -s "$1" "$d/.$n.next" && mv -fT "$d/.$n.next" "$d/$n"; }
        back() { if [ -n "$old" ]; then point "$old"; else rm -f "$d/$n"; fi; rm -rf "$d/$new"; sync; }
        trap 'back; exit 1' TERM
        said=$(point "$new" 2>&1) || { back 2>/dev/null; echo "dentropy:write $said" >&2; exit 1; }
        sync
        said=$(/bin/sh -c "$r" 2>&1 </dev/null)
        code=$?
        if [ $code -ne 0 ]; then
            back
            [ -z "$old" ] || /bin/sh -c "$r" >/dev/null 2>&1 </dev/null
            echo "dentropy:reload it ended with $code$(printf %s "$said" | tail -n 1 | sed 's/^/: /')" >&2
            [ -n "$old" ] && exit 4 || exit 5
        fi
        cd "$d" && for g in ."$n".*-*; do
            [ -d "$g" ] && [ ! -L "$g" ] && [ "$g" != "$new" ] && [ "$g" != "$old" ] && rm -rf "$g"
        done
        exit 0
        """);

    private static string Script(string folder, string name, string text) => $"d={ShellQuote.Word(folder)}\nn={ShellQuote.Word(name)}\n{text}";
}
