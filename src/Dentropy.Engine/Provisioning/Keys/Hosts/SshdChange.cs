using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>
/// Shell that changes files of sshd so that a timer on the node puts them back, unless it is told in time that sshd shows what it should. What was there stays beside its
/// place under another name, so that putting it back is a renaming and needs no room.
/// </summary>
internal static class SshdChange
{
    /// <summary>What is appended to a file's name while the change is not proved.</summary>
    private const string Old = ".dentropy-old";

    /// <summary>A script that changes files and has sshd read them.</summary>
    /// <param name="files">Every file that is changed, made or replaced.</param>
    /// <param name="change">What changes them; it ends with an error where it cannot.</param>
    /// <param name="check">What has to hold once <c>sshd -t</c> has accepted it; <c>$now</c> is what <c>sshd -T</c> says.</param>
    /// <param name="limit">How long the proof may take.</param>
    public static string Arm(IEnumerable<string> files, string change, string check, TimeSpan limit) => StepScripts.Make(Common + $$"""
        said=$(mkdir -p "$state" 2>&1) || die write "$said"
        # What nobody has proved is not the state to go back to.
        if [ -e "$mark" ]; then stop_timer; back; fi
        said=$(sshd -t 2>&1) || die refused "$said"
        set -- {{ShellQuote.Words(files)}}
        unsave() { for f do rm -f "$f{{Old}}"; done; rm -f "$mark.new"; }
        save() { for f do rm -f "$f{{Old}}"; if [ -e "$f" ]; then ln "$f" "$f{{Old}}" && echo "old $f"; else echo "none $f"; fi || return 1; done; }
        said=$( { save "$@" >"$mark.new" && sync "$mark.new" && mv -f "$mark.new" "$mark"; } 2>&1) || { unsave "$@"; die write "$said"; }
        # The timer must outlive this session, and what is stopped with it.
        env -i PATH="$PATH" setsid /bin/sh -c "$timer" dentropy-hostkeys {{StepScripts.Seconds(limit)}} </dev/null >/dev/null 2>&1 8>&- &
        echo $! >"$pid"
        fail() { stop_timer; back; die "$1" "$2"; }
        change() {
        {{change}}
        }
        said=$(change 2>&1) || fail write "$said"
        said=$(sshd -t 2>&1) || fail refused "$said"
        now=$(sshd -T 2>&1) || fail refused "$now"
        {{check}}
        said=$(reload 2>&1) || fail reload "$said"

        """);

    /// <summary>A script that makes the change stay.</summary>
    public static string Confirm { get; } = StepScripts.Make(Common + """
        [ -e "$mark" ] || die late "the timer has put it back already"
        stop_timer
        [ -e "$mark" ] || die late "the timer has put it back already"
        keep
        """);

    /// <summary>The same where there may be nothing to confirm.</summary>
    public static string Settle { get; } = StepScripts.Make(Common + "stop_timer\nif [ -e \"$mark\" ]; then keep; fi\n");

    /// <summary>A script that puts things back at once.</summary>
    public static string TakeBack { get; } = StepScripts.Make(Common + "stop_timer\nif [ -e \"$mark\" ]; then back; fi\n");

    private const string Common = $$"""
        state={{StepScripts.StateFolder}}; mark=$state/hostkeys.unproven; pid={{StepScripts.RunFolder}}/hostkeys.pid
        funcs='
        state={{StepScripts.StateFolder}}; mark=$state/hostkeys.unproven
        {{SshdScripts.Functions}}
        back() {
            while read -r kind f; do
                if [ "$kind" = none ]; then rm -f "$f"; elif [ -e "$f{{Old}}" ]; then mv -f "$f{{Old}}" "$f"; fi
                rm -f "$f{{Old}}"
            done <"$mark"
            reload >/dev/null 2>&1
            rm -f "$mark"; sync "$state"
        }
        '
        eval "$funcs"
        listening=$(listener)
        timer="listening=$listening$funcs
        sleep \"\$1\"; exec 8>{{StepScripts.RunFolder}}/step.lock; flock 8; if [ -e \"\$mark\" ]; then back; fi"
        keep() { files=$(sed 's/^[a-z]* //' "$mark"); rm -f "$mark"; sync "$state"; printf '%s\n' "$files" | while read -r f; do rm -f "$f{{Old}}"; done; }
        stop_timer() { if [ -s "$pid" ]; then x=$(cat "$pid"); if grep -q dentropy-hostkeys "/proc/$x/cmdline" 2>/dev/null; then kill -- "-$x" 2>/dev/null || kill "$x" 2>/dev/null; fi; rm -f "$pid"; fi; }

        """;
}
