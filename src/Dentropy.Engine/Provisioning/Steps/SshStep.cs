using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>
/// Settings of sshd in a file of their own, which sshd reads first, so that they count (sshd_config(5): the first value obtained is used). A timer on the node takes
/// them back unless a fresh login proves in time that one can still get in.
/// </summary>
internal sealed class SshStep(IReadOnlyDictionary<string, string> settings) : NodeStep("ssh", "sshd")
{
    /// <summary>The file.</summary>
    public const string Path = "/etc/ssh/sshd_config.d/00-dentropy.conf";

    private readonly byte[] _content = Encoding.UTF8.GetBytes("# Made by Dentropy; Initialize-DcNode writes it anew.\n" + string.Concat(settings.Select(pair => $"{pair.Key} {pair.Value}\n")));

    private string Sum => Convert.ToHexStringLower(SHA256.HashData(_content));

    public override void Ask(FactQuestions questions)
    {
        questions.Files[Path] = Sum;
        questions.Sshd.UnionWith(settings.Keys.Select(Lower));
    }

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        if (facts.SshdFault is { } fault)
            throw Cannot(plan, "ProvisionSshdBroken", $"sshd does not take its configuration as it is now: {Inventory.Shown.Text(fault)}. Mend it (sshd -t) before anything is added to it.");
        var there = facts.Files.GetValueOrDefault(Path);
        var overruled = settings.Where(pair => facts.Sshd.TryGetValue(Lower(pair.Key), out var now) && !Same(now, pair.Value)).ToList();
        if (there is { Same: true } && overruled.Count == 0 && !facts.Unproven)
            return null;
        var words = overruled.Select(pair => $"{pair.Key} {facts.Sshd[Lower(pair.Key)]} to {pair.Value}").ToList();
        if (words.Count == 0)
            words.Add(there is { Same: true } ? "prove what a run before has left" : "write the settings");
        var before = there?.Content is { } bytes ? Encoding.UTF8.GetString(bytes) : there is { Same: true } ? Encoding.UTF8.GetString(_content) : null;
        return new StepChange(string.Join("; ", words), StepScripts.Make(Arm(plan.ProofLimit)))
        {
            Input = _content,
            Diff = there is { Same: true } ? null : UnifiedDiff.Between(before, Encoding.UTF8.GetString(_content), Path),
            Confirm = StepScripts.Make(Common + ConfirmText),
            TakeBack = StepScripts.Make(Common + TakeBackText),
        };
    }

    private string Arm(TimeSpan limit)
    {
        // What sshd has after all, since another file or a Match block may stand before ours.
        var expected = string.Concat(settings.Select(pair => $"has {ShellQuote.Word(Lower(pair.Key))} {ShellQuote.Word(pair.Value)} {ShellQuote.Word(Norm(pair.Value))}\n"));
        return StepScripts.Put + Common + $$"""
            has() { printf '%s\n' "$now" | grep -qixF -e "$1 $2" -e "$1 $3" || fail overruled "$1 is $(printf '%s\n' "$now" | grep -i "^$1 " | cut -d' ' -f2- | head -n 1) after all"; }
            said=$(mkdir -p "$state" 2>&1) || die write "$said"
            # A file that nobody has proved is not the one to go back to.
            if [ ! -e "$old" ] && [ ! -e "$none" ]; then
                said=$( { if [ -e "$conf" ]; then cp -p "$conf" "$old.new" && mv -f "$old.new" "$old"; else echo >"$none"; fi; } 2>&1) || die write "$said"
            fi
            stop_timer
            # The timer is there before anything changes. It must outlive this session, and what is stopped with it.
            said=$( { echo >"$mark"; } 2>&1) || die write "$said"
            env -i PATH="$PATH" setsid /bin/sh -c "$timer" dentropy-ssh {{StepScripts.Seconds(limit)}} </dev/null >/dev/null 2>&1 8>&- &
            echo $! >"$pid"
            fail() { stop_timer; back; die "$1" "$2"; }
            ( put "$conf" {{Sum}} root:root 644 '' ) || { stop_timer; back; exit 1; }
            said=$(sshd -t 2>&1) || fail refused "$said"
            now=$(sshd -T 2>&1) || fail refused "$now"

            """ + expected + "said=$(reload 2>&1) || fail reload \"$said\"\n";
    }

    private static string Lower(string key) => key.ToLowerInvariant();

    // sshd prints one of two names for the same thing (servconf.c, multistate_permitrootlogin).
    private static bool Same(string now, string wanted) => string.Equals(Norm(now), Norm(wanted), StringComparison.OrdinalIgnoreCase);

    private static string Norm(string value) => value.Equals("prohibit-password", StringComparison.OrdinalIgnoreCase) ? "without-password" : value;

    private const string ConfirmText = """
        [ -e "$mark" ] || die late "the timer has taken it back already"
        stop_timer
        [ -e "$mark" ] || die late "the timer has taken it back already"
        rm -f "$mark" "$old" "$none"
        sync "${conf%/*}" "$state"
        """;

    private const string TakeBackText = "stop_timer\nback\n";

    private const string Common = $$"""
        conf={{Path}}; state={{StepScripts.StateFolder}}; old=$state/ssh.old; none=$state/ssh.none; mark=$state/ssh.unproven; pid={{StepScripts.RunFolder}}/ssh.pid
        funcs='
        conf={{Path}}; state={{StepScripts.StateFolder}}; old=$state/ssh.old; none=$state/ssh.none; mark=$state/ssh.unproven
        {{SshdScripts.Functions}}
        back() {
            if [ -e "$old" ]; then cp -p "$old" "$conf.back" && mv -f "$conf.back" "$conf"; elif [ -e "$none" ]; then rm -f "$conf"; fi
            reload >/dev/null 2>&1
            rm -f "$mark" "$old" "$none"; sync "${conf%/*}" "$state"
        }
        '
        eval "$funcs"
        listening=$(listener)
        timer="listening=$listening$funcs
        sleep \"\$1\"; exec 8>{{StepScripts.RunFolder}}/step.lock; flock 8; if [ -e \"\$mark\" ]; then back; fi"
        stop_timer() { if [ -s "$pid" ]; then x=$(cat "$pid"); if grep -q dentropy-ssh "/proc/$x/cmdline" 2>/dev/null; then kill -- "-$x" 2>/dev/null || kill "$x" 2>/dev/null; fi; rm -f "$pid"; fi; }

        """;
}
