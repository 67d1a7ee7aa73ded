namespace Dentropy.Engine.Edge.Firewall;

/// <summary>The two halves of a change on a node: into force with the timers running, and kept by a connection that is not the one that made it.</summary>
internal static class FirewallChangeScript
{
    public const string Apply = """
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

    public const string Confirm = """
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
}
