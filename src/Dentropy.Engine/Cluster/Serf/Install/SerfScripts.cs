using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>What runs on a node that an agent is installed on, as root. Secrets come on standard input, never in a script.</summary>
internal static class SerfScripts
{
    /// <summary>Says what is there. Nothing is changed. Files come in Base64 behind '=', so that an empty one is told from none.</summary>
    public static string Inspect { get; } = Common + """
        p=$(command -v serf); echo "program $p"
        if [ -n "$p" ] && dpkg-query -S "$p" >/dev/null 2>&1; then echo "package $(dpkg-query -W -f '${Version}' serf 2>/dev/null)"; fi
        [ -z "$p" ] || echo "says $("$p" version 2>/dev/null | head -n 1)"
        if command -v apt-get >/dev/null && command -v dpkg >/dev/null; then echo "apt yes"; fi
        if systemd; then echo "systemd yes"; s=$unit; else s=$supervisor; fi
        if id -u "$account" >/dev/null 2>&1; then echo "account yes"; fi
        if [ -n "$(agent_pid)" ]; then echo "running yes"; fi
        if systemd && systemctl is-active --quiet serf.service; then echo "other yes"; fi
        echo "addresses $({ ip -o addr show 2>/dev/null | awk '{ sub("/.*", "", $4); print $4 }' || hostname -I; } | tr '\n' ' ')"
        file() { if [ -f "$2" ]; then echo "$1 =$(base64 <"$2" | tr -d '\n')"; fi; }
        file config "$d/agent.json"; file keyring "$d/keyring.json"; file starter "$s"
        echo "end ."
        """;

    /// <summary>
    /// Stages the files that come as a tar archive, installs the package where it is missing, and lets the agent's own reader check the configuration. What runs on
    /// the node is not touched, and nothing of the staging stays where it fails.
    /// </summary>
    /// <remarks>
    /// Serf has no command for a check. Its agent reads and decodes everything before it looks at the name of the profile, and ends at one that it does not know
    /// (cmd/serf/command/agent, <c>readConfig</c> and <c>setupAgent</c>), before it opens any socket.
    /// </remarks>
    public static string Prepare(string stage, int files, bool install) => Common + $$"""
        s="$d/.stage-{{stage}}"; files={{files}}; install={{(install ? "yes" : "no")}}
        """ + "\n" + """
        fail() { rm -rf "$s"; echo "dentropy:$1 $2" >&2; exit 1; }
        trap 'rm -rf "$s"; exit 1' HUP INT TERM
        said=$(mkdir -p "$d" && chmod 755 /etc/dentropy && mkdir "$s" 2>&1) || fail write "$said"
        said=$(cd "$s" && tar -xf - 2>&1) || fail write "$said"
        [ "$(ls "$s" | wc -l)" -eq "$files" ] || fail write "not all of the files arrived"
        if [ $install = yes ]; then
            # Neither starts the package's own agent, which would have no configuration; both end with this call.
            get() { DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 SYSTEMD_OFFLINE=1 apt-get -o DPkg::Lock::Timeout=120 "$@" </dev/null 2>&1; }
            had=$(dpkg-query -W -f '${Status}' serf 2>/dev/null)
            said=$(get install -y --no-install-recommends --no-remove serf) || { get update >/dev/null; said=$(get install -y --no-install-recommends --no-remove serf); } ||
                fail package "$(printf '%s\n' "$said" | grep -E '^(E|W|dpkg|tar):' | tail -n 2 | tr '\n' ' ')"
            command -v serf >/dev/null || fail package "the package is installed, and there is still no serf"
            if systemd; then systemctl daemon-reload; systemctl disable --now serf.service >/dev/null 2>&1; fi
            if [ -e /etc/init.d/serf ] && command -v update-rc.d >/dev/null; then update-rc.d serf disable >/dev/null 2>&1; fi
        fi
        if ! id -u "$account" >/dev/null 2>&1; then
            said=$(useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$account" 2>&1) || fail account "$said"
        fi
        said=$(timeout -k 1 10 serf agent -config-file="$s/agent.json" -profile=dentropy-check 2>&1 </dev/null)
        case $said in
            *'Unknown profile: dentropy-check'*) ;;
            *) fail config "$(printf '%s' "$said" | sed "s|$s/||g" | tail -n 3 | tr '\n' ' ')" ;;
        esac
        said=$({ chgrp "$account" "$d" && chmod 750 "$d" && chown "$account:$account" "$s"/*.json && chmod 600 "$s"/*; } 2>&1) || fail write "$said"
        said=$(sync 2>&1) || fail write "$said"
        """;

    /// <summary>
    /// Puts staged files in place and has the agent take them over, one operator at a time. Where the agent does not answer then, everything is put back as it was
    /// and the agent runs as before. It goes on to its end when the link is lost.
    /// Exit 3: somebody else has changed the configuration since it was looked at. 4: put back. 5: there was nothing to put back. 7: somebody else is at work.
    /// </summary>
    /// <param name="stage">The staging's name.</param>
    /// <param name="expected">SHA-256 of the configuration that was seen, in hexadecimal; <c>none</c>.</param>
    /// <param name="action">What the agent needs.</param>
    /// <param name="port">RPC port.</param>
    /// <param name="wait">How long the agent may take.</param>
    public static string Switch(string stage, string expected, SerfAction action, int port, TimeSpan wait) => Common + string.Create(CultureInfo.InvariantCulture, $$"""
        s="$d/.stage-{{stage}}"; expected={{expected}}; action={{Name(action)}}; port={{port}}; turns={{(int)Math.Ceiling(wait.TotalSeconds * 5)}}
        """) + "\n" + """
        trap 'rm -rf "$s"' EXIT
        trap '' HUP INT PIPE
        exec 9>"$lock"
        flock -w 60 9 || { echo "dentropy:busy another installation runs on the node" >&2; exit 7; }
        now=none; [ ! -f "$d/agent.json" ] || { now=$(sha256sum "$d/agent.json"); now=${now%% *}; }
        [ "$now" = "$expected" ] || exit 3
        SERF_RPC_AUTH=$(cat "$s/rpc-auth" 2>/dev/null); export SERF_RPC_AUTH
        was=$(agent_pid)
        put() { if [ -f "$s/$1" ]; then if [ -f "$2" ]; then cp -p "$2" "$s/old-$1"; fi; chmod "$3" "$s/$1"; mkdir -p "${2%/*}"; cp -p "$s/$1" "$2.new" && mv -f "$2.new" "$2"; fi; }
        unput() { if [ -f "$s/$1" ]; then rm -f "$2.new"; if [ -f "$s/old-$1" ]; then mv -f "$s/old-$1" "$2"; else rm -f "$2"; fi; fi; }
        tell() {
            case $1 in
                none) ;;
                reload) kill -HUP "$(agent_pid)" ;;
                *) if systemd; then systemctl daemon-reload; systemctl enable --quiet "$name" 9>&- && systemctl restart "$name" 9>&-; else background_stop; background_start; fi ;;
            esac
        }
        back() {
            unput agent.json "$d/agent.json"; unput keyring.json "$d/keyring.json"; unput unit "$unit"; unput supervise "$supervisor"
            if [ -n "$was" ]; then tell restart
            elif systemd; then systemctl disable --quiet --now "$name" 2>/dev/null; systemctl daemon-reload
            else background_stop; fi
            sync
        }
        left() { back >/dev/null 2>&1; echo "dentropy:$1 $2" >&2; [ "$expected" = none ] && exit 5; exit 4; }
        trap 'left start "it was stopped from outside"' TERM
        said=$( { put keyring.json "$d/keyring.json" 600 && put agent.json "$d/agent.json" 600 && put unit "$unit" 644 && put supervise "$supervisor" 755 && sync; } 2>&1) || left write "$said"
        began=$(date '+%Y-%m-%d %H:%M:%S')
        said=$(tell "$action" 2>&1) || left start "$said"
        # The same process has to answer twice: where another one holds the port, ours has gone by then.
        good=0; seen=; n=0
        while [ $n -lt $turns ] && [ $good -lt 2 ]; do
            pid=$(agent_pid)
            if [ -n "$pid" ] && timeout 5 serf info -rpc-addr="127.0.0.1:$port" >/dev/null 2>&1 && [ "$(agent_pid)" = "$pid" ]; then
                if [ "$seen" = "$pid" ]; then good=$((good+1)); else seen=$pid; good=1; fi
                [ $action != none ] || good=2
            else
                good=0
            fi
            n=$((n+1)); [ $good -ge 2 ] || sleep 0.2
        done
        if [ $good -lt 2 ]; then
            if systemd; then said=$(journalctl -u "$name" --since "$began" -o cat -n 20 2>/dev/null); else said=$(tail -n 20 "$log" 2>/dev/null); fi
            left start "$(printf '%s' "$said" | grep -Ei 'error|fail|==>' | grep -v 'Starting Serf agent' | tail -n 2 | tr '\n' ' ')"
        fi
        if [ -f "$s/old-agent.json" ]; then mv -f "$s/old-agent.json" "$d/agent.json.old"; fi
        sync
        """;

    /// <summary>The members as the node's agent sees them: Serf's own JSON. The RPC's token comes on standard input.</summary>
    public static string Members(int port) => Common + string.Create(CultureInfo.InvariantCulture, $$"""
        SERF_RPC_AUTH=$(cat); export SERF_RPC_AUTH
        exec timeout 10 serf members -format=json -rpc-addr=127.0.0.1:{{port}}
        """);

    /// <summary>Holds the lock for changes of the keys until its input ends; says <c>held</c>, and nothing where somebody else has it.</summary>
    public static string HoldKeys { get; } = Common + $"""
        exec 9>{SerfPaths.KeyLock}
        flock -n 9 || exit 7
        echo held
        cat >/dev/null
        """;

    /// <summary>Removes a staging that is not wanted any more.</summary>
    public static string Drop(string stage) => $"rm -rf {SerfPaths.Folder}/.stage-{stage}";

    /// <summary>Lets the agent leave the cluster, stops it and removes what Dentropy put there; the package too, where that is asked for.</summary>
    public static string Remove(int port, bool package) => Common + string.Create(CultureInfo.InvariantCulture, $$"""
        port={{port}}; package={{(package ? "yes" : "no")}}
        """) + "\n" + """
        SERF_RPC_AUTH=$(cat); export SERF_RPC_AUTH
        trap '' HUP INT PIPE
        exec 9>"$lock"
        flock -w 60 9 || { echo "dentropy:busy another installation runs on the node" >&2; exit 7; }
        if [ -n "$(agent_pid)" ]; then
            if systemd; then systemctl disable --quiet "$name"; fi
            # Left in order, so that the others do not wait for it; the supervisor would start it again.
            if systemd; then :; elif [ -f "$run/supervise.pid" ]; then kill -STOP "$(cat "$run/supervise.pid")" 2>/dev/null; fi
            timeout 15 serf leave -rpc-addr="127.0.0.1:$port" >/dev/null 2>&1
        fi
        if systemd; then systemctl disable --quiet --now "$name" 2>/dev/null; rm -f "$unit"; systemctl daemon-reload
        else background_stop; fi
        said=$(rm -rf "$d" "$supervisor" "$run" "$log" "$log.1" 2>&1) || { echo "dentropy:write $said" >&2; exit 1; }
        rmdir "${supervisor%/*}" /etc/dentropy 2>/dev/null
        if [ $package = yes ] && dpkg-query -W serf >/dev/null 2>&1; then
            said=$(DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 purge -y serf </dev/null 2>&1) ||
                { echo "dentropy:package $(printf '%s\n' "$said" | grep -E '^(E|dpkg):' | tail -n 2 | tr '\n' ' ')" >&2; exit 1; }
        fi
        sync
        """;

    /// <summary>The unit for systemd.</summary>
    public static string UnitText { get; } = $"""
        # Made by Dentropy; Install-DcSerf writes it anew.
        [Unit]
        Description=Serf agent of Dentropy
        Wants=network-online.target
        After=network-online.target

        [Service]
        User={SerfPaths.Account}
        Group={SerfPaths.Account}
        ExecStart=/bin/sh -c 'exec serf agent -config-file={SerfPaths.Config}'
        ExecReload=/bin/kill -HUP $MAINPID
        Restart=always
        RestartSec=2

        [Install]
        WantedBy=multi-user.target

        """;

    /// <summary>What keeps the agent running where there is no systemd: it starts it again two seconds after it ended, and keeps one old log.</summary>
    public static string SupervisorText { get; } = $"""
        #!/bin/sh
        # Made by Dentropy; Install-DcSerf writes it anew.
        run={SerfPaths.RunFolder}; log={SerfPaths.Log}
        """ + "\n" + $$"""
        child=
        trap 'kill "$child" 2>/dev/null; wait "$child"; rm -f "$run/supervise.pid" "$run/agent.pid"; exit 0' TERM INT
        trap '' HUP
        mkdir -p "$run"; echo $$ >"$run/supervise.pid"
        while :; do
            if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 1048576 ]; then mv -f "$log" "$log.1"; fi
            touch "$log"; chmod 640 "$log"
            ( trap - HUP INT TERM; exec setpriv --reuid={{SerfPaths.Account}} --regid={{SerfPaths.Account}} --clear-groups serf agent -config-file={{SerfPaths.Config}} ) >>"$log" 2>&1 </dev/null &
            child=$!
            echo $child >"$run/agent.pid"
            wait "$child"
            rm -f "$run/agent.pid"
            sleep 2 & child=$!
            wait "$child"
        done

        """;

    // A pid in a file may be another's after a restart of the node, so what it runs is looked at.
    private const string Common = $$"""
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        d={{SerfPaths.Folder}}; unit={{SerfPaths.Unit}}; name={{SerfPaths.UnitName}}; supervisor={{SerfPaths.Supervisor}}; run={{SerfPaths.RunFolder}}; log={{SerfPaths.Log}}; lock={{SerfPaths.Lock}}; account={{SerfPaths.Account}}
        umask 077
        systemd() { [ -d /run/systemd/system ]; }
        runs() { [ -n "$1" ] && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -q "$2"; }
        agent_pid() {
            if systemd; then p=$(systemctl show -p MainPID --value "$name" 2>/dev/null); [ "$p" != 0 ] || p=
            else p=$(cat "$run/agent.pid" 2>/dev/null); fi
            if runs "$p" "serf agent -config-file=$d/agent.json"; then echo "$p"; fi
        }
        background_stop() {
            p=$(cat "$run/supervise.pid" 2>/dev/null)
            if runs "$p" "$supervisor"; then
                kill -CONT "$p"; kill "$p"
                n=0; while runs "$p" "$supervisor" && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done
                if runs "$p" "$supervisor"; then kill -KILL "$p" "$(agent_pid)" 2>/dev/null; fi
            fi
            rm -f "$run/supervise.pid" "$run/agent.pid"
        }
        background_start() { env -i PATH="$PATH" setsid /bin/sh "$supervisor" </dev/null >/dev/null 2>&1 9>&- & }

        """;

    private static string Name(SerfAction action) => action switch
    {
        SerfAction.None => "none",
        SerfAction.Reload => "reload",
        _ => "restart",
    };
}
