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

    // What all scripts share, and what stays on the node for the timers and for the boot.
    private const string Library = """
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; LC_ALL=C; export PATH LC_ALL
        umask 077
        d=FOLDER r=RUNFOLDER p=RUNFOLDER/pending

        # FAMILY...: the programs of a family.
        save() { w=$1; shift; if [ $w = v4 ]; then iptables-save "$@"; else ip6tables-save "$@"; fi; }
        restore() { w=$1; shift; if [ $w = v4 ]; then iptables-restore -w 20 -c -n "$@"; else ip6tables-restore -w 20 -c -n "$@"; fi; }
        has() { if [ $1 = v4 ]; then command -v iptables-restore >/dev/null 2>&1; else command -v ip6tables-restore >/dev/null 2>&1 && ip6tables-save >/dev/null 2>&1; fi; }

        # NAME FILE: a part of our file.
        section() { sed -n "/^#$1\$/,/^#/{/^#/!p;}" "$2" 2>/dev/null; }

        # Our chains and rules as they are now, from what save printed. A drill's chains are its own.
        ours() { sed -n -e '/DENTROPY-DRILL/d' -e '/^\*/p' -e '/^:DENTROPY-/p' -e '/^\(\[[0-9:]*\] \)\{0,1\}-A DENTROPY-/p'; }

        # What is wanted, then a mark, then what save prints: what iptables-restore has to do so that our chains are as wanted. Only they, and the rules
        # that lead to them, are touched. Where there is Docker, what passes through goes by its DOCKER-USER, which it keeps before its own rules.
        compose() {
          awk '
            function key(line) { return match(line, /--comment "?dentropy[:\/][^" ]*/) ? t SUBSEP c SUBSEP substr(line, RSTART + 10, RLENGTH - 10) : "" }
            BEGIN { n = split("raw mangle nat filter", tables, " "); f = 1 }
            $1 == "#@now" { f = 2; next }
            $1 == "#@end" { ended = $2 == "0"; next }
            /DENTROPY-DRILL/ { next }
            /^\*/ { t = substr($1, 2); next }
            f == 1 && /^:DOCKER-USER / { docker = 1; next }
            f == 1 && /^:/ { c = substr($1, 2); want[t, c] = 1; list[t] = list[t] " " c; next }
            f == 1 && /^(\[[0-9:]*\] )?-A / { c = $1 == "-A" ? $2 : $3; rules[t, c, ++size[t, c]] = $0; k = key($0); gsub(/"/, "", k); wanted[k]++; next }
            f == 2 && /^:DENTROPY-/ { c = substr($1, 2); old[t] = old[t] " " c; next }
            f == 2 && /^:DOCKER-USER / && t == "filter" { user = 1; next }
            f == 2 && /^\[[0-9:]*\] -A DENTROPY-/ { c = $3; k = key($0); gsub(/"/, "", k); counts[k, ++had[k]] = $1; next }
            f == 2 && /--comment "?dentropy\/hook"? / { sub(/^\[[0-9:]*\] /, ""); hooks[t, ++count[t]] = $0; next }
            END {
              if (!ended) { print "the rules in force could not be read"; exit 1 }
              for (i = 1; i <= n; i++) {
                t = tables[i]; head = body = tail = ""
                m = split(list[t], names, " ")
                for (k = 1; k <= m; k++) {
                  c = names[k]; parent[t, c] = substr(c, 10)
                  if (t == "filter" && (c == "DENTROPY-FORWARD" || c == "DENTROPY-DOCKER")) {
                    if (user || docker) parent[t, c] = "DOCKER-USER"
                    else if (c == "DENTROPY-DOCKER") { delete want[t, c]; continue }
                    if (docker && !user && !made) { made = 1; head = head ":DOCKER-USER - [0:0]\n"; tail = "-I FORWARD 1 -j DOCKER-USER\n" tail }
                  }
                  head = head ":" c " - [0:0]\n"
                  # What a rule has counted stays with it, where it still has as many lines.
                  for (i2 = 1; i2 <= size[t, c]; i2++) {
                    line = rules[t, c, i2]; q = key(line); gsub(/"/, "", q)
                    if (line ~ /^-A/ && q != "" && had[q] == wanted[q]) line = counts[q, ++used[q]] " " line
                    body = body line "\n"
                  }
                }
                for (k = 1; k <= count[t]; k++) {
                  line = hooks[t, k]; split(line, word, " "); c = line; sub(/^.* -j /, "", c); sub(/ .*$/, "", c)
                  if (((t, c) in want) && parent[t, c] == word[2] && !((t, c) in there)) there[t, c] = 1
                  else { sub(/^-A /, "-D ", line); body = line "\n" body }
                }
                # What is put at the top last stands first.
                for (k = m; k >= 1; k--) {
                  c = names[k]
                  if (((t, c) in want) && !((t, c) in there)) tail = tail "-I " parent[t, c] " 1 -m comment --comment dentropy/hook -j " c "\n"
                }
                m = split(old[t], names, " ")
                for (k = 1; k <= m; k++) if (!((t, names[k]) in want)) tail = tail "-F " names[k] "\n-X " names[k] "\n"
                if (head body tail != "") printf "*%s\n%s%s%sCOMMIT\n", t, head, body, tail
              }
            }'
        }
        steps() { { cat "$2"; echo '#@now'; save $1 -c 2>/dev/null; echo "#@end $?"; } | compose; }

        # FAMILY WANTED: makes our chains so, or changes nothing.
        bring() { steps $1 "$2" | restore $1; }

        # What the kernel makes of our rules, to see later whether somebody has changed them.
        note_applied() { for a in v4 v6; do if has $a; then save $a 2>/dev/null | ours >"$r/applied.$a"; fi; done; }

        # Back to what was before the change that is pending.
        put_back() {
          bad=
          for f in v4 v6; do if [ -e "$p/former.$f" ]; then bring $f "$p/former.$f" >/dev/null 2>&1 || bad=1; fi; done
          while IFS='=' read -r key value; do [ -z "$key" ] || sysctl -qw "$key=$value" >/dev/null 2>&1; done 2>/dev/null <"$p/sysctl"
          [ -z "$bad" ] || return 1
          rm -f "$d/rules.new" "$d/load.new"
          rmdir "$d" /etc/dentropy 2>/dev/null
          end_pending
        }

        # Forgets the pending change, and ends its timers.
        end_pending() {
          pids=$(cat "$p"/guard.? 2>/dev/null)
          rm -rf "$p"
          for pid in $pids; do
            if [ "$pid" != $$ ] && grep -q dentropy-firewall "/proc/$pid/cmdline" 2>/dev/null; then kill -9 "-$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null; fi
          done
          return 0
        }

        live() { for g in "$p"/guard.?; do if [ -s "$g" ] && grep -q dentropy-firewall "/proc/$(cat "$g")/cmdline" 2>/dev/null; then return 0; fi; done; return 1; }

        # Settles what a run left that is over: a confirmation that was written stands, all else goes back.
        settle() {
          if [ -e "$p/written" ]; then
            if [ "$(cat "$p/written")" = 1 ]; then rm -f "$d/rules" "$d/load"
            elif [ -e "$d/rules.new" ]; then mv -f "$d/rules.new" "$d/rules"; fi
            note_applied
            cp "$p/run" "$r/confirmed"
            end_pending
          else put_back; fi
        }

        """;

    // A timer: $1 is its number, $2 how many seconds it waits, $3 the run.
    private const string Guard = """
        trap '' HUP INT TERM
        echo $$ >"$p/guard.$1.new" && mv "$p/guard.$1.new" "$p/guard.$1"
        sleep "$2"
        mine() { [ "$(cat "$p/run" 2>/dev/null)" = "$1" ]; }
        while mine "$3"; do
          { flock -w 20 9; mine "$3" && settle 9>&-; } 9>>"$r/lock" || { mine "$3" && settle; }
          if mine "$3"; then sleep 1; fi
        done
        """;

    // At boot, before the network where systemd is. What cannot be loaded leaves nothing half done.
    private const string Load = """
        [ -s "$d/rules" ] || exit 0
        mkdir -p "$r"
        exec 9>"$r/lock"
        flock -w 30 9
        # What was not confirmed before the restart.
        [ -d "$p" ] || rm -f "$d/rules.new" "$d/load.new"
        failed=0
        for f in v4 v6; do
          if has $f; then section $f "$d/rules" >"$r/load.$f"; bring $f "$r/load.$f" || failed=1; rm -f "$r/load.$f"; fi
        done
        section sysctl "$d/rules" | while IFS= read -r line; do sysctl -qw "$line"; done
        note_applied
        exit $failed
        """;

    private const string Unit = """
        [Unit]
        Description=Firewall rules of Dentropy
        DefaultDependencies=no
        Wants=network-pre.target
        Before=network-pre.target shutdown.target
        After=local-fs.target systemd-modules-load.service systemd-sysctl.service netfilter-persistent.service ufw.service nftables.service
        Conflicts=shutdown.target

        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/bin/sh FOLDER/load

        [Install]
        WantedBy=multi-user.target
        """;

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

    private const string ApplyText = """
        if [ -d "$p" ]; then fail pending "$(cat "$p/until" 2>/dev/null)"; fi
        [ "$(sum "$d/rules")" = "$before" ] || fail changed
        said=$(mkdir -p "$d" 2>&1) || full "$said"
        leave() { rm -f "$d/rules.new" "$d/load.new"; rmdir "$d" /etc/dentropy 2>/dev/null; }
        trap leave EXIT
        trap 'exit 1' HUP INT TERM PIPE
        said=$(cat 2>&1 >"$d/rules.new") || full "$said"
        [ "$(sum "$d/rules.new")" = "$after" ] || fail cut
        said=$({ { cat "$r/lib"; printf '%s\n' "$load"; } >"$d/load.new" && chmod 755 "$d/load.new" && sync "$d/rules.new"; } 2>&1) || full "$said"
        said=$({ mkdir "$p" && printf '%s\n' "$run" >"$p/run" && printf '%s\n' "$connection" >"$p/connection" && date -d "@$(($(date +%s) + limit))" +%H:%M:%S >"$p/until"; } 2>&1) || { rm -rf "$p"; full "$said"; }
        trap 'leave; rm -rf "$p"' EXIT
        families=
        for f in v4 v6; do
          section $f "$d/rules.new" >"$p/wanted.$f"
          if has $f; then families="$families $f"; else [ ! -s "$p/wanted.$f" ] || [ $f = v6 ] || fail missing; continue; fi
          if [ $f = v4 ]; then said=$(iptables-save -c 2>&1 >"$p/now"); else said=$(ip6tables-save -c 2>&1 >"$p/now"); fi || fail rules "$said"
          if [ $f = v4 ]; then grep '^:DOCKER-USER ' "$p/now" >"$p/docker"; fi
          if grep -q '^# Table .*incompatible' "$p/now"; then fail nft "a table that iptables cannot read"; fi
          said=$(ours 2>&1 <"$p/now" >"$p/former.$f") || full "$said"
          said=$(steps $f "$p/wanted.$f" 2>&1 >"$p/test") || fail rules "$said$(cat "$p/test")"
          said=$(restore $f --test <"$p/test" 2>&1) || fail rules "$said"
        done
        : >"$p/sysctl"
        section sysctl "$d/rules.new" | while IFS='=' read -r key value; do
          now=$(sysctl -n "$key" 2>/dev/null) || fail sysctl "$key"
          [ "$now" = "$value" ] || printf '%s=%s\n' "$key" "$now" >>"$p/sysctl"
        done || exit 1
        # What the set from before had switched on and this one does not want goes back to what it was.
        section former "$d/rules" | while IFS='=' read -r key value; do
          section sysctl "$d/rules.new" | grep -q "^$key=" && continue
          case $key in *forward*) if grep -q '^:DOCKER-USER ' "$p"/docker 2>/dev/null; then continue; fi;; esac
          now=$(sysctl -n "$key" 2>/dev/null) && [ "$now" != "$value" ] && { printf '%s=%s\n' "$key" "$now" >>"$p/sysctl"; printf '%s=%s\n' "$key" "$value" >>"$p/back"; }
        done
        { cat "$r/lib"; printf '%s\n' "$guard"; } >"$p/guard"
        start() {
          if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 &&
            systemd-run --quiet --collect --unit="dentropy-firewall-$run-$1" /bin/sh "$p/guard" "$1" "$2" "$run" >/dev/null 2>&1 </dev/null 9>&-; then return; fi
          # The mark by which a session's processes are stopped must not find the timers.
          env -i PATH="$PATH" setsid /bin/sh "$p/guard" "$1" "$2" "$run" </dev/null >/dev/null 2>&1 9>&- &
        }
        start 1 "$limit"
        start 2 "$((limit + 3))"
        n=0
        until [ -s "$p/guard.1" ] && [ -s "$p/guard.2" ] && live; do
          n=$((n + 1))
          if [ $n -gt 100 ]; then end_pending; fail guard; fi
          sleep 0.1
        done
        # From here on the timers answer for it, whatever becomes of this session.
        trap '' HUP INT TERM PIPE
        trap - EXIT
        for f in $families; do
          if ! said=$(bring $f "$p/wanted.$f" 2>&1); then put_back || fail undo "$said"; fail rules "$said"; fi
        done
        for file in "$p/new" "$p/back"; do
          [ "$file" != "$p/new" ] || section sysctl "$d/rules.new" >"$p/new"
          [ -e "$file" ] || continue
          while IFS= read -r line; do
            said=$(sysctl -qw "$line" 2>&1) || { put_back; fail sysctl "$said"; }
          done <"$file"
        done
        rm -f "$p/now" "$p/test"
        echo armed
        """;

    private const string ConfirmText = """
        # The answer to a confirmation may be lost on its way; then it is asked again.
        if [ "$(cat "$r/confirmed" 2>/dev/null)" = "$run" ]; then echo confirmed; exit 0; fi
        [ "$(cat "$p/run" 2>/dev/null)" = "$run" ] || fail gone
        [ -z "$connection" ] || [ "$connection" != "$(cat "$p/connection")" ] || fail stale
        trap '' HUP INT TERM PIPE
        first=; [ -e "$d/rules" ] || first=1
        write() {
          if [ "$empty" = 1 ]; then
            rm -f "$d/rules.new" "$d/load.new" && echo 1 >"$p/written" && rm -f "$d/rules" "$d/load"
          else
            mv -f "$d/load.new" "$d/load" && echo 0 >"$p/written" && mv -f "$d/rules.new" "$d/rules" && { sync "$d" || sync; }
          fi
        }
        said=$(write 2>&1) || { rm -f "$p/written"; put_back || fail undo "$said"; full "$said"; }
        printf '%s\n' "$run" >"$r/confirmed"
        note_applied
        end_pending
        if [ "$empty" = 1 ]; then
          rm -f /etc/sysctl.d/60-dentropy-gateway.conf "$r"/applied.v? "$r/sysctl" "$r/lib"
          rmdir "$d" /etc/dentropy 2>/dev/null
        else
          section sysctl "$d/rules" >"$r/sysctl"
          if [ -s "$r/sysctl" ]; then { mkdir -p /etc/sysctl.d && { echo '# Made by Dentropy for the gateway.'; cat "$r/sysctl"; } >/etc/sysctl.d/60-dentropy-gateway.conf && chmod 644 /etc/sysctl.d/60-dentropy-gateway.conf; } 2>&1 | sed 's/^/note /'
          else rm -f /etc/sysctl.d/60-dentropy-gateway.conf; fi
        fi
        u=/etc/systemd/system/dentropy-firewall.service
        if [ -d /run/systemd/system ]; then
          if [ "$empty" = 1 ]; then
            if [ -e $u ]; then systemctl disable -q dentropy-firewall; rm -f $u; systemctl daemon-reload; fi
          elif [ "$(cat $u 2>/dev/null)" != "$unit" ]; then
            said=$({ printf '%s\n' "$unit" >$u && chmod 644 $u && systemctl daemon-reload && systemctl enable -q dentropy-firewall; } 2>&1) || echo "note the rules are not loaded at boot: $said"
          fi
        elif [ "$empty" != 1 ] && [ -n "$first" ]; then echo "boot $d/load"; fi
        echo confirmed
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
        ApplyText,
        ("wait", "10"),
        ("run", run),
        ("before", sums.Before),
        ("after", sums.After),
        ("connection", connection),
        ("limit", ((int)Math.Ceiling(limit.TotalSeconds)).ToString(CultureInfo.InvariantCulture)),
        ("load", Load),
        ("guard", Guard));

    /// <summary>Confirms a run: its rules stay, over restarts as well. It prints <c>confirmed</c>.</summary>
    public static string Confirm(string run, string connection, bool empty) => Body(
        ConfirmText, ("wait", "20"), ("run", run), ("connection", connection), ("empty", empty ? "1" : "0"), ("unit", Placed(Unit)));

    /// <summary>Puts back what was before a run, where that is still to be done. It prints <c>undone</c>, or <c>confirmed</c> where the run stands.</summary>
    public static string Undo(string run) => Body(
        "if [ \"$(cat \"$p/run\" 2>/dev/null)\" = \"$run\" ]; then put_back || fail undo; fi\nif [ \"$(cat \"$r/confirmed\" 2>/dev/null)\" = \"$run\" ]; then echo confirmed; else echo undone; fi\n", ("wait", "20"), ("run", run));

    private static string Body(string text, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var script = "";
        foreach (var (name, value) in variables)
            script += $"{name}={ShellQuote.Word(value)}\n";
        var library = Placed(Library);
        // The timers and the boot have the same functions, from a file.
        return $"{script}{library}lib={ShellQuote.Word(library)}\n{Start}printf '%s\\n' \"$lib\" >\"$r/lib\" || fail denied \"$r cannot be written\"\n{text}";
    }

    private static string Placed(string text) => text.Replace("RUNFOLDER", RunFolder, StringComparison.Ordinal).Replace("FOLDER", Folder, StringComparison.Ordinal);
}
