using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>
/// What runs on a node: POSIX sh and awk. A change is armed first: two processes of its own, which no end of a session reaches, put the former rules
/// back when the time is over and nobody has confirmed. The file that is loaded at boot is replaced by the confirmation and not before, so a restart in
/// the middle also brings the former rules.
/// </summary>
internal static class FirewallScript
{
    /// <summary>Folder on a node for what outlives a restart.</summary>
    public const string Folder = "/etc/dentropy/firewall";

    /// <summary>Folder on a node for what does not: the change that waits for its confirmation, and the rules as the kernel told them after the last one.</summary>
    public const string RunFolder = "/run/dentropy-firewall";

    /// <summary>Starts a part of what <see cref="Read"/> prints.</summary>
    public const string Part = "@@";

    private const string Start = """
        fail() { echo "dentropy:$1 $(printf %s "$2" | tr '\n' ' ')" >&2; exit 1; }
        sum() { if [ -e "$1" ]; then sha256sum <"$1" | cut -c1-64; else echo none; fi; }
        full() { case "$1" in *"No space"*|*quota*) fail nospace;; *) fail write "$1";; esac; }
        has v4 || fail missing
        for tool in awk flock setsid sha256sum; do command -v $tool >/dev/null 2>&1 || fail tool $tool; done
        mkdir -p "$r" || fail denied "$r cannot be made"
        exec 9>"$r/lock" || fail denied "$r/lock cannot be written"
        flock -w "$wait" 9 || fail busy
        if [ -d "$p" ] && { [ ! -s "$p/run" ] || ! live; }; then settle || fail undo; fi

        """;

    private const string ReadText = """
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        d=FOLDER r=RUNFOLDER
        say() { printf '\n@@%s\n' "$1"; }
        say tool; iptables -V 2>/dev/null
        say interfaces; ls /sys/class/net
        say sum; if [ -e $d/rules ]; then sha256sum <$d/rules | cut -c1-64; else echo none; fi
        say sysctl; for k in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do v=$(sysctl -n $k 2>/dev/null) && echo "$k=$v"; done
        for i in /proc/sys/net/ipv6/conf/*/accept_ra; do if [ -r $i ]; then i=${i#/proc/sys/}; echo "$i=$(cat "/proc/sys/$i")"; fi; done
        say nft; if command -v nft >/dev/null 2>&1; then nft -t list ruleset 2>/dev/null | awk '$1 == "table" { t = $2 " " $3 } $1 == "type" && / hook / && t != "" { print t; t = "" }'; fi
        say pending
        for g in $r/pending/guard.?; do if [ -s "$g" ] && grep -q dentropy-firewall "/proc/$(cat "$g")/cmdline" 2>/dev/null; then cat $r/pending/run $r/pending/until; break; fi; done
        say file; cat $d/rules 2>/dev/null
        say other
        case "$(iptables -V 2>/dev/null)" in
          *nf_tables*) { iptables-legacy-save; ip6tables-legacy-save; } 2>/dev/null | grep -c -e '^-A' -e '^:[A-Z]* DROP' ;;
          *) { iptables-nft-save; ip6tables-nft-save; } 2>/dev/null | grep -c -e '^-A' -e '^:[A-Z]* DROP' ;;
        esac
        say v4; iptables-save -c 2>&1
        say applied4; cat $r/applied.v4 2>/dev/null
        say v6; if command -v ip6tables-save >/dev/null 2>&1; then ip6tables-save -c 2>&1 || echo '#none'; else echo '#none'; fi
        say applied6; cat $r/applied.v6 2>/dev/null
        say end
        """;

    /// <summary>Prints all that is known of the node's packet filter, in parts.</summary>
    public static string Read() => Placed(ReadText);

    /// <summary>Takes the new file on standard input, puts its rules into force and starts the timers. It prints <c>armed</c>.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="sums">Checksums of the file that is to be there, and of the new one.</param>
    /// <param name="connection">The ssh connection that asks, as sshd names it; it cannot confirm.</param>
    /// <param name="limit">How long the confirmation may take.</param>
    public static string Apply(string run, (string Before, string After) sums, string connection, TimeSpan limit) => Body(
        FirewallChangeScript.Apply,
        ("wait", "10"),
        ("run", run),
        ("before", sums.Before),
        ("after", sums.After),
        ("connection", connection),
        ("limit", ((int)Math.Ceiling(limit.TotalSeconds)).ToString(CultureInfo.InvariantCulture)),
        ("load", FirewallStanding.Load),
        ("guard", FirewallStanding.Guard));

    /// <summary>Confirms a run: its rules stay, over restarts as well. It prints <c>confirmed</c>.</summary>
    public static string Confirm(string run, string connection, bool empty) => Body(
        FirewallChangeScript.Confirm, ("wait", "20"), ("run", run), ("connection", connection), ("empty", empty ? "1" : "0"), ("unit", Placed(FirewallStanding.Unit)));

    /// <summary>Puts back what was before a run, where that is still to be done. It prints <c>undone</c>, or <c>confirmed</c> where the run stands.</summary>
    public static string Undo(string run) => Body(
        "if [ \"$(cat \"$p/run\" 2>/dev/null)\" = \"$run\" ]; then put_back || fail undo; fi\nif [ \"$(cat \"$r/confirmed\" 2>/dev/null)\" = \"$run\" ]; then echo confirmed; else echo undone; fi\n", ("wait", "20"), ("run", run));

    private static string Body(string text, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var script = "";
        foreach (var (name, value) in variables)
            script += $"{name}={ShellQuote.Word(value)}\n";
        var library = Placed(FirewallLibrary.Text);
        // The timers and the boot have the same functions, from a file.
        return $"{script}{library}lib={ShellQuote.Word(library)}\n{Start}printf '%s\\n' \"$lib\" >\"$r/lib\" || fail denied \"$r cannot be written\"\n{text}";
    }

    private static string Placed(string text) => text.Replace("RUNFOLDER", RunFolder, StringComparison.Ordinal).Replace("FOLDER", Folder, StringComparison.Ordinal);
}
