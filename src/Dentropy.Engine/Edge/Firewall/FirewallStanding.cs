namespace Dentropy.Engine.Edge.Firewall;

/// <summary>What stays on a node and runs there by itself: the timers of a change that is not confirmed, and the load at boot.</summary>
internal static class FirewallStanding
{
    // A timer: $1 is its number, $2 how many seconds it waits, $3 the run.
    public const string Guard = """
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
    public const string Load = """
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

    public const string Unit = """
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
}
