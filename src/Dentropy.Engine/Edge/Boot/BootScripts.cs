using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Edge.Boot;

/// <summary>What runs on a gateway for the folders that Raspberry Pis ask for: any POSIX shell. A file <c>.dentropy</c> marks those that are ours.</summary>
internal static class BootScripts
{
    /// <summary>What marks a folder as ours; in it is the machine's name.</summary>
    public const string Mark = ".dentropy";

    private const string Common = """
        fail() { echo "dentropy:$1 $(printf %s "$2" | tr '\n' ' ')" >&2; exit 1; }
        full() { case "$1" in *"No space"*|*quota*) fail nospace;; *) fail write "$1";; esac; }
        exec 9<"$d" || fail nofolder
        flock -x -w 30 9 || fail busy

        """;

    // Each folder is made whole beside its place. It has a link to everything in the image, and files of the machine's own.
    private const string MakeText = """
        [ -d "$r/images/$i" ] || fail noimage
        for x in $f; do if [ -e "$r/$x" ] && [ ! -e "$r/$x/.dentropy" ]; then fail taken "$r/$x"; fi; done
        trap 'for x in $f; do rm -rf "$r/.new.$x"; done' EXIT
        trap 'exit 1' HUP INT TERM PIPE
        for x in $f; do
            t=$r/.new.$x
            said=$( {
                rm -rf "$t" && mkdir "$t" && chmod 755 "$t" || exit 1
                for e in "$r/images/$i"/*; do ln -s "../images/$i/${e##*/}" "$t/" || exit 1; done
                if [ "$c" != - ]; then rm -f "$t/cmdline.txt" && printf '%s\n' "$c" >"$t/cmdline.txt" || exit 1; fi
                printf '%s\n' "$m" >"$t/.dentropy"
            } 2>&1) || full "$said"
        done
        trap '' HUP INT TERM PIPE
        for x in $f; do
            t=$r/.new.$x
            if [ -e "$r/$x" ]; then mv "$r/$x" "$t.old" || fail write "$r/$x"; fi
            said=$(mv "$t" "$r/$x" 2>&1) || { [ ! -e "$t.old" ] || mv "$t.old" "$r/$x"; full "$said"; }
            rm -rf "$t.old"
        done
        # The boot ROM of old models looks for it before it knows its folder.
        if [ "$b" = 1 ] && [ ! -e "$r/bootcode.bin" ] && [ -e "$r/images/$i/bootcode.bin" ]; then ln -s "images/$i/bootcode.bin" "$r/bootcode.bin"; fi
        exit 0
        """;

    private const string RemoveText = """
        for x in $f; do if [ "$(cat "$r/$x/.dentropy" 2>/dev/null)" = "$m" ]; then rm -rf "$r/$x" || fail write "$r/$x"; fi; done
        """;

    /// <summary>Prints <c>image NAME</c> for each image, <c>file NAME</c> for what is in one of them, and <c>taken NAME</c> for a folder that is there and not ours.</summary>
    public static string Look(string root, string? image, IReadOnlyList<string> folders) => $$"""
        r={{ShellQuote.Word(root)}} i={{ShellQuote.Word(image ?? "")}}
        [ -d "$r" ] || echo "noroot -"
        for x in "$r"/images/*/; do x=${x%/}; [ ! -d "$x" ] || echo "image ${x##*/}"; done
        if [ -n "$i" ]; then for x in "$r/images/$i"/*; do [ ! -e "$x" ] || echo "file ${x##*/}"; done; fi
        for x in {{Words(folders)}}; do if [ -e "$r/$x" ] && [ ! -e "$r/$x/{{Mark}}" ]; then echo "taken $x"; fi; done

        """;

    /// <summary>Makes the folders of a machine from an image, in place of those that it has.</summary>
    public static string Make(string folder, string root, string machine, string image, IReadOnlyList<string> folders, string? commandLine, bool oldRom) =>
        Head(folder, root, machine, folders) + $"i={ShellQuote.Word(image)} c={ShellQuote.Word(commandLine ?? "-")} b={(oldRom ? 1 : 0)}\n" + Common + MakeText;

    /// <summary>Takes folders of a machine away, as far as they are its.</summary>
    public static string Remove(string folder, string root, string machine, IReadOnlyList<string> folders) => Head(folder, root, machine, folders) + Common + RemoveText;

    private static string Head(string folder, string root, string machine, IReadOnlyList<string> folders) =>
        $"d={ShellQuote.Word(folder)} r={ShellQuote.Word(root)} m={ShellQuote.Word(machine)} f={ShellQuote.Word(string.Join(' ', folders))}\n";

    private static string Words(IReadOnlyList<string> words) => string.Join(' ', words.Select(ShellQuote.Word));
}
