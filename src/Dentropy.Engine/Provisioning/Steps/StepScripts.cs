using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>What all scripts of steps begin with. One of them runs at a time, also where its link is lost and another run has begun.</summary>
internal static class StepScripts
{
    /// <summary>Runtime files; they go with a restart, as the processes that they are about do.</summary>
    public const string RunFolder = "/run/dentropy";

    /// <summary>What has to outlive a restart of the node.</summary>
    public const string StateFolder = "/var/lib/dentropy";

    private const string Head = $$"""
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        umask 022
        die() { printf 'dentropy:%s %s\n' "$1" "$(printf '%s' "$2" | tail -n 3 | tr '\n' ' ')" >&2; exit 1; }
        mkdir -p {{RunFolder}} || die write "{{RunFolder}} cannot be made"
        exec 8>{{RunFolder}}/step.lock
        flock -w 300 8 || die busy "another step still runs on the node"

        """;

    /// <summary>A whole script.</summary>
    public static string Make(string body) => Head + body;

    /// <summary>A shell function that puts its standard input in place of a file: whole, with owner and mode, or not at all.</summary>
    /// <remarks>What does not come in time is cut off, so that a lost link holds up nobody. Usage: <c>put PATH SHA256 OWNER MODE [CHECK]</c>; CHECK is a command line in which <c>$t</c> is the new file.</remarks>
    public const string Put = """
        put() {
            d=${1%/*}; t="$d/.dentropy-new.${1##*/}"
            said=$(mkdir -p "$d" 2>&1) || die write "$said"
            trap 'rm -f "$t"' EXIT
            trap 'exit 1' HUP INT TERM
            said=$( (umask 077; timeout 120 cat >"$t") 2>&1) || die write "$said"
            x=$(sha256sum <"$t") && [ "${x%% *}" = "$2" ] || die cut "not all of $1 arrived"
            said=$( { chown "$3" "$t" && chmod "$4" "$t"; } 2>&1) || die owner "$said"
            if [ -n "$5" ]; then said=$(eval "$5" 2>&1 </dev/null) || die check "$said"; fi
            said=$( { sync "$t" && mv -f "$t" "$1"; } 2>&1) || die write "$said"
        }

        """;

    /// <summary>Notes services that are to be restarted, before what they watch changes, so that an interrupted run is told from a finished one.</summary>
    public static string Note(IEnumerable<string> services) =>
        string.Concat(services.Select(name => $"said=$( {{ mkdir -p {StateFolder}/restart && echo >{StateFolder}/restart/{ShellQuote.Word(name)}; }} 2>&1) || die write \"$said\"\n"));

    public static string Seconds(TimeSpan time) => ((int)Math.Max(1, Math.Ceiling(time.TotalSeconds))).ToString(CultureInfo.InvariantCulture);
}
