namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Shell functions that all scripts of the firewall share, and that stay on the node for the timers and for the boot. POSIX sh and awk.</summary>
internal static class FirewallLibrary
{
    public const string Text = """
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
}
